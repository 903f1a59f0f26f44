import type { WatchedTimes } from "./step-watch.ts";

/** The recipe whose steps are timed. */
export const RECIPE = "cpu";

/** A step that is timed. */
export interface MfganStep {
  /** Its stage and phase, as STAGE/PHASE. */
  readonly of: string;
  /** Whose width its products have: the generator's, or a discriminator's. */
  readonly width: "generator" | "discriminators";
  readonly summary: string;
}

/** The steps that are timed. */
export const MFGAN_STEPS = {
  generator: {
    of: "generator/generator",
    width: "generator",
    summary: "the generator by likelihood",
  },
  policy: {
    of: "adversarial/generator",
    width: "generator",
    summary: "the generator by its reward: items drawn, judged, REINFORCE",
  },
  discriminators: {
    of: "discriminators/discriminators",
    width: "discriminators",
    summary: "all discriminators on samples",
  },
  judged: {
    of: "adversarial/discriminators",
    width: "discriminators",
    summary: "all discriminators on fakes that are drawn for it",
  },
} as const satisfies Record<string, MfganStep>;

/** Times of each, as the process of one engine prints them. */
export type MfganTimes = Readonly<Record<keyof typeof MFGAN_STEPS, WatchedTimes>>;
