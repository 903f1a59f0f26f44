/** The working folder's `slatelab.config.ts` as defaults of flags. */
import type { Command } from "commander";
import { type Config, readConfig } from "../src/run/config.ts";

/** What an environment says of a flag comes before the config. */
const ENVIRONMENT: Partial<Record<keyof Config, string>> = {
  home: "SLATELAB_HOME",
  data: "SLATELAB_DATA",
  modelDir: "SLATELAB_MODELS",
};

/** Gives the flags of a command that nobody has set what the config says. Throws a UsageError for what is wrong in it. */
export async function applyConfig(command: Command): Promise<void> {
  const open = FLAGS.filter((flag) => isOpen(command, flag));
  if (open.length === 0) return;
  const config = await readConfig();
  for (const flag of open) {
    if (config[flag] !== undefined) command.setOptionValueWithSource(flag, flagValue(config[flag]), "config");
  }
}

const FLAGS: readonly (keyof Config)[] = ["world", "agents", "seeds", "home", "data", "modelDir"];

function isOpen(command: Command, flag: keyof Config): boolean {
  const variable = ENVIRONMENT[flag];
  if (variable !== undefined && process.env[variable]) return false;
  const option = command.options.find((it) => it.attributeName() === flag);
  if (!option || !["default", undefined].includes(command.getOptionValueSource(flag))) return false;
  // A command that can do without a world is asked for one by a flag alone.
  return flag !== "world" || option.defaultValue !== undefined;
}

/** As it would have been typed. */
function flagValue(value: NonNullable<Config[keyof Config]>): string {
  return typeof value === "object" ? value.join(",") : String(value);
}
