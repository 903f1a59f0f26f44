/** The commands as one program: from arguments to an exit code. */
import { Command } from "commander";
import { removeLeftoversBelow } from "../src/files/leftovers.ts";
import { packageFacts } from "../src/run/provenance.ts";
import { addBench } from "./commands/bench.ts";
import { addCheck } from "./commands/check.ts";
import { addCup } from "./commands/cup.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addEvaluate } from "./commands/evaluate.ts";
import { addExport } from "./commands/export.ts";
import { addAgents, addWorlds } from "./commands/lists.ts";
import { addNew } from "./commands/new.ts";
import { addPrepare } from "./commands/prepare.ts";
import { addPretrain } from "./commands/pretrain.ts";
import { addRun } from "./commands/run.ts";
import { addLeaderboard, addReport } from "./commands/stored.ts";
import { addEmbed, addNeighbours } from "./commands/texts.ts";
import { addWorldFit } from "./commands/world-fit.ts";
import { applyConfig } from "./config.ts";
import { runProgram } from "./run-program.ts";

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
    addNew,
    addCheck,
    addEmbed,
    addNeighbours,
    addPretrain,
    addCup,
    addPrepare,
    addEvaluate,
    addExport,
    addDoctor,
  ];
  for (const add of adders) add(program);
  program.hook("preAction", (_, command) => applyConfig(command));
  program.hook("preAction", (_, command) => tidyHome(command));
  for (const command of program.commands)
    command.exitOverride().showHelpAfterError(`(slatelab ${command.name()} --help)`);
  return program;
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
export function main(args: readonly string[]): Promise<number> {
  return runProgram(buildProgram(), args);
}
