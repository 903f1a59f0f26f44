/** The commands as one program: from arguments to an exit code. */
import { Command } from "commander";
import { removeLeftoversBelow } from "../src/files/leftovers.ts";
import { painted } from "../src/report/text-table.ts";
import { packageFacts } from "../src/run/provenance.ts";
import { addBench } from "./commands/bench.ts";
import { addCup } from "./commands/cup.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addEvaluate } from "./commands/evaluate.ts";
import { addExport } from "./commands/export.ts";
import { addAgents, addWorlds } from "./commands/lists.ts";
import { addPrepare } from "./commands/prepare.ts";
import { addPretrain } from "./commands/pretrain.ts";
import { addRun } from "./commands/run.ts";
import { addLeaderboard, addReport } from "./commands/stored.ts";
import { addEmbed, addNeighbours } from "./commands/texts.ts";
import { addWorldFit } from "./commands/world-fit.ts";
import { runProgram } from "./run-program.ts";

function buildProgram(): Command {
  const program = new Command("slatelab")
    .description(
      "Online, bandit-style recommender simulation: hidden users, 5-item slates, agents that learn from clicks.",
    )
    .version(packageFacts().version)
    // Where there are no colours, commander takes them out again.
    .configureHelp({ styleTitle: (title) => painted(title, "bold", { colour: true }) })
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
    addExport,
    addDoctor,
  ];
  for (const add of adders) add(program);
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
