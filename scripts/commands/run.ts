import type { Command } from "commander";
import { addSuiteOptions, bench, failOf, type SuiteOptions, suiteRequest } from "./bench.ts";

/** `slatelab run <agent>`: one agent, the same bookkeeping as a bench of one. */
export function defineRun(command: Command): void {
  addSuiteOptions(command)
    .description("Plays one agent on a world and prints what came of it.")
    .addHelpText(
      "after",
      "\nExample:\n  slatelab run 'epsilon-greedy(inner=popular,epsilon=0.2)' --world cup-small --seeds 5",
    )
    .action(async (agent: string, options: SuiteOptions) =>
      failOf(await bench(suiteRequest(options, [agent]), options)),
    );
}
