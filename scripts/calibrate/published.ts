/** What is published of the cup, and so what a world that stands in for it is held against (docs/sources.md, docs/calibration.md). */

/** A figure that was published, or follows from public files. */
export interface PublishedFigure {
  /** After `calibrate.`. */
  readonly name: string;
  readonly unit: string;
  /** Lowest and highest value that was seen; the same where only one is known. */
  readonly low: number;
  readonly high: number;
}

const rounds = (name: string, low: number, high = low) => ({ name, unit: "rounds", low, high });
const clicks = (name: string, low: number, high: number) => ({ name, unit: "clicks", low, high });
const share = (name: string, value: number) => ({ name, unit: "share", low: value, high: value });

/** Rounds and clicks are of an episode of all 2,000 users; of the 1,000 training users where the name says `train`. */
export const PUBLISHED: readonly PublishedFigure[] = [
  rounds("random.rounds", 10_224, 10_293),
  clicks("random.clicks", 123, 131),
  rounds("funksvd.rounds", 10_235, 10_245),
  rounds("neighbours.rounds", 12_316, 12_407),
  clicks("neighbours.clicks", 1482, 1548),
  rounds("neighbours.train.rounds", 5912, 6020),
  rounds("mean-of-starts.rounds", 14_993),
  rounds("hybrid.train.rounds", 6928, 7077),
  ...[0.102, 0.0969, 0.0934, 0.0904, 0.0876].map((loss, n) => ({
    ...{ name: `hybrid.train.loss.${n + 1}`, unit: "loss" },
    ...{ low: loss, high: loss },
  })),
  rounds("hybrid.test.rounds", 16_907, 17_092),
  clicks("hybrid.test.clicks", 4928, 5066),
  // Of 236 pairs of users who share a first click.
  share("shared-likes.0", 0),
  share("shared-likes.1", 0.16),
  share("shared-likes.2", 0.6),
  share("shared-likes.3", 0.23),
  share("shared-likes.4", 0.01),
  { name: "shared-starts", unit: "pairs", low: 236, high: 236 },
  // Of 1,000 users, each of them met.
  { name: "replay.pairs", unit: "pairs", low: 2_137_508, high: 2_137_508 },
  rounds("replay.mean", 248),
  rounds("replay.q05", 11),
  rounds("replay.q10", 13),
  rounds("replay.q25", 22),
  rounds("replay.q50", 54),
  rounds("replay.q75", 183),
  rounds("replay.q90", 790),
  rounds("replay.q95", 1559),
  // Of users never met, mean.
  rounds("replay.strangers", 23, 24),
];

/** Whether a value lies within what was published, and by how much it misses: `inside`, `4.0% under`, `.03 over` for shares. */
export function verdictOf({ low, high, unit }: PublishedFigure, value: number): string {
  if (value >= low && value <= high) return "inside";
  const [bound, side] = value < low ? [low, "under"] : [high, "over"];
  const miss = Math.abs(value - bound);
  return `${unit === "share" ? miss.toFixed(3) : `${((100 * miss) / bound).toFixed(1)}%`} ${side}`;
}
