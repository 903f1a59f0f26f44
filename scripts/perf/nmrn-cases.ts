import type { NmrnSettings } from "../../src/models/nmrn/nmrn.ts";
import type { NmrnLearning } from "../../src/models/nmrn/recipes.ts";

/** What is timed: a model of MovieLens-1M's users, and how it learns. */
export interface NmrnCase extends Pick<NmrnSettings, "items" | "width" | "slots"> {
  readonly sampler: NmrnLearning["sampler"];
  /** Events that are scored and learnt at once. */
  readonly block: number;
  /** The per-event loop takes turns with it. */
  readonly loop: boolean;
}

/** Seconds an event: medians over blocks, or for the processor's over turns of blocks. */
export interface EventTimes {
  /** Scored, ranked and learnt, by the clock. */
  readonly event: number;
  readonly scoring: number;
  readonly learning: number;
  /** Of all cores together. */
  readonly processor: number;
}

/** What the process of a case prints. */
export interface NmrnTimes {
  readonly blocks: EventTimes;
  readonly loop?: EventTimes;
}

/** Items of MovieLens-1M. */
const ITEMS = 3_416;

/** The paper's sizes and its sampler, the dearest; blocks of the recipe `cpu`. */
export const PAPER: NmrnCase = { sampler: "adversarial", block: 64, items: ITEMS, width: 20, slots: 10, loop: false };

/** Beside the loop, by sampler. */
export const SAMPLER_CASES: readonly NmrnCase[] = (["adversarial", "uniform", "popularity"] as const).map(
  (sampler) => ({
    ...PAPER,
    ...{ sampler, loop: true },
  }),
);

/** How the paper's case grows: what grows, and its sizes. A catalogue grows by items that nobody meets. */
export const GROWTH: Readonly<Record<string, readonly Partial<NmrnCase>[]>> = {
  block: [1, 16, 128, 256].map((block) => ({ block })),
  items: [10_000, 30_000, 100_000].map((items) => ({ items })),
  slots: [50, 200].map((slots) => ({ slots })),
  wide: [{ slots: 50, width: 64 }],
};
