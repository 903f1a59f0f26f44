/** A user's defaults for the command line: `slatelab.config.ts` in the working folder. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { expected, inWords } from "../core/errors.ts";
import { readSettings } from "../core/settings.ts";
import { importFile } from "./import-file.ts";
import { MOST_SEEDS, type SuiteRequest } from "./suite.ts";

/** What commands take where no flag says otherwise. */
export interface Config extends Partial<Pick<SuiteRequest, "world" | "agents" | "data" | "modelDir" | "home">> {
  /** How many development seeds: 1, 2, … */
  readonly seeds?: number;
}

const CONFIG: z.ZodType<Config> = z.strictObject({
  world: z.string().optional(),
  agents: z.array(z.string()).min(1).optional(),
  seeds: z.int().min(1).max(MOST_SEEDS).optional(),
  home: z.string().min(1).optional(),
  data: z.string().min(1).optional(),
  modelDir: z.string().min(1).optional(),
});

/** Names of a config, the first that is there. */
const FILES = ["ts", "mts", "js", "mjs"].map((ending) => `slatelab.config.${ending}`);

/** The config as it is: for its types. */
export function defineConfig(config: Config): Config {
  return config;
}

/** Reads the config of the working folder; an empty one where there is none. Throws a UsageError for what is wrong in it. */
export async function readConfig(): Promise<Config> {
  const name = FILES.find((file) => existsSync(file));
  if (name === undefined) return {};
  const { default: config } = await importFile(resolve(name));
  if (config === undefined) throw expected("a default export of defineConfig", inWords("none"), name);
  return readSettings(CONFIG, config, name);
}
