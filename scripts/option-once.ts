/** Options that are given twice: commander keeps the last value of each and says nothing. */
import { type Command, Option } from "commander";
import { expected, inWords } from "../src/core/errors.ts";

/** `--set key=value,…`: given more than once, it is one list. */
export class SettingsOption extends Option {
  constructor(description: string) {
    super("--set <settings>", description);
    this.argParser<string | undefined>((text, before) => (before ? `${before},${text}` : text));
  }
}

/** Makes a program, with all its commands, throw a UsageError for an option that is given twice, or with its opposite. */
export function refuseRepeats(command: Command): void {
  const given = new Map<string, string>();
  for (const option of command.options) {
    if (option instanceof SettingsOption) continue;
    const flag = option.long ?? option.flags;
    command.on(`option:${option.name()}`, () => {
      const before = given.get(option.attributeName());
      if (before !== undefined)
        throw expected("it once", inWords(before === flag ? "it twice" : `it after ${before}`), flag);
      given.set(option.attributeName(), flag);
    });
  }
  command.commands.forEach(refuseRepeats);
}
