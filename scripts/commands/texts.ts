/** Commands that prepare what agents learn from texts: `embed` and `neighbours`. */
import type { Command } from "commander";
import { embedCatalogue } from "../../src/texts/embeddings.ts";
import { startBar } from "../bar.ts";
import { onInterrupt } from "../interrupt.ts";
import { openWorld } from "../open-world.ts";
import { addWorldOptions, databaseOf, type WorldOptions, worldRequest } from "../options.ts";
import { addTextOptions, chooseEmbedder, fillNeighbours, type TextOptions, type TextPlace } from "../texts.ts";

type Options = WorldOptions & TextOptions;

/** `slatelab embed`. */
export function addEmbed(program: Command): void {
  addTextOptions(addWorldOptions(program.command("embed")))
    .summary("embed a catalogue's texts")
    .description("Embeds the catalogue's texts into the cache. Interrupted, it goes on where it was.")
    .addHelpText("after", "\nExample:\n  slatelab embed --world cup --embedder transformer --model-dir models")
    .action((options: Options) => withTexts(options, false));
}

/** `slatelab neighbours`. */
export function addNeighbours(program: Command): void {
  addTextOptions(addWorldOptions(program.command("neighbours")))
    .summary("find every item's nearest texts")
    .description(
      "Finds the 100 nearest texts of every item, by the cosine of their embeddings, into the store. Interrupted, it goes " +
        "on where it was. Agents find them on demand too.",
    )
    .addHelpText("after", "\nExample:\n  slatelab neighbours --world cup --embedder lsa")
    .action((options: Options) => withTexts(options, true));
}

async function withTexts(options: Options, findNeighbours: boolean): Promise<void> {
  const abort = new AbortController();
  const release = onInterrupt(() => abort.abort());
  const place: TextPlace = { ...options, database: databaseOf(options), signal: abort.signal, notify: console.error };
  try {
    const { catalogue } = await openWorld(worldRequest(options), { notify: console.error, signal: abort.signal });
    const embedder = await chooseEmbedder(catalogue, place);
    const bar = startBar("texts embedded");
    const work = { catalogue, embedder, cacheDir: options.home, signal: abort.signal, onProgress: bar.update };
    const embeddings = await embedCatalogue(work).finally(() => Promise.all([bar.stop(), embedder.dispose()]));
    if (findNeighbours)
      await fillNeighbours(
        embeddings,
        Int32Array.from({ length: catalogue.size }, (_, i) => i),
        place,
      );
    const done = findNeighbours ? "neighbours of all" : "embeddings of all";
    console.log(`${embedder.name}: ${done} ${catalogue.size} items, ${embeddings.dimensions} numbers each`);
  } finally {
    release();
  }
}
