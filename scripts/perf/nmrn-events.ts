/**
 * Times NMRN on MovieLens-1M's events, evaluated prequentially, in a process of its own. Prints `NmrnTimes` as JSON.
 *   node dist/scripts/perf/nmrn-events.js native '{"sampler":"uniform","block":64,"items":3416,"width":20,"slots":10,"loop":true}'
 */
import { readSplit } from "../../data/index.ts";
import { requireDataFolder } from "../../data/locate.ts";
import type { EngineName } from "../../src/core/engines.ts";
import { Stream } from "../../src/core/random.ts";
import { type Sequences, sequenceCount } from "../../src/core/sequences.ts";
import { trainingSequences } from "../../src/dataset/split.ts";
import { blocksOf, interleavedStream } from "../../src/dataset/streams.ts";
import { openEngine } from "../../src/engine/engine.ts";
import { type PrequentialRow, prequential } from "../../src/evaluate/prequential.ts";
import { ADAM } from "../../src/models/adam-settings.ts";
import { Nmrn } from "../../src/models/nmrn/nmrn.ts";
import type { NmrnLearning } from "../../src/models/nmrn/recipes.ts";
import { NmrnStream } from "../../src/train/nmrn-stream.ts";
import { BlockWatch } from "./block-watch.ts";
import type { NmrnCase, NmrnTimes } from "./nmrn-cases.ts";
import { LoopNmrn } from "./nmrn-loop.ts";

/** Blocks that V8 compiles for and the model learns by, so that violators are no longer found at once. */
const WARM_UP = 100;
/** Turns, so many blocks in each: a busy machine then slows loop and blocks alike. */
const [TURNS, BLOCKS] = [10, 10];
/** Of the loop: as in the notebook. */
const LOOP_BLOCK = 32;

console.log(JSON.stringify(await timesOf(process.argv[2] as EngineName, JSON.parse(process.argv[3]))));

async function timesOf(name: EngineName, it: NmrnCase): Promise<NmrnTimes> {
  const sequences = trainingSequences((await readSplit(requireDataFolder("ml1m"))).split);
  const engine = await openEngine(name);
  const blocks = new BlockWatch(contender(it, sequences, NmrnStream));
  const loop = it.loop ? new BlockWatch(contender({ ...it, block: LOOP_BLOCK }, sequences, LoopNmrn)) : undefined;
  await blocks.skip(WARM_UP);
  await loop?.skip(1);
  for (let turn = 0; turn < TURNS; turn++) {
    await blocks.watch(BLOCKS);
    await loop?.watch(1);
  }
  engine.close();
  return { blocks: blocks.times(), loop: loop?.times() };
}

/** A model that learns from the events, block by block. */
function contender(
  { sampler, block, ...size }: NmrnCase,
  sequences: Sequences,
  Model: typeof NmrnStream | typeof LoopNmrn,
): AsyncGenerator<PrequentialRow> {
  const users = sequenceCount(sequences);
  const { items, width, slots } = size;
  const network = new Nmrn(
    { users, items, width, slots, margin: 3, itemTerm: false, writeShare: 1 },
    new Stream("perf/nmrn"),
  );
  const optimiser = { ...ADAM, learningRate: 0.01 };
  const noise = { candidates: 100, hidden: [32, 16], explore: 0 } as const;
  const learning: NmrnLearning = { sampler, tries: 50, unmet: false, optimiser, noise, learns: "all" };
  const model = new Model(network, learning, new Stream("perf/learning"));
  return prequential({
    ...{ model, users, cutoff: 10, window: 10_000 },
    blocks: blocksOf(interleavedStream(sequences, 1), block),
  });
}
