import { SlateLabError } from "../core/errors.ts";
import type { Extremes } from "./coarse-scan.ts";
import { ABOVE, ROUNDING, TINY } from "./rounding.ts";
import type { ScanTables } from "./scan-tables.ts";

/**
 * How much a bias's move counts in an item's path beside its factors' move. Factors of users are about half a unit long, so
 * with a weight of 2 one number bounds both: ‖p‖·‖Δq‖ + |Δb| ≤ max(‖p‖, ½)·(‖Δq‖ + 2|Δb|).
 */
export const BIAS_WEIGHT = 2;

/** Most that an item's score can have gained since a list of best items was made. */
export interface Slack {
  /** With the item where it was: the user moved. */
  unmoved: number;
  /** More, for each unit of the item's own path. */
  drift: number;
  /** By the rounding of the score now. */
  rounding: number;
}

/** Whose scores, and since when. */
export interface SlackQuery {
  scan: ScanTables;
  user: number;
  /** p_u when the scores were computed: [width] */
  before: Float32Array;
  extremes: Extremes;
}

/**
 * What a user's scores can have gained since a list of best items was made. Throws a SlateLabError when the user's factors are
 * not finite.
 */
export function slackSince({ scan, user, before, extremes }: SlackQuery): Slack {
  const { users } = scan.tables;
  const { width } = scan.shape;
  let squares = 0;
  let move = 0;
  for (let i = 0, u = user * width; i < width; i++, u++) {
    const p = users[u];
    squares += p * p;
    move += (p - before[i]) * (p - before[i]);
  }
  if (!Number.isFinite(squares)) throw new SlateLabError(`User ${user} is not finite: the model has diverged`);
  const norm = Math.sqrt(squares);
  // A product, width/4 additions in its lane, two across the lanes and the bias are rounded.
  const rounding = (width / 4 + 4) * ROUNDING * (norm * extremes.norm + extremes.bias) + TINY;
  return {
    unmoved: Math.sqrt(move) * extremes.norm * ABOVE,
    drift: Math.max(1 / BIAS_WEIGHT, norm) * ABOVE,
    rounding,
  };
}
