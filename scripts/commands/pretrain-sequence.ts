import { join } from "node:path";
import type { Command } from "commander";
import { openEngine } from "../../src/engine/engine.ts";
import { isNextItem, type NextItemDefinition } from "../../src/models/definition.ts";
import { MOST_ROUNDS, resolveRecipe } from "../../src/models/recipes.ts";
import { pretrainSequence, sequenceTrainingData } from "../../src/run/pretrain-sequence.ts";
import type { LogRow } from "../../src/train/run-folder.ts";
import { tables } from "../../tables.ts";
import { interruptible } from "../interrupt.ts";
import { outFolder, wholeNumber } from "../options.ts";
import { checkUnusedTraining } from "../training-folder.ts";
import { metricsText, notify, roundLine, stepProgress } from "../training-lines.ts";
import {
  addTrainingOptions,
  readPrepared,
  type TrainingOptions,
  typedCommand,
  WHICH_DATA,
} from "../training-options.ts";

interface SequenceOptions extends TrainingOptions {
  readonly rounds?: number;
  readonly patience?: number;
}

/** Adds the next-item models to `slatelab pretrain`. */
export function addSequencePretrain(pretrain: Command): void {
  for (const definition of tables.models.list.filter(isNextItem)) addModel(pretrain, definition);
}

function addModel(pretrain: Command, definition: NextItemDefinition): void {
  const { name, summary, recipes } = definition;
  const command = pretrain
    .command(`${name} [folder]`)
    .summary(`${summary}, on sequences`)
    .description(
      `Trains ${summary}. ${WHICH_DATA} After each round the validation users' held-out items are ranked in the whole ` +
        "catalogue. Keeps best.ckpt, last.ckpt, log.jsonl and, once it is done, the learning curve as curve.html; on the " +
        "native engine TensorBoard's event files too.",
    )
    .option(
      "--rounds <n>",
      `most rounds (default: until the recipe's learning rate has fallen to nothing, else ${MOST_ROUNDS})`,
      wholeNumber("--rounds", 1),
    )
    .option(
      "--patience <n>",
      "rounds without a better nDCG@10 before it stops (default: the recipe's)",
      wholeNumber("--patience", 1),
    );
  addTrainingOptions(command, { name, recipes: Object.keys(recipes), change: "length=100,dropout=0.2" })
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
    command: typedCommand(),
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
