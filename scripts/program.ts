/** The commands as one program: from arguments to an exit code. */
import { Command, CommanderError } from "commander";
import { Interrupted, UsageError } from "../src/core/errors.ts";
import { addBench } from "./commands/bench.ts";
import { addAgents, addWorlds } from "./commands/catalogues.ts";
import { addCup } from "./commands/cup.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addEvaluate } from "./commands/evaluate.ts";
import { addPrepare } from "./commands/prepare.ts";
import { addPretrain } from "./commands/pretrain.ts";
import { addRun } from "./commands/run.ts";
import { addLeaderboard, addReport } from "./commands/stored.ts";
import { addEmbed, addNeighbours } from "./commands/texts.ts";
import { addWorldFit } from "./commands/world-fit.ts";
import { EXIT } from "./interrupt.ts";
import { packageFacts } from "./provenance.ts";

function buildProgram(): Command {
  const program = new Command("slatelab")
    .description(
      "Online, bandit-style recommender simulation: hidden users, 5-item slates, agents that learn from clicks.",
    )
    .version(packageFacts().version)
    .showHelpAfterError("(slatelab --help, or slatelab COMMAND --help)")
    .exitOverride();
  const adders = [
    addBench,
    addRun,
    addLeaderboard,
    addReport,
    addWorlds,
    addWorldFit,
    addAgents,
    addEmbed,
    addNeighbours,
    addPretrain,
    addCup,
    addPrepare,
    addEvaluate,
    addDoctor,
  ];
  for (const add of adders) add(program);
  for (const command of program.commands)
    command.exitOverride().showHelpAfterError(`(slatelab ${command.name()} --help)`);
  return program;
}

/** Exit codes: 0 done, 1 failed, 2 bad usage, 130 interrupted. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  console.error(messageOf(error));
  if (error instanceof UsageError) return EXIT.usage;
  return error instanceof Interrupted ? EXIT.interrupted : EXIT.failed;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const known = ["UsageError", "SlateLabError", "Interrupted"].includes(error.name);
  return known ? `slatelab: ${error.message}` : `slatelab: unexpected failure\n${error.stack}`;
}

/** Runs a command line, without the program's name; returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    await buildProgram().parseAsync(args, { from: "user" });
    return EXIT.done;
  } catch (error) {
    return exitCodeOf(error);
  }
}
