/** Times of training steps: on which engines they are taken, in which process, and what their matrix products alone would take. */
import { execFileSync } from "node:child_process";
import * as tf from "@tensorflow/tfjs-core";
import type { EngineName } from "../../src/core/engines.ts";
import { UsageError } from "../../src/core/errors.ts";
import { openEngine } from "../../src/engine/engine.ts";
import { median, type Report } from "../measurements.ts";

/** Cores that a step may take. */
export const CORES = 2;

/** Times of a training step in seconds, as the process that took them prints them. */
export interface StepTimes {
  /** Median of the steps. */
  readonly step: number;
  /** What a step's matrix products would take alone, at the speed of `gflops`. */
  readonly products: number;
  /** Of one dense layer's product, measured. */
  readonly gflops: number;
}

/** The engines that are here. */
export async function enginesHere(): Promise<EngineName[]> {
  try {
    (await openEngine("native")).close();
    return ["native", "wasm"];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`perf: ${error.message}`);
    return ["wasm"];
  }
}

/** What a script of this folder prints as JSON: in a process of its own, for an engine takes all cores and leaves threads and memory. */
export function inOwnProcess<T>(script: string, args: readonly string[]): T {
  const env = { ...process.env, TF_NUM_INTRAOP_THREADS: `${CORES}` };
  return JSON.parse(execFileSync(process.execPath, [script, ...args], { env, encoding: "utf8" })) as T;
}

/** Reports a step and its products, as `NAME.step_s` and `NAME.products_s`. `against`: what the step is compared with. */
export function reportStep(report: Report, name: string, { step, products, gflops, against }: ReportedStep): void {
  report({ name: `${name}.step_s`, value: step, unit: "s", against });
  const speed = `the step's matrix products alone, at ${gflops.toFixed(0)} GFLOP/s`;
  report({ name: `${name}.products_s`, value: products, unit: "s", against: speed });
}

interface ReportedStep extends StepTimes {
  readonly against: string;
}

/** GFLOP/s of a product as in a dense layer of that width. */
export function productSpeed(width: number): number {
  const [a, b] = [tf.fill([25_600, width], 0.5), tf.fill([width, width], 0.5)];
  const times = Array.from({ length: 10 }, () => {
    const started = performance.now();
    tf.matMul(a, b).dispose();
    return (performance.now() - started) / 1000;
  });
  tf.dispose([a, b]);
  return (2 * 25_600 * width ** 2) / median(times) / 1e9;
}
