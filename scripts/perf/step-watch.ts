/** A watch of training steps: what they take, and how much of it products would take alone. */
import type { FitProgress } from "../../src/train/fit.ts";
import { median } from "../measurements.ts";
import { countProducts } from "./product-count.ts";
import { productSpeed, type StepTimes } from "./step-times.ts";

/** So many steps of a phase V8 compiles for: a training takes thousands. */
const WARM_UP = 10;
/** Of three steps one has its products counted, and is not timed; after another one a product is. */
const EVERY = 3;

/** Times of a step, and what of it was work: on a busy machine the clock says little. */
export interface WatchedTimes extends StepTimes {
  /** Seconds of all cores together, the median of the steps. */
  readonly processor: number;
}

/** What was seen of the steps of a phase. */
interface WatchedSteps {
  readonly seconds: number[];
  readonly processorSeconds: number[];
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
  #usedBefore = process.cpuUsage();

  /** `widths`: of the products of each phase, by STAGE/PHASE. */
  constructor(widths: Readonly<Record<string, number>>) {
    this.#widths = widths;
  }

  /** A step has been taken. */
  step({ stage, phase, step, steps }: FitProgress & { readonly stage: string }): void {
    const name = `${stage}/${phase}`;
    const seen = this.#of(name);
    if (this.#endCount) seen.flops.push(this.#endCount());
    else this.#time(seen);
    if (step % EVERY === EVERY - 1) seen.gflops.push(productSpeed(this.#widths[name]));
    this.#endCount = step % EVERY === 0 && step < steps ? countProducts() : undefined;
    this.#before = performance.now();
    this.#usedBefore = process.cpuUsage();
  }

  /** Of a phase by STAGE/PHASE. */
  async timesOf(name: string): Promise<WatchedTimes> {
    const seen = this.#of(name);
    const counts = await Promise.all(seen.flops);
    const gflops = median(seen.gflops);
    const products = counts.reduce((sum, count) => sum + count, 0) / counts.length / gflops / 1e9;
    const [step, processor] = [seen.seconds, seen.processorSeconds].map((of) => median(of.slice(WARM_UP)));
    return { step, processor, products, gflops };
  }

  #time({ seconds, processorSeconds }: WatchedSteps): void {
    const { user, system } = process.cpuUsage(this.#usedBefore);
    processorSeconds.push((user + system) / 1e6);
    seconds.push((performance.now() - this.#before) / 1000);
  }

  #of(name: string): WatchedSteps {
    const seen = this.#seen.get(name) ?? { seconds: [], processorSeconds: [], flops: [], gflops: [] };
    this.#seen.set(name, seen);
    return seen;
  }
}
