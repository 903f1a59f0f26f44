import type { AgentResources } from "../src/core/agents.ts";
import type { World } from "../src/core/types.ts";
import { openResources, prepareTexts, type TextPlace } from "../src/run/texts.ts";
import { openStore } from "../src/store/database.ts";
import { startJobsProgress } from "./progress.ts";

/** Makes a world's texts ready for as long as the work takes. */
export async function withTexts<T>(
  world: World,
  place: TextPlace,
  work: (resources: AgentResources) => Promise<T>,
): Promise<T> {
  const progress = startJobsProgress();
  const texts = await prepareTexts(world, { ...place, onProgress: progress.update }).finally(progress.stop);
  const store = openStore(place.database);
  try {
    return await work(openResources(texts, store));
  } finally {
    store.close();
  }
}
