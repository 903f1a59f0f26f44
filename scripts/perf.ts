/**
 * Benchmarks: each prints its figures and what they are compared with.
 *   npm run perf -- env            # worlds: rounds per second, generating, loading, memory
 *   npm run perf -- env --json     # one object a line
 */
import { Command } from "commander";
import { UsageError, unknownName } from "../src/core/errors.ts";
import { type Report, reporter } from "./measurements.ts";
import { perfEngine } from "./perf/engine.ts";
import { perfEnv } from "./perf/env.ts";
import { perfHybrid } from "./perf/hybrid.ts";
import { perfMfgan } from "./perf/mfgan.ts";
import { perfNeighbours } from "./perf/neighbours.ts";
import { perfNmrn } from "./perf/nmrn.ts";
import { perfSasRec } from "./perf/sasrec.ts";
import { perfTopK } from "./perf/top-k.ts";
import { runScript } from "./run-program.ts";

interface Options {
  json: boolean;
  /** Python that has PyTorch. */
  pytorch?: string;
}

const BENCHMARKS: Readonly<Record<string, (report: Report, options: Options) => Promise<void>>> = {
  env: perfEnv,
  hybrid: perfHybrid,
  neighbours: perfNeighbours,
  engine: perfEngine,
  mfgan: perfMfgan,
  nmrn: perfNmrn,
  sasrec: perfSasRec,
  "top-k": async (report) => perfTopK(report),
};

const program = new Command("perf")
  .argument("[benchmarks...]", Object.keys(BENCHMARKS).join(", "))
  .option("--json", "print one object a line", false)
  .option("--pytorch <python>", "sasrec: a Python with PyTorch, to time it beside ours")
  .exitOverride()
  .action(async (names: string[], options: Options) => {
    const known = Object.keys(BENCHMARKS);
    if (names.length === 0) throw new UsageError(`Expected a benchmark, got none. Known: ${known.join(", ")}`);
    for (const name of names) if (!known.includes(name)) throw unknownName("benchmark", name, known);
    for (const name of names) await BENCHMARKS[name](reporter(options.json), options);
  });

await runScript(program);
