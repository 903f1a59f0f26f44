/** Models that a study of MFGAN has tested, as tables and in a line each. */
import { group } from "d3-array";
import { type Estimate, estimateMean, pairedDifference } from "../../src/evaluate/intervals.ts";
import { ndcg } from "../../src/evaluate/ranking.ts";
import type { UserRank } from "../../src/evaluate/user-ranks.ts";
import type { OfflineMetrics } from "../../src/run/offline-evaluation.ts";
import type { LogRow } from "../../src/train/run-folder.ts";
import type { Report } from "../measurements.ts";
import type { Correction } from "./popularity-correction.ts";

/** Name of the row that others are compared with. */
export const GENERATOR = "generator";

/** Name of the row of an arm's model with a share of popularity. */
export function correctedName(arm: string): string {
  return `${arm}_popularity`;
}

/** What the gains of a row are compared with: the generator as it is, and corrected by popularity. */
const COMPARED = [
  { name: GENERATOR, words: "the generator" },
  { name: correctedName(GENERATOR), words: "the generator with popularity" },
];

/** A model on the test items. */
export interface Tested {
  readonly arm: string;
  /** None of a baseline, which draws nothing. */
  readonly seed: number | null;
  readonly metrics: OfflineMetrics;
  readonly ranks: readonly UserRank[];
  /** What it was chosen among by validation, where popularity corrects it. */
  readonly tried?: readonly Correction[];
}

/** A round of an arm's last stage. */
export interface ArmRound extends LogRow {
  readonly arm: string;
  readonly seed: number;
}

type Table = (string | number)[][];

/** Metrics of all models, on all test users and on those whose item is rare. */
export function testTable(tested: readonly Tested[]): Table {
  const metrics = ["HR@10", "nDCG@10", "MRR@10"] as const;
  const slices = ["all", "sparse"].flatMap((slice) =>
    ["catalogue", "sampled"].flatMap((by) => metrics.map((it) => `${slice} ${by} ${it}`)),
  );
  const rows = tested.map(({ arm, seed, metrics: { sparse, ...all } }) => [
    ...[arm, seed ?? ""],
    ...[all, sparse].flatMap(({ catalogue, sampled }) =>
      [catalogue, sampled].flatMap((of) => metrics.map((it) => of?.[it] ?? "")),
    ),
  ]);
  return [["arm", "seed", ...slices], ...rows];
}

/** Every share of popularity that was tried, on the validation users. */
export function correctionTable(tested: readonly Tested[]): Table {
  const rows = tested.flatMap(({ arm, seed, tried = [] }) =>
    tried.map(({ beta, ndcg10 }) => [arm, seed ?? "", beta, Number(ndcg10.toFixed(5))]),
  );
  return [["arm", "seed", "beta", "validation nDCG@10"], ...rows];
}

/** Every round of every last stage. */
export function curveTable(rows: readonly ArmRound[]): Table {
  const names = [...new Set(rows.flatMap(({ metrics }) => Object.keys(metrics)))];
  return [
    ["arm", "seed", "round", "cpu_seconds", ...names],
    ...rows.map(({ arm, seed, round, cpuSeconds, metrics }) => [
      ...[arm, seed, round, Number(cpuSeconds.toFixed(1))],
      ...names.map((name) => (name in metrics ? Number(metrics[name].toFixed(5)) : "")),
    ]),
  ];
}

/** nDCG@10 of each arm, mean over its seeds, and how much of it is beyond the generators of these seeds. */
export function tell(tested: readonly Tested[], report: Report): void {
  const byArm = group(tested, ({ arm }) => arm);
  const compared = COMPARED.map(({ name, words }) => ({ words, gains: userGains(byArm.get(name) ?? []) }));
  for (const [arm, runs] of byArm) {
    const gains = userGains(runs);
    const seeds = runs.map(({ metrics }) => short(metrics.catalogue["nDCG@10"]));
    const beyond = compared.map((it) => `beyond ${it.words} ${estimate(pairedDifference(gains, it.gains))}`);
    const against = [estimate(estimateMean(gains)), `seeds ${seeds.join(", ")}`, ...beyond].join("; ");
    report({ name: `mfgan-study.${arm}.ndcg10`, value: estimateMean(gains).mean, unit: "nDCG@10", against });
  }
}

/** nDCG@10 of each user in the whole catalogue, mean over the seeds: [users] */
function userGains(runs: readonly Tested[]): number[] {
  return runs[0].ranks.map((_, user) => {
    const ranks = runs.map((run) => run.ranks[user].catalogue);
    const column = (of: "better" | "tied") => Int32Array.from(ranks, (rank) => rank[of]);
    return ndcg({ better: column("better"), tied: column("tied") }, 10);
  });
}

function estimate({ mean, interval }: Estimate): string {
  return interval ? `${short(mean)} [${interval.map(short).join(", ")}]` : short(mean);
}

function short(value: number): string {
  return value.toFixed(4);
}
