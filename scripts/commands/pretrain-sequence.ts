import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Command, Option } from "commander";
import { readSplit, requireDataFolder } from "../../data/index.ts";
import { expected } from "../../src/core/errors.ts";
import { contentHash } from "../../src/core/hash.ts";
import type { HeldOut } from "../../src/core/hold-out.ts";
import { type Sequences, sequenceCount } from "../../src/core/sequences.ts";
import { readPreparedData } from "../../src/dataset/prepared-data.ts";
import { heldOutOf, trainingSequences } from "../../src/dataset/split.ts";
import { ENGINE_CHOICES, type Engine, type EngineChoice, openEngine } from "../../src/engine/engine.ts";
import { openScalars, type Scalars } from "../../src/engine/tensorboard.ts";
import { outputFolder } from "../../src/files/folders.ts";
import { learningCurveHtml } from "../../src/report/learning-curve.ts";
import type { FitProgress } from "../../src/train/fit.ts";
import { LOG_FILE, type LogRow } from "../../src/train/run-folder.ts";
import { trainSequenceModel, WATCHED_METRIC } from "../../src/train/sequence-training.ts";
import { interruptible } from "../interrupt.ts";
import { addHomeOptions, type HomeOptions, wholeNumber } from "../options.ts";
import { startProgress } from "../progress.ts";
import { resolveRecipe, SEQUENCE_KINDS, type SequenceKind } from "../sequence-recipes.ts";
import { PREPARED_FILE } from "./prepare.ts";

interface SequenceOptions extends HomeOptions {
  readonly recipe: string;
  readonly set?: string;
  readonly rounds?: number;
  readonly patience?: number;
  readonly seed: number;
  readonly engine: EngineChoice;
  readonly data?: string;
  readonly out?: string;
  readonly resume: boolean;
  readonly json: boolean;
}

/** Where neither the user nor the recipe says. */
const MOST_ROUNDS = 1000;

/** Adds `sasrec`, `gsasrec` and `ssept` to `slatelab pretrain`. */
export function addSequencePretrain(pretrain: Command): void {
  for (const kind of SEQUENCE_KINDS) addKind(pretrain, kind);
}

function addKind(pretrain: Command, kind: SequenceKind): void {
  const recipes = Object.keys(kind.recipes);
  addHomeOptions(pretrain.command(`${kind.name} [folder]`))
    .summary(`${kind.summary}, on sequences`)
    .description(
      `Trains ${kind.summary}. FOLDER is one that 'slatelab prepare' made; without it, MovieLens-1M as the gSASRec authors ` +
        "split it. After each round the validation users' held-out items are ranked in the whole catalogue. Keeps best.ckpt, " +
        "last.ckpt, log.jsonl and, once it is done, the learning curve as curve.html; on the native engine TensorBoard's " +
        "event files too.",
    )
    .addOption(new Option("--recipe <name>", "settings to start from").choices(recipes).default(recipes[0]))
    .option("--set <settings>", "changes to the recipe, e.g. 'length=100,dropout=0.2'")
    .option(
      "--rounds <n>",
      `most rounds (default: until the recipe's learning rate has fallen to nothing, else ${MOST_ROUNDS})`,
      wholeNumber("--rounds", 1),
    )
    .option(
      "--patience <n>",
      "rounds without a better nDCG@10 before it stops (default: the recipe's)",
      wholeNumber("--patience", 1),
    )
    .option("--seed <n>", "draws weights, batches and dropout", wholeNumber("--seed", 0), 1)
    .addOption(new Option("--engine <name>", "what computes").choices(ENGINE_CHOICES).default("auto"))
    .option("--data <dir>", "folder with data sets such as ml1m")
    .option("--out <dir>", `folder of checkpoints and log (default: checkpoints/${kind.name} in the home folder)`)
    .option("--resume", "go on from last.ckpt", false)
    .option("--json", "print each round as a line of JSON", false)
    .addHelpText("after", `${settingsHelp(kind)}\n\nExample:\n  slatelab pretrain ${kind.name} --rounds 10`)
    .action((folder: string | undefined, options: SequenceOptions) => train(kind, folder, options));
}

function settingsHelp({ settings }: SequenceKind): string {
  const shape = settings.shape as Record<string, { description?: string }>;
  const lines = Object.entries(shape).map(([name, { description }]) => `  ${name.padEnd(13)}${description}`);
  return `\nSettings:\n${lines.join("\n")}`;
}

async function train(kind: SequenceKind, folder: string | undefined, options: SequenceOptions): Promise<void> {
  const recipe = resolveRecipe(kind, options);
  const data = await readData(folder, options);
  const configuration = recipe.configure({ items: data.items, users: sequenceCount(data.train) });
  const engine = await openEngine(options.engine);
  notify(engine.why);
  const out = outputFolder(resolve(options.out ?? join(options.home, "checkpoints", kind.name)));
  const { rounds = recipe.rounds ?? MOST_ROUNDS, patience = recipe.patience, seed, resume, json } = options;
  const progress = stepProgress(rounds);
  try {
    const record = tensorBoard(engine, out);
    const onRound = (row: LogRow) => {
      progress.stop();
      record(row);
      console.log(json ? JSON.stringify(row) : roundLine(row));
    };
    const listeners = { onStep: progress.step, onRound };
    const run = { ...data, ...listeners, configuration, rounds, patience, seed, resume, folder: out };
    const { model, result } = await interruptible((signal) => trainSequenceModel({ ...run, signal }));
    model.dispose();
    await writeCurve(out, { kind, recipe: options.recipe });
    notify(`Best: round ${result.best.round}, ${metricsText(result.best.metrics)}: ${join(out, "best.ckpt")}`);
  } finally {
    progress.stop();
    engine.close();
  }
}

/** The learning curve as a page beside the log that it is made from. */
async function writeCurve(folder: string, { kind, recipe }: { kind: SequenceKind; recipe: string }): Promise<void> {
  const lines = readFileSync(join(folder, LOG_FILE), "utf8").trimEnd().split("\n");
  const rows = lines.map((line) => JSON.parse(line) as LogRow);
  const command = ["slatelab", ...process.argv.slice(2)].join(" ");
  const curve = { title: `${kind.name}, recipe ${recipe}`, command, rows, watch: WATCHED_METRIC };
  writeFileSync(join(folder, "curve.html"), await learningCurveHtml(curve));
}

interface SequenceData {
  readonly items: number;
  readonly train: Sequences;
  readonly heldOut: HeldOut[];
  readonly dataHash: string;
}

async function readData(folder: string | undefined, { data }: SequenceOptions): Promise<SequenceData> {
  const prepared = folder
    ? readPreparedData(join(folder, PREPARED_FILE))
    : await readSplit(requireDataFolder("ml1m", data));
  const { split, items } = prepared;
  const train = trainingSequences(split);
  const heldOut = heldOutOf(split, "validation");
  if (heldOut.length === 0) throw expected("held-out items for validation", "none", folder);
  const { users, positions } = split.validation;
  return { items, train, heldOut, dataHash: contentHash(items, train.items, train.offsets, users, positions) };
}

/** Progress over all steps of all rounds; patience may end it earlier. A round's line goes where it was. */
function stepProgress(rounds: number): { step(progress: FitProgress): void; stop(): void } {
  const progress = startProgress({ what: "steps" });
  return {
    step({ round, step, steps, loss, stepsPerSecond }) {
      const facts = `round ${round}, loss ${loss.toFixed(4)}, ${stepsPerSecond.toFixed(2)} steps/s`;
      progress.update((round - 1) * steps + step, rounds * steps, facts);
    },
    stop: progress.stop,
  };
}

/** Writes loss and metrics of each round; nothing on an engine without such a writer. */
function tensorBoard(engine: Engine, out: string): (row: LogRow) => void {
  if (engine.name !== "native") return () => {};
  const folder = join(out, "tensorboard");
  let scalars: Scalars | undefined;
  return ({ steps, losses, metrics }) => {
    if (!scalars) notify(`For TensorBoard: tensorboard --logdir ${folder}`);
    scalars ??= openScalars(folder);
    scalars.scalar("loss", losses.train, steps.train);
    for (const [name, value] of Object.entries(metrics)) scalars.scalar(`validation/${name}`, value, steps.train);
    scalars.flush();
  };
}

function roundLine({ round, seconds, stepsPerSecond, losses, metrics, best }: LogRow): string {
  const figures = `loss ${losses.train.toFixed(4)}  ${metricsText(metrics)}`;
  const pace = `${(seconds / 60).toFixed(1)} min, ${stepsPerSecond.toFixed(2)} steps/s`;
  return `round ${String(round).padStart(4)}  ${figures}  ${pace}${best ? "  best" : ""}`;
}

function metricsText(metrics: Readonly<Record<string, number>>): string {
  return Object.entries(metrics)
    .map(([name, value]) => `${name} ${value.toFixed(4)}`)
    .join("  ");
}

function notify(message: string): void {
  console.error(message);
}
