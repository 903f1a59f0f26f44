import type { InteractionData } from "../../src/core/interaction-data.ts";
import { loggedClicks } from "../../src/store/click-log.ts";
import type { Store } from "../../src/store/database.ts";
import { NamedRows } from "../rows.ts";

/**
 * Reads the clicks of an agent's finished episodes in a suite. A user of one episode is named `episode/user`, since every
 * episode begins anew; items are named by their ids in the world's catalogue. What was public before the episodes is not
 * in the log. Throws a UsageError when there are no clicks.
 */
export function readClickLog(store: Store, { suite, agent }: { suite: number; agent: string }): InteractionData {
  const rows = new NamedRows();
  for (const { episodeId, user, item } of loggedClicks(store, { suite, agent })) {
    rows.add(`${episodeId}/${user}`, String(item));
  }
  return rows.finish(store.name, `clicks of the agent '${agent}' in finished, logged episodes of suite ${suite}`);
}
