/**
 * Measures the statistics of a leaderboard on suites whose truth is known: how often each 95% interval holds it, how often agents of
 * equal worth are told apart, and how often others are; beside the percentile bootstrap with tie groups that they replaced, and the
 * max-T of resampled seeds.
 *   npm run coverage                    # everything, a few minutes on one core
 *   npm run coverage -- --suites 100    # roughly, in seconds
 *   npm run coverage -- --json          # one object a line
 */
import { Command } from "commander";
import { whole } from "../src/report/format.ts";
import {
  type BootstrapCoverage,
  type Effort,
  type IntervalCoverage,
  measureBootstrap,
  measureComparisons,
  measureIntervals,
  type Rates,
  sizeOf,
  type Trial,
} from "./coverage/measure.ts";
import { NOISES, SCENES } from "./coverage/noise.ts";
import { wholeNumber } from "./options.ts";
import { runScript } from "./run-program.ts";

const SEEDS = [5, 10, 20, 50];
const AGENTS = [2, 4, 10, 20];
/** Suites for intervals beside those for comparisons: they cost little, and 93.5% has to be told from 95%. */
const MORE = 4;
/** Suites for comparisons beside those for the ways that were left, which take long. */
const FEWER = 20;

const INTERVALS = ["noise", "seeds", "mean", "difference", "IQM", "P = .5", "P = .8", "bootstrap: mean", "difference"];
const COMPARISONS = ["noise", "seeds", ...AGENTS.map((agents) => `${agents} agents`)];
const BESIDE = "(tie groups; resampled max-T)";

interface Options {
  readonly suites: number;
  readonly seed: string;
  readonly json: boolean;
}

function coverage({ json, ...effort }: Options): void {
  const intervals = measuredIntervals(effort);
  const comparisons = measuredComparisons(effort);
  if (json) printJson(intervals, comparisons);
  else printTables(intervals, comparisons);
}

/** Our intervals beside the percentile bootstrap's. */
interface BesideBootstrap extends IntervalCoverage {
  readonly bootstrap: BootstrapCoverage;
}

/** Coverage under every noise and number of seeds, as it is measured. */
function* measuredIntervals({ suites, seed }: Effort): Generator<BesideBootstrap> {
  for (const noise of NOISES) {
    for (const seeds of SEEDS) {
      const effort = { suites: suites * MORE, seed };
      yield { ...measureIntervals(noise, seeds, effort), bootstrap: measureBootstrap(noise, seeds, effort) };
    }
  }
}

/** A scene played with so many agents on so many seeds: our way beside the others. */
interface TrialResult {
  readonly noise: string;
  readonly seeds: number;
  readonly agents: number;
  readonly ours: Rates;
  readonly tieGroups: Rates;
  readonly resampledMaxT: Rates;
  /** From how many deviations of their difference on two agents are told apart. */
  readonly resolution: number;
}

/** Every scene with every number of agents and seeds, as it is measured. */
function* measuredComparisons(effort: Effort): Generator<TrialResult> {
  const sizes = SEEDS.flatMap((seeds) => AGENTS.map((agents) => sizeOf(agents, seeds)));
  for (const scene of SCENES) for (const size of sizes) yield compare({ scene, size, ...effort });
}

function compare(trial: Trial): TrialResult {
  const { scene, size } = trial;
  const fewer = { ...trial, suites: Math.ceil(trial.suites / FEWER) };
  return {
    noise: scene.name,
    seeds: size.seeds,
    agents: size.agents,
    ours: measureComparisons("ours", trial),
    tieGroups: measureComparisons("tieGroups", fewer),
    resampledMaxT: measureComparisons("resampledMaxT", fewer),
    resolution: size.critical / Math.sqrt(size.seeds),
  };
}

function printJson(...tables: readonly Iterable<object>[]): void {
  for (const table of tables) for (const row of table) console.log(JSON.stringify(row));
}

function printTables(intervals: Iterable<BesideBootstrap>, comparisons: Iterable<TrialResult>): void {
  printHead("95% intervals: how many in a hundred hold the truth", INTERVALS);
  for (const row of intervals) printIntervals(row);
  printHead(`Suites of equal agents with any false difference, in a hundred ${BESIDE}`, COMPARISONS);
  const seen: TrialResult[][] = [];
  for (const row of inRows(comparisons)) {
    printComparisons(row, "falseDifference");
    seen.push(row);
  }
  printHead(`True differences of four standard errors found, in a hundred ${BESIDE}`, COMPARISONS);
  for (const row of seen) printComparisons(row, "power");
  printHead("Two agents are told apart from so many deviations of their difference on", COMPARISONS.slice(1));
  for (const row of seen.slice(0, SEEDS.length)) {
    printRow([row[0].seeds, ...row.map(({ resolution }) => resolution.toFixed(2))]);
  }
}

/** Comparisons of one scene and number of seeds, all numbers of agents. */
function* inRows(comparisons: Iterable<TrialResult>): Generator<TrialResult[]> {
  let row: TrialResult[] = [];
  for (const comparison of comparisons) {
    row.push(comparison);
    if (row.length < AGENTS.length) continue;
    yield row;
    row = [];
  }
}

function printIntervals({ noise, seeds, bootstrap, ...ours }: BesideBootstrap): void {
  const { mean, difference, iqm, evenChance, fourFifths } = ours;
  const shares = [mean, difference, iqm, evenChance, fourFifths, bootstrap.mean, bootstrap.difference];
  printRow([noise, seeds, ...shares.map(inHundred)]);
}

function printComparisons(row: readonly TrialResult[], rate: keyof Rates): void {
  const left = (rates: Rates) => whole(100 * rates[rate]);
  const cells = row.map((it) => `${inHundred(it.ours[rate])} (${left(it.tieGroups)}; ${left(it.resampledMaxT)})`);
  printRow([row[0].noise, row[0].seeds, ...cells]);
}

function printHead(title: string, labels: readonly string[]): void {
  console.log(`\n${title}:\n`);
  printRow(labels);
  printRow(labels.map(() => "---"));
}

/** A row of Markdown. */
function printRow(cells: readonly (string | number)[]): void {
  console.log(`| ${cells.join(" | ")} |`);
}

function inHundred(share: number): string {
  return (100 * share).toFixed(1);
}

const program = new Command("coverage")
  .description("measure the intervals and comparisons of a leaderboard on suites whose truth is known")
  .option("--suites <n>", "suites of each comparison", wholeNumber("--suites", 1, 1_000_000), 2000)
  .option("--seed <seed>", "what the suites are drawn from", "coverage")
  .option("--json", "print one object a line", false)
  .exitOverride()
  .action(coverage);

await runScript(program);
