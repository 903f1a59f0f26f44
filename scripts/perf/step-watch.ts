/** A watch of training steps: what they take, and how much of it products would take alone. */
import type { FitProgress } from "../../src/train/fit.ts";
import { median } from "../measurements.ts";
import { countProducts } from "./product-count.ts";
import { productSpeed, type StepTimes } from "./step-times.ts";

/** So many steps of a phase V8 compiles for: a training takes thousands. */
const WARM_UP = 10;
/** Of three steps one has its products counted, and is not timed; after another one a product is. */
const EVERY = 3;

/** What was seen of the steps of a phase. */
interface WatchedSteps {
  readonly seconds: number[];
  readonly flops: Promise<number>[];
  /** Of a product, between steps: a busy machine then slows both alike. */
  readonly gflops: number[];
}

/** Times some steps of a pipeline, and counts the products of others. */
export class StepWatch {
  readonly #widths: Readonly<Record<string, number>>;
  /** By STAGE/PHASE. */
  readonly #seen = new Map<string, WatchedSteps>();
  #endCount: (() => Promise<number>) | undefined;
  #before = performance.now();

  /** `widths`: of the products of each phase, by STAGE/PHASE. */
  constructor(widths: Readonly<Record<string, number>>) {
    this.#widths = widths;
  }

  /** A step has been taken. */
  step({ stage, phase, step, steps }: FitProgress & { readonly stage: string }): void {
    const name = `${stage}/${phase}`;
    const seen = this.#of(name);
    if (this.#endCount) seen.flops.push(this.#endCount());
    else seen.seconds.push((performance.now() - this.#before) / 1000);
    if (step % EVERY === EVERY - 1) seen.gflops.push(productSpeed(this.#widths[name]));
    this.#endCount = step % EVERY === 0 && step < steps ? countProducts() : undefined;
    this.#before = performance.now();
  }

  /** Of a phase by STAGE/PHASE. */
  async timesOf(name: string): Promise<StepTimes> {
    const seen = this.#of(name);
    const counts = await Promise.all(seen.flops);
    const gflops = median(seen.gflops);
    const products = counts.reduce((sum, count) => sum + count, 0) / counts.length / gflops / 1e9;
    return { step: median(seen.seconds.slice(WARM_UP)), products, gflops };
  }

  #of(name: string): WatchedSteps {
    const seen = this.#seen.get(name) ?? { seconds: [], flops: [], gflops: [] };
    this.#seen.set(name, seen);
    return seen;
  }
}
