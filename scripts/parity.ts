/**
 * Compares our models with numbers that others have computed. A file says by its content whose they are:
 *   gsasrec-pytorch (docs/sources.md): SASRec and gBCE; hidden states, logits, attention, loss, top-5 and gradients
 *   MFGAN (docs/mfgan.md): the generator's policy, the discriminators' logits, reward, losses and gradients
 *   NMRN (docs/nmrn.md): addresses, reads, distances, losses, the memory after all writes, gradients through them; the noise sampler
 * Values agree within 1e-4, every gradient within 1e-3 of its size. Exits 1 when something is further off, 2 for a file it cannot
 * read.
 *   npm run parity -- ../shared/data/fixtures/gsasrec-t075.json
 *   npm run parity -- FILE... --engine wasm --json     # one object a line
 */
import { Command } from "commander";
import { ENGINE_CHOICES, type EngineChoice } from "../src/core/engines.ts";
import { openEngine } from "../src/engine/engine.ts";
import { EXIT } from "./interrupt.ts";
import type { Comparison } from "./parity/comparison.ts";
import { openFixture } from "./parity/open.ts";
import { runScript } from "./run-program.ts";

interface Options {
  engine: EngineChoice;
  json: boolean;
}

async function parity(files: string[], { engine, json }: Options): Promise<boolean> {
  const fixtures = files.map((file) => ({ file, fixture: openFixture(file) }));
  const opened = await openEngine(engine);
  if (!json) console.log(opened.why);
  const passed = fixtures.map(({ file, fixture }) => {
    const compared = fixture.compare();
    for (const comparison of compared) print(comparison, { file, engine: opened.name, json });
    for (const name of fixture.absent) printAbsent(name, { file, engine: opened.name, json });
    const failed = compared.filter((comparison) => !comparison.passed);
    if (!json) console.log(`${file}: ${failed.length ? `${failed.length} of ${compared.length} differ` : "agrees"}\n`);
    return failed.length === 0;
  });
  return passed.every(Boolean);
}

interface ParityRun {
  readonly file: string;
  readonly engine: string;
  readonly json: boolean;
}

function print(comparison: Comparison, { json, ...run }: ParityRun): void {
  console.log(json ? JSON.stringify({ ...run, ...comparison }) : lineOf(comparison));
}

function printAbsent(name: string, { json, ...run }: ParityRun): void {
  console.log(json ? JSON.stringify({ ...run, name, absent: true }) : `--   not in the file  ${name}`);
}

function lineOf({ name, worst, limit, passed, detail }: Comparison): string {
  const figure = worst.toExponential(2).padStart(9);
  return `${passed ? "ok  " : "FAIL"} ${figure} of ${limit}  ${name}${passed ? "" : `  (${detail})`}`;
}

const program = new Command("parity")
  .argument("<file...>", "files of numbers to compare with")
  .option("--engine <name>", ENGINE_CHOICES.join(", "), "auto")
  .option("--json", "one object a line", false)
  .exitOverride()
  .action(async (files: string[], options: Options) => {
    if (!(await parity(files, options))) process.exitCode = EXIT.failed;
  });

await runScript(program);
