/**
 * A training step of SASRec on MovieLens-1M, by length, loss and engine, and beside it the same in PyTorch:
 *   npm run perf -- sasrec --pytorch VENV/bin/python
 * The PyTorch script (PYTORCH below) is not in this repository; its docstring tells the set-up.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { dataFolder, howToGet } from "../../data/locate.ts";
import type { EngineName } from "../../src/core/engines.ts";
import { SlateLabError, UsageError } from "../../src/core/errors.ts";
import { packageRoot } from "../../src/engine/paths.ts";
import type { Report } from "../measurements.ts";
import { LOSSES, type LossName, WIDTHS } from "./sasrec-cases.ts";
import { CORES, enginesHere, inOwnProcess, reportStep, type StepTimes } from "./step-times.ts";

const SCRIPT = join(dirname(fileURLToPath(import.meta.url)), "sasrec-step.js");
const PYTORCH = join(packageRoot(), "..", "shared", "bench", "pytorch_sasrec.py");

interface Case {
  readonly length: number;
  readonly loss: LossName;
}

/** `npm run perf -- sasrec`: seconds of a training step, by engine, size and loss. */
export async function perfSasRec(report: Report, { pytorch }: { pytorch?: string }): Promise<void> {
  if (!dataFolder("ml1m")) return console.error(`perf: sasrec is left out, its data is not here. ${howToGet("ml1m")}`);
  const engines = await enginesHere();
  if (pytorch === undefined) for (const it of allCases()) measure(it, engines, report);
  else await besidePyTorch(pytorch, (it, seconds) => measure(it, engines, report, seconds));
}

function allCases(): Case[] {
  const losses = Object.keys(LOSSES) as LossName[];
  return Object.keys(WIDTHS).flatMap((length) => losses.map((loss) => ({ length: Number(length), loss })));
}

function measure({ length, loss }: Case, engines: EngineName[], report: Report, pytorch?: number): void {
  for (const engine of engines) {
    const name = `sasrec.${length}.${loss}.${engine}`;
    const times: StepTimes = inOwnProcess(SCRIPT, [engine, `${length}`, loss]);
    const against = pytorch === undefined ? `batch 128, width ${WIDTHS[length]}` : `PyTorch ${pytorch}`;
    reportStep(report, name, { ...times, against });
    if (pytorch === undefined) continue;
    report({ name: `${name}.vs_pytorch`, value: times.step / pytorch, unit: "ratio", against: goalOf(engine, loss) });
  }
}

function goalOf(engine: EngineName, loss: LossName): string {
  if (engine === "wasm") return "goal at most 3";
  return loss === "gbce" ? "goal at most 0.5" : "goal at most 1";
}

/**
 * Runs the PyTorch script and pauses it after each of its figures while ours are measured: on a machine whose speed varies,
 * both sides of a ratio are then minutes apart at most, and neither disturbs the other. It is paused in the set-up of its
 * next case, so no step that it times has the pause in it.
 */
async function besidePyTorch(python: string, measured: (it: Case, seconds: number) => void): Promise<void> {
  if (!existsSync(PYTORCH)) throw new UsageError(`Expected the PyTorch benchmark at ${PYTORCH}, got nothing`);
  const script = spawn(python, [PYTORCH, "step", "--threads", `${CORES}`], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = endOf(script, python);
  try {
    for await (const line of createInterface({ input: script.stdout })) {
      script.kill("SIGSTOP");
      const { L, loss, median_s } = JSON.parse(line) as { L: number; loss: string; median_s: number };
      measured({ length: L, loss: ourName(loss) }, median_s);
      script.kill("SIGCONT");
    }
    await ended;
  } finally {
    script.kill("SIGKILL");
  }
}

function ourName(pytorch: string): LossName {
  const names = Object.keys(LOSSES) as LossName[];
  const name = names.find((loss) => LOSSES[loss].pytorch === pytorch);
  if (!name) throw new SlateLabError(`The PyTorch benchmark names a loss '${pytorch}' that is not in the table`);
  return name;
}

function endOf(script: ChildProcess, python: string): Promise<void> {
  return new Promise((resolve, reject) => {
    script.once("error", (error) => reject(new UsageError(`--pytorch: ${python} does not start: ${error.message}`)));
    script.once("exit", (code) => {
      if (code === 0) resolve();
      else reject(new SlateLabError(`The PyTorch benchmark ended with code ${code}`));
    });
  });
}
