/**
 * Which constants of the generator agree with all that is published? Approximate Bayesian computation by population Monte Carlo
 * (Beaumont, Cornuet, Marin, Robert, Biometrika 96, 2009): constants are drawn, first evenly, then around the best so far; a world is
 * generated with each draw; the draws whose figures come nearest are kept, with weights that undo where they were drawn.
 */
import { cupSchema } from "../../env/cup/settings.ts";
import { Stream } from "../../src/core/random.ts";
import { hiddenFigures } from "./hidden-figures.ts";
import { drawPopulation, tableOf } from "./population.ts";
import { PUBLISHED, type PublishedFigure } from "./published.ts";

/** The constants that are searched, and where. */
export const RANGES = {
  kinship: [0.4, 1],
  appealSd: [0, 1],
  labels: [1.5, 5],
  labelPower: [0.1, 1.5],
  traceSd: [0, 0.1],
  itemSd: [0.1, 0.45],
  itemLength: [1.4, 1.6],
} as const satisfies Record<string, readonly [low: number, high: number]>;

type Constant = keyof typeof RANGES;
/** Their names. */
export const CONSTANTS: readonly Constant[] = Object.keys(RANGES) as Constant[];

/** A draw of the constants, and how far from what is published its world is. */
export interface ConstantDraw {
  readonly constants: Readonly<Record<Constant, number>>;
  readonly figures: Readonly<Record<string, number>>;
  /** Root of the mean squared miss, in tolerances: at most 1 means that the world is within them on average. */
  readonly distance: number;
  readonly weight: number;
}

/** How long is searched. */
export interface ConstantSearch {
  readonly seed: number;
  /** Draws kept, which the next generation is drawn around. */
  readonly kept: number;
  readonly generations: number;
  /** Users that figures are measured with. */
  readonly users: number;
  /** Settings of the worlds beside the constants. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly onDraw?: (done: number, total: number) => void;
}

/** The search of the command. */
export const SEARCH = { seed: 1, generations: 6, users: 200 } as const;

/** Draws of a generation for each one that is kept. */
const DRAWS_A_KEPT = 2;
/** Of the first generation, which is drawn evenly. */
const FIRST_A_KEPT = 4;

/** What a miss of a figure is measured in: a factor of 1.5, and .07 of a share (where 0 to 4 shared likes are published). */
const TOLERANCES = { factor: Math.log(1.5), share: 0.07 };
/** What a few users tell of a figure that all worlds must have: 4%. */
const CLICKS = Math.log(1.04);

/** Searches, and returns the last generation, nearest first. */
export function searchConstants(search: ConstantSearch): ConstantDraw[] {
  const { seed, kept, generations, users, onDraw } = search;
  const random = new Stream(`calibrate/search/${seed}`);
  const table = tableOf(cupSchema.parse(search.settings));
  const total = kept * (FIRST_A_KEPT + DRAWS_A_KEPT * (generations - 1));
  let best: ConstantDraw[] = [];
  for (let done = 0, generation = 0; generation < generations; generation++) {
    const propose = generation === 0 ? drawEvenly : aroundOf(best);
    const drawn: ConstantDraw[] = [];
    for (let left = kept * (generation === 0 ? FIRST_A_KEPT : DRAWS_A_KEPT); left > 0; left--) {
      const { constants, weight } = propose(random);
      const settings = cupSchema.parse({ ...search.settings, ...constants, seed: `search-${seed}-${done}` });
      const figures = hiddenFigures(drawPopulation(settings, table), users);
      drawn.push({ constants, figures, weight, distance: distanceOf(figures) });
      onDraw?.(++done, total);
    }
    best = [...best, ...drawn].sort((a, b) => a.distance - b.distance).slice(0, kept);
  }
  return best;
}

interface Proposal extends Pick<ConstantDraw, "constants" | "weight"> {}

function drawEvenly(random: Stream): Proposal {
  const entries = CONSTANTS.map((name) => {
    const [low, high] = RANGES[name];
    return [name, low + random.uniform() * (high - low)];
  });
  return { constants: Object.fromEntries(entries), weight: 1 };
}

/** Proposes near one of the draws: normal, of twice their weighted variance, within the ranges. */
function aroundOf(draws: readonly ConstantDraw[]): (random: Stream) => Proposal {
  const spread = (name: Constant) => Math.SQRT2 * weightedSd(draws, name);
  const sds = Object.fromEntries(CONSTANTS.map((name) => [name, spread(name)])) as Record<Constant, number>;
  const density = (constants: ConstantDraw["constants"]) =>
    meanOf(draws, (draw) =>
      CONSTANTS.reduce((product, name) => {
        const z = (constants[name] - draw.constants[name]) / sds[name];
        return (product * Math.exp((-z * z) / 2)) / sds[name];
      }, 1),
    );
  const even = CONSTANTS.reduce((product, name) => product / (RANGES[name][1] - RANGES[name][0]), 1);
  return (random) => {
    for (;;) {
      const centre = pickWeighted(draws, random);
      const entries = CONSTANTS.map((name) => [name, random.normal(centre.constants[name], sds[name])] as const);
      if (!entries.every(([name, value]) => value >= RANGES[name][0] && value <= RANGES[name][1])) continue;
      const constants = Object.fromEntries(entries) as Record<Constant, number>;
      const scale = (2 * Math.PI) ** (-CONSTANTS.length / 2);
      return { constants, weight: even / (density(constants) * scale) };
    }
  };
}

function pickWeighted(draws: readonly ConstantDraw[], random: Stream): ConstantDraw {
  return drawAt(draws, random.uniform());
}

/** The draw at which the running weight passes a share of all weight. */
function drawAt(draws: readonly ConstantDraw[], share: number): ConstantDraw {
  let left = share * draws.reduce((sum, { weight }) => sum + weight, 0);
  for (const draw of draws) {
    left -= draw.weight;
    if (left < 0) return draw;
  }
  return draws[draws.length - 1];
}

/** Mean over draws by their weights. */
export function meanOf(draws: readonly ConstantDraw[], value: (draw: ConstantDraw) => number): number {
  const total = draws.reduce((sum, { weight }) => sum + weight, 0);
  return draws.reduce((sum, draw) => sum + draw.weight * value(draw), 0) / total;
}

function weightedSd(draws: readonly ConstantDraw[], name: Constant): number {
  const mean = meanOf(draws, ({ constants }) => constants[name]);
  return Math.sqrt(meanOf(draws, ({ constants }) => (constants[name] - mean) ** 2));
}

/** Quantile of a constant over draws by their weights. */
export function quantileOf(draws: readonly ConstantDraw[], name: Constant, share: number): number {
  return drawAt(
    [...draws].sort((a, b) => a.constants[name] - b.constants[name]),
    share,
  ).constants[name];
}

/** How far figures are from the published ones, in tolerances. */
export function distanceOf(figures: Readonly<Record<string, number>>): number {
  const misses = PUBLISHED.flatMap((figure) => {
    const value = figures[figure.name];
    return value === undefined ? [] : [missOf(figure, value) ** 2];
  });
  return Math.sqrt(misses.reduce((sum, miss) => sum + miss, 0) / misses.length);
}

function missOf({ low, high, unit }: PublishedFigure, value: number): number {
  const nearest = Math.min(Math.max(value, low), high);
  if (unit === "share") return (value - nearest) / TOLERANCES.share;
  return Math.log(value / nearest) / (unit === "clicks" ? CLICKS : TOLERANCES.factor);
}
