import { join, resolve } from "node:path";
import type { Command } from "commander";
import { fmKind } from "../../agents/fm.ts";
import { funksvdKind } from "../../agents/funksvd.ts";
import { neumfKind } from "../../agents/neumf.ts";
import type { RankerKind } from "../../agents/ranker.ts";
import { NEUMF } from "../../src/models/neumf.ts";
import { openStore } from "../../src/store/database.ts";
import { onInterrupt } from "../interrupt.ts";
import { openWorld } from "../open-world.ts";
import { addWorldOptions, databaseOf, outputFolder, type WorldOptions, wholeNumber, worldRequest } from "../options.ts";
import { pretrainCup, type TrainingEpisode } from "../pretrain-cup.ts";
import { addTextOptions, openResources, prepareTexts, type TextOptions } from "../texts.ts";
import { addSequencePretrain } from "./pretrain-sequence.ts";

interface PretrainOptions extends WorldOptions, TextOptions {
  readonly episodes: number;
  readonly seed: number;
  readonly factors: number;
  readonly faithful?: boolean;
  readonly out?: string;
  readonly resume: boolean;
  readonly json: boolean;
}

interface CupModel {
  readonly kind: RankerKind<unknown>;
  readonly summary: string;
  readonly factors: number;
  /** Has the seed's own recipe. */
  readonly hasFaithful: boolean;
}

const MODELS: readonly CupModel[] = [
  { kind: funksvdKind as RankerKind<unknown>, summary: "FunkSVD with biases", factors: 128, hasFaithful: true },
  { kind: neumfKind as RankerKind<unknown>, summary: "NeuMF", factors: NEUMF.factors, hasFaithful: false },
  { kind: fmKind as RankerKind<unknown>, summary: "a factorization machine", factors: 32, hasFaithful: false },
];

/** `slatelab pretrain <model>`: weights that agents start from. */
export function addPretrain(program: Command): void {
  const pretrain = program
    .command("pretrain")
    .summary("train a model that agents start from")
    .description("Trains a model and keeps it as a checkpoint.");
  for (const model of MODELS) addCupModel(pretrain, model);
  addSequencePretrain(pretrain);
}

function addCupModel(pretrain: Command, model: CupModel): void {
  const { kind, summary, factors, hasFaithful } = model;
  const command = addTextOptions(addWorldOptions(pretrain.command(kind.name)))
    .summary(`${summary}, by the cup's protocol`)
    .description(
      `Trains ${summary} by the cup's protocol: before each episode on all pairs so far; then the hybrid explores with it on ` +
        "the first half of the users. Prints the curve; keeps last.json and best.json.",
    )
    .option("--episodes <n>", "training episodes", wholeNumber("--episodes", 1, 10_000), 5)
    .option("--seed <n>", "draws weights, negatives and episodes", wholeNumber("--seed", 0), 1)
    .option("--factors <n>", "factors of a user and of an item", wholeNumber("--factors", 4, 1024), factors)
    .option("--out <dir>", `folder of the checkpoints (default: checkpoints/${kind.name} in the home folder)`)
    .option("--resume", "go on from last.json", false)
    .option("--json", "print the curve as JSON lines", false)
    .addHelpText("after", `\nExample:\n  slatelab pretrain ${kind.name} --world cup-small --episodes 3`)
    .action((options: PretrainOptions) => run(model, options));
  if (hasFaithful) command.option("--faithful", "the recipe as its authors ran it, defects included", false);
}

async function run({ kind }: CupModel, options: PretrainOptions): Promise<void> {
  const { episodes, seed, factors, faithful = false, resume, json } = options;
  const abort = new AbortController();
  const release = onInterrupt(() => abort.abort());
  const folder = outputFolder(resolve(options.out ?? join(options.home, "checkpoints", kind.name)));
  const place = { ...options, database: databaseOf(options), signal: abort.signal, notify };
  const world = await openWorld(worldRequest(options), { notify, signal: abort.signal });
  const texts = await prepareTexts(world, place);
  const store = openStore(place.database);
  try {
    if (!json) console.log("episode   pairs    loss   rounds  clicks    score");
    const onEpisode = (done: TrainingEpisode) => console.log(json ? JSON.stringify(done) : curveLine(done));
    const settings = kind.name === "funksvd" ? { factors, faithful } : { factors };
    const training = { world, kind, settings, faithful, seed, episodes, folder, resume, onEpisode };
    await pretrainCup({ ...training, resources: openResources(texts, store), isStopped: () => abort.signal.aborted });
    notify(`Best: ${join(folder, "best.json")}`);
  } finally {
    store.close();
    release();
  }
}

function notify(message: string): void {
  console.error(message);
}

function curveLine({ episode, pairs, loss, rounds, clicks, score }: TrainingEpisode): string {
  const cells = [episode, pairs, loss.toFixed(4), rounds, clicks, score.toFixed(6)];
  const widths = [7, 8, 8, 9, 8, 9];
  return cells.map((cell, i) => String(cell).padStart(widths[i])).join("");
}
