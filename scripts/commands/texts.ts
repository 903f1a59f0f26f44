/** Commands that prepare what agents learn from texts: `embed` and `neighbours`. */
import type { Command } from "commander";
import { openWorld } from "../../src/run/open-world.ts";
import { fillNeighbours, shareTexts, type TextPlace } from "../../src/run/texts.ts";
import { checkStore } from "../../src/store/database.ts";
import { interruptible } from "../interrupt.ts";
import {
  addTextOptions,
  addWorldOptions,
  databaseOf,
  resolveWorldOptions,
  type TextOptions,
  type WorldOptions,
} from "../options.ts";
import { startJobsProgress } from "../progress.ts";

type Options = WorldOptions & TextOptions;

/** `slatelab embed`: makes the embeddings of a world's texts. */
export function defineEmbed(command: Command): void {
  addTextOptions(addWorldOptions(command))
    .description("Embeds the catalogue's texts into the cache. Interrupted, it goes on where it was.")
    .addHelpText("after", "\nExample:\n  slatelab embed --world cup --embedder transformer --model-dir models")
    .action((options: Options) => interruptible((signal) => withTexts(options, { signal, findNeighbours: false })));
}

/** `slatelab neighbours`: finds the nearest texts of items and stores them. */
export function defineNeighbours(command: Command): void {
  addTextOptions(addWorldOptions(command))
    .description(
      "Finds the 100 nearest texts of every item, by the cosine of their embeddings, into the store. Interrupted, it goes " +
        "on where it was. Agents find them on demand too.",
    )
    .addHelpText("after", "\nExample:\n  slatelab neighbours --world cup --embedder lsa")
    .action((options: Options) => interruptible((signal) => withTexts(options, { signal, findNeighbours: true })));
}

interface Work {
  readonly findNeighbours: boolean;
  readonly signal: AbortSignal;
}

async function withTexts(options: Options, { findNeighbours, signal }: Work): Promise<void> {
  const progress = startJobsProgress();
  const place: TextPlace = {
    ...options,
    ...{ database: databaseOf(options), signal, notify: console.error, onProgress: progress.update },
  };
  try {
    const { tables, resolved } = await resolveWorldOptions(options);
    if (findNeighbours) checkStore(place.database);
    const { catalogue } = await openWorld(tables, resolved, { notify: console.error, signal });
    const texts = await shareTexts(catalogue, place);
    if (findNeighbours) await fillNeighbours(texts, everyItem(catalogue.size), place);
    const done = findNeighbours ? "neighbours of all" : "embeddings of all";
    console.log(`${texts.embedder}: ${done} ${catalogue.size} items, ${texts.dimensions} numbers each`);
  } finally {
    progress.stop();
  }
}

function everyItem(size: number): Int32Array {
  return Int32Array.from({ length: size }, (_, item) => item);
}
