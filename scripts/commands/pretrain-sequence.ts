import { join } from "node:path";
import { type Command, Option } from "commander";
import { readSplit, requireDataFolder } from "../../data/index.ts";
import { ENGINE_CHOICES, type EngineChoice } from "../../src/core/engines.ts";
import type { PreparedData } from "../../src/dataset/prepare.ts";
import { readPreparedFolder } from "../../src/dataset/prepared-folder.ts";
import { openEngine } from "../../src/engine/engine.ts";
import { isNextItem, type NextItemDefinition } from "../../src/models/definition.ts";
import { MOST_ROUNDS, resolveRecipe } from "../../src/models/recipes.ts";
import { pretrainSequence, sequenceTrainingData } from "../../src/run/pretrain-sequence.ts";
import type { FitProgress } from "../../src/train/fit.ts";
import type { LogRow } from "../../src/train/run-folder.ts";
import { tables } from "../../tables.ts";
import { interruptible } from "../interrupt.ts";
import { SettingsOption } from "../option-once.ts";
import { addHomeOptions, type HomeOptions, outFolder, wholeNumber } from "../options.ts";
import { startProgress } from "../progress.ts";
import { checkUnusedTraining } from "../training-folder.ts";

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

/** Adds the next-item models to `slatelab pretrain`. */
export function addSequencePretrain(pretrain: Command): void {
  for (const definition of tables.models.list.filter(isNextItem)) addModel(pretrain, definition);
}

function addModel(pretrain: Command, definition: NextItemDefinition): void {
  const { name, summary } = definition;
  const recipes = Object.keys(definition.recipes);
  addHomeOptions(pretrain.command(`${name} [folder]`))
    .summary(`${summary}, on sequences`)
    .description(
      `Trains ${summary}. FOLDER is one that 'slatelab prepare' made; without it, MovieLens-1M as ` +
        "gsasrec-pytorch splits it. After each round the validation users' held-out items are ranked in the whole " +
        "catalogue. Keeps best.ckpt, last.ckpt, log.jsonl and, once it is done, the learning curve as curve.html; on the " +
        "native engine TensorBoard's event files too.",
    )
    .addOption(new Option("--recipe <name>", "settings to start from").choices(recipes).default(recipes[0]))
    .addOption(new SettingsOption("changes to the recipe, e.g. 'length=100,dropout=0.2'"))
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
    .option("--out <dir>", `folder of checkpoints and log (default: checkpoints/${name} in the home folder)`)
    .option("--resume", "go on from last.ckpt, where there is one", false)
    .option("--json", "print each round as a line of JSON", false)
    .addHelpText("after", `${settingsHelp(definition)}\n\nExample:\n  slatelab pretrain ${name} --rounds 10`)
    .action((folder: string | undefined, options: SequenceOptions) => train(definition, folder, options));
}

function settingsHelp({ settings }: NextItemDefinition): string {
  const lines = Object.entries(settings.shape).map(([name, { description }]) => `  ${name.padEnd(13)}${description}`);
  return `\nSettings:\n${lines.join("\n")}`;
}

async function train(
  definition: NextItemDefinition,
  folder: string | undefined,
  options: SequenceOptions,
): Promise<void> {
  const recipe = resolveRecipe(definition, options);
  const { resume } = options;
  const out = outFolder(options, "checkpoints", definition.name);
  checkUnusedTraining(out, resume);
  const { size, ...data } = sequenceTrainingData(await readPrepared(folder, options), folder);
  const configuration = recipe.configure(size);
  const engine = await openEngine(options.engine);
  notify(engine.why);
  const { rounds = recipe.rounds, patience = recipe.patience, seed, json } = options;
  const progress = stepProgress(rounds);
  const onRound = (row: LogRow) => {
    progress.stop();
    console.log(json ? JSON.stringify(row) : roundLine(row));
  };
  const limits = { rounds, patience, seed, resume, folder: out };
  const words = {
    title: `${definition.name}, recipe ${options.recipe}`,
    command: ["slatelab", ...process.argv.slice(2)].join(" "),
  };
  const listeners = { onStep: progress.step, onRound, notify };
  try {
    const training = { models: tables.models, configuration, engine, ...data, ...limits, ...words, ...listeners };
    const { best } = await interruptible((signal) => pretrainSequence({ ...training, signal }));
    notify(`Best: round ${best.round}, ${metricsText(best.metrics)}: ${join(out, "best.ckpt")}`);
  } finally {
    progress.stop();
    engine.close();
  }
}

async function readPrepared(folder: string | undefined, { data }: SequenceOptions): Promise<PreparedData> {
  if (folder === undefined) return readSplit(requireDataFolder("ml1m", data));
  return readPreparedFolder(folder);
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
