/** The commands as one program: from arguments to an exit code. */
import { type Argument, Command, type Help } from "commander";
import { removeLeftoversBelow } from "../src/files/leftovers.ts";
import { painted } from "../src/report/text-style.ts";
import { packageFacts } from "../src/run/provenance.ts";
import { COMMANDS, LOOK } from "./commands/index.ts";
import { runProgram } from "./run-program.ts";

/** The program of a command line: of commands that it does not name, no more is known than the help lists. */
export async function buildProgram(args: readonly string[]): Promise<Command> {
  const program = new Command("slatelab")
    .description(
      "Online, bandit-style recommender simulation: hidden users, 5-item slates, agents that learn from clicks.",
    )
    .version(packageFacts().version)
    .configureHelp(HELP)
    .showHelpAfterError("(slatelab --help, or slatelab COMMAND --help)")
    .commandsGroup(LOOK)
    .exitOverride()
    .hook("preAction", async (_, command) => (await import("./config.ts")).applyConfig(command))
    .hook("preAction", (_, command) => tidyHome(command));
  for (const { usage, summary, group, load } of COMMANDS) {
    const command = program.command(usage).summary(summary).helpGroup(group);
    command.showHelpAfterError(`(slatelab ${command.name()} --help)`);
    if (args.includes(command.name())) (await load())(command);
  }
  // Only now: commands would inherit it, with its heading.
  return program.helpCommand(true);
}

const HELP: Partial<Help> = {
  // Where there are no colours, commander takes them out again.
  styleTitle: (title) => painted(title, "bold", { colour: true }),
  // Not whether a command has options: that is known once it is loaded.
  subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(termOf)].join(" "),
};

function termOf(argument: Argument): string {
  return argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
}

/** Removes what killed processes have left in the home folder of a command that has one. */
function tidyHome(command: Command): void {
  const { home } = command.opts<{ home?: string }>();
  if (home) removeLeftoversBelow(home);
}

/**
 * Runs a command line of slatelab (without the program's name). Returns the exit code: 0 done, 1 failed, 2 bad usage, 130
 * interrupted.
 */
export async function main(args: readonly string[]): Promise<number> {
  return runProgram(await buildProgram(args), args);
}
