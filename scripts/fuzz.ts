/**
 * Tries inputs that nobody would write by hand: none may end in a stack trace, in a hang or in a message without sense, and
 * none that makes no sense may be taken. The same seed makes the same inputs.
 *   npm run fuzz -- files --runs 3000 --seed 1
 *   npm run fuzz -- files --runs 1 --first 1234    # one run again
 */
import { Command } from "commander";
import { SlateLabError } from "../src/core/errors.ts";
import { fuzzBinaries } from "./fuzz/binaries.ts";
import { fuzzFiles } from "./fuzz/files.ts";
import { fuzzSpecs } from "./fuzz/specs.ts";
import { type FuzzRuns, type FuzzTarget, fuzz, type Tried } from "./fuzz/target.ts";
import { watch } from "./fuzz/watchdog.ts";
import { wholeNumber } from "./options.ts";
import { runScript } from "./run-program.ts";

/** Whatever a run is given, it must have ended by then. */
const LIMIT_MS = 30_000;

const TARGETS: readonly FuzzTarget[] = [fuzzFiles, fuzzBinaries, fuzzSpecs];

async function fuzzTarget(target: FuzzTarget, runs: FuzzRuns): Promise<void> {
  const watchdog = watch(LIMIT_MS);
  const tried = await fuzz(target, runs, watchdog.begin).finally(watchdog.stop);
  const faults = tried.filter(({ verdict }) => verdict === "fault");
  for (const { run, detail } of faults) console.log(`${target.name} run ${run}: ${detail}`);
  console.log(`${target.name}: ${summary(tried)}`);
  if (faults.length > 0) throw new SlateLabError(`Expected no fault, got ${faults.length}`);
}

function summary(tried: readonly Tried[]): string {
  const count = (wanted: string) => tried.filter(({ verdict }) => verdict === wanted).length;
  const slowest = tried.reduce((slow, it) => (it.seconds > slow.seconds ? it : slow));
  return (
    `${tried.length} runs, ${count("accepted")} accepted, ${count("refused")} refused, ${count("fault")} faults; ` +
    `the slowest, run ${slowest.run}, took ${slowest.seconds.toFixed(2)} s`
  );
}

const program = new Command("fuzz").description("Tries what nobody would write by hand.").exitOverride();
for (const target of TARGETS) {
  program
    .command(target.name)
    .description(target.summary)
    .option("--runs <n>", "inputs to try", wholeNumber("--runs", 1), 1000)
    .option("--first <n>", "number of the first run", wholeNumber("--first", 0), 0)
    .option("--seed <n>", "seed of the inputs", wholeNumber("--seed", 0), 1)
    .exitOverride()
    .action((runs: FuzzRuns) => fuzzTarget(target, runs));
}

await runScript(program);
