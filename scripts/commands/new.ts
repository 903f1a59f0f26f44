import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { expected, inWords } from "../../src/core/errors.ts";
import { isName } from "../../src/core/spec.ts";
import type { OwnKind } from "../../src/run/own-definitions.ts";
import { examplesOf } from "../examples.ts";

/** Its examples are what is written, so that the document and the file are one text. */
const DOCUMENT = "docs/own-agents.md";
const EXAMPLES: Readonly<Record<OwnKind, string>> = { agent: "my-agent.ts", world: "two-camps.ts" };

/** `slatelab new agent|world <name>`: a file to begin with. */
export function defineNew(command: Command): void {
  const [kind] = command.registeredArguments;
  kind.choices(Object.keys(EXAMPLES));
  command
    .description("Writes NAME.ts, an agent or a world that plays as it stands (docs/own-agents.md). Never over a file.")
    .addHelpText("after", "\nExample:\n  slatelab new agent my-agent")
    .action(begin);
}

function begin(kind: OwnKind, name: string): void {
  if (!isName(name)) throw expected("a name of lower case letters, digits and dashes", name, "NAME");
  const file = `${name}.ts`;
  // Beside its file a world has its name in its own text.
  write(file, examplesOf(DOCUMENT)[EXAMPLES[kind]].replaceAll("two-camps", name));
  const played = kind === "agent" ? `--world cup-small --agents random,./${file}` : `--world ./${file}`;
  console.log(`${file}: ${kind} ${name}. Next:\n  npx slatelab check ./${file}\n  npx slatelab bench ${played}`);
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw expected("the name of a file that is not there yet", inWords(file), "NAME");
  }
}
