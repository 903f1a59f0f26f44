/** Flags that trainings on prepared data share, and what they mean. */
import { type Command, Option } from "commander";
import { readSplit, requireDataFolder } from "../data/index.ts";
import { ENGINE_CHOICES, type EngineChoice } from "../src/core/engines.ts";
import type { PreparedData } from "../src/dataset/prepare.ts";
import { readPreparedFolder } from "../src/dataset/prepared-folder.ts";
import { SettingsOption } from "./option-once.ts";
import { addHomeOptions, type HomeOptions, wholeNumber } from "./options.ts";

/** Flags that trainings on prepared data share. */
export interface TrainingOptions extends HomeOptions {
  readonly recipe: string;
  readonly set?: string;
  readonly seed: number;
  readonly engine: EngineChoice;
  readonly data?: string;
  readonly out?: string;
  readonly resume: boolean;
  readonly json: boolean;
}

/** For descriptions. */
export const WHICH_DATA =
  "FOLDER is one that 'slatelab prepare' made; without it, MovieLens-1M as gsasrec-pytorch splits it.";

/** What is trained. */
export interface Trained {
  readonly name: string;
  /** The first is the default. */
  readonly recipes: readonly string[];
  /** An example of a change to one. */
  readonly change: string;
}

/** Adds the flags that trainings on prepared data share. */
export function addTrainingOptions(command: Command, { name, recipes, change }: Trained): Command {
  return addHomeOptions(command)
    .addOption(new Option("--recipe <name>", "settings to start from").choices(recipes).default(recipes[0]))
    .addOption(new SettingsOption(`changes to the recipe, e.g. '${change}'`))
    .option("--seed <n>", "draws weights, batches and dropout", wholeNumber("--seed", 0), 1)
    .addOption(new Option("--engine <name>", "what computes").choices(ENGINE_CHOICES).default("auto"))
    .option("--data <dir>", "folder with data sets such as ml1m")
    .option("--out <dir>", `folder of checkpoints and log (default: checkpoints/${name} in the home folder)`)
    .option("--resume", "go on from last.ckpt, where there is one", false)
    .option("--json", "print each round as a line of JSON", false);
}

/** Reads the data set that the flags mean. Throws a UsageError where there is none, as the readers. */
export async function readPrepared(
  folder: string | undefined,
  { data }: Pick<TrainingOptions, "data">,
): Promise<PreparedData> {
  if (folder === undefined) return readSplit(requireDataFolder("ml1m", data));
  return readPreparedFolder(folder);
}

/** What the user typed. */
export function typedCommand(): string {
  return ["slatelab", ...process.argv.slice(2)].join(" ");
}
