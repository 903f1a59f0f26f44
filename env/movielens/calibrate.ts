/** Scale of the utilities and level of "no click", from two facts about how often slates are clicked. */
import { expected, SlateLabError } from "../../src/core/errors.ts";
import type { Stream } from "../../src/core/random.ts";
import { type Sequences, sequenceCount, sequenceOf } from "../../src/core/sequences.ts";
import { DotTable } from "../../src/factors/dot-table.ts";
import { itemCount, type Situation, type UtilityTables } from "./tables.ts";

/** How often slates are clicked. */
export interface ClickRates {
  /** Mean probability that a random slate is clicked: as in the cup world. */
  readonly randomClickRate: number;
  /** Mean probability that a slate of the user's best items is clicked. */
  readonly bestClickRate: number;
}

/** What the choice of a fitted world is calibrated on. */
export interface CalibrateOptions extends Partial<ClickRates> {
  readonly tables: UtilityTables;
  /** What each user knows, oldest first: such items are on no slate, the last one drives the transition. */
  readonly histories: Sequences;
  /** What errors call the users, by id. */
  readonly names?: readonly string[];
  readonly random: Stream;
  /** Users the averages are taken over; all of them where there are fewer. */
  readonly users?: number;
  /** Random slates of each of them. */
  readonly slates?: number;
  readonly slateSize?: number;
}

/** Parameters of the softmax choice, as in the world's rules. */
export interface ChoiceScale {
  readonly temperature: number;
  readonly noClick: number;
}

/** Temperatures tried, as powers of ten times the range of the utilities. */
const COLDEST = -4;
const HOTTEST = 2;
/** What is proposed lies so far from the lowest rate that can be had to the highest. */
const HEADROOM = 0.02;
/** Halvings of an interval: twelve digits. */
const STEPS = 40;

/**
 * Finds the temperature and the utility of "no click" under which random slates and the users' best slates (unseen items
 * both) are clicked as often as said. Throws a SlateLabError where no temperature does: users whose
 * best items please them less than random items please others are too unlike for one level of "no click".
 */
export function calibrateChoice(options: CalibrateOptions): ChoiceScale {
  const { randomClickRate = 0.015, bestClickRate = 0.9 } = options;
  checkRates({ randomClickRate, bestClickRate });
  const { random, best } = sampleSlates(options);
  const spread = spreadOf(best, random);
  const noClickAt = (temperature: number) => noClickFor(best, temperature, bestClickRate);
  const excess = (exponent: number) => {
    const temperature = spread * 10 ** exponent;
    return clickRate(random, { temperature, noClick: noClickAt(temperature) }) - randomClickRate;
  };
  const exponent = bisect(excess, COLDEST, HOTTEST);
  if (exponent === undefined) throw outOfReach(options, excess(COLDEST) + randomClickRate);
  const temperature = spread * 10 ** exponent;
  return { temperature, noClick: noClickAt(temperature) };
}

/** Refuses click rates that no choice can have. Throws a UsageError. */
export function checkRates({ randomClickRate, bestClickRate }: ClickRates, where = "calibration"): void {
  if (0 < randomClickRate && randomClickRate < bestClickRate && bestClickRate < 1) return;
  throw expected("0 < randomClickRate < bestClickRate < 1", [randomClickRate, bestClickRate], where);
}

function outOfReach(
  { bestClickRate = 0.9, randomClickRate = 0.015 }: CalibrateOptions,
  coldest: number,
): SlateLabError {
  const within = (Math.ceil(1000 * (coldest + HEADROOM * (bestClickRate - coldest))) / 1000).toFixed(3);
  return new SlateLabError(
    `Calibration: with best slates clicked at ${bestClickRate}, random ones are clicked at ${coldest.toFixed(4)} even at the ` +
      `lowest temperature, not at ${randomClickRate}. Give the world randomClickRate=${within}, as in ` +
      `'fitted(randomClickRate=${within})', or a lower bestClickRate`,
  );
}

/** Utilities of slates: [slates × slateSize]. */
export interface SlateUtilities {
  readonly utilities: Float64Array;
  readonly slateSize: number;
}

/** Mean probability of a click: softmax over a slate's utilities and "no click". */
export function clickRate({ utilities, slateSize }: SlateUtilities, { temperature, noClick }: ChoiceScale): number {
  let total = 0;
  for (let start = 0; start < utilities.length; start += slateSize) {
    let highest = noClick;
    for (let i = start; i < start + slateSize; i++) highest = Math.max(highest, utilities[i]);
    let clicked = 0;
    for (let i = start; i < start + slateSize; i++) clicked += Math.exp((utilities[i] - highest) / temperature);
    total += clicked / (clicked + Math.exp((noClick - highest) / temperature));
  }
  return (total * slateSize) / utilities.length;
}

/** Utilities of random slates and of the best slate for a sample of users, from their unseen items. */
export function sampleSlates(options: CalibrateOptions): { random: SlateUtilities; best: SlateUtilities } {
  const { tables, histories, names, random, users = 2000, slates = 20, slateSize = 5 } = options;
  const table = new DotTable(itemCount(tables), 2 * tables.factors + 1).fill(tables.itemTable);
  const randomSlates: number[] = [];
  const bestSlates: number[] = [];
  for (const user of sampleUsers(sequenceCount(histories), users, random.fork("users"))) {
    const history = sequenceOf(histories, user);
    loadQuery(table.query, tables, { user, last: history[history.length - 1] });
    const scores = without(table.dotAll(), new Set(history));
    if (scores.length < slateSize) {
      const who = names ? `user '${names[user]}'` : `user ${user}`;
      throw expected(`${slateSize} items that ${who} has not seen`, scores.length, "calibration");
    }
    const luck = random.fork(`slates of ${user}`);
    for (let slate = 0; slate < slates; slate++) randomSlates.push(...drawDistinct(scores, slateSize, luck));
    bestSlates.push(...scores.sort().subarray(-slateSize));
  }
  return {
    random: { utilities: Float64Array.from(randomSlates), slateSize },
    best: { utilities: Float64Array.from(bestSlates), slateSize },
  };
}

function sampleUsers(users: number, count: number, random: Stream): Int32Array {
  return random.shuffle(Int32Array.from({ length: users }, (_, user) => user)).subarray(0, count);
}

/** [p_u ; r_last ; 1], whose dot product with an item's row is the utility. */
function loadQuery(query: Float32Array, tables: UtilityTables, { user, last }: Situation): void {
  const { factors, userTable, transitionTable } = tables;
  query.set(userTable.subarray(user * factors, (user + 1) * factors));
  query.set(transitionTable.subarray(last * factors, (last + 1) * factors), factors);
  query[2 * factors] = 1;
}

/** Values of the items that are not in a set. */
function without(values: Float32Array, items: ReadonlySet<number>): Float32Array {
  return values.filter((_, item) => !items.has(item));
}

function drawDistinct(values: Float32Array, count: number, random: Stream): number[] {
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(random.int(values.length));
  return Array.from(drawn, (i) => values[i]);
}

/** The range of the utilities: the unit in which temperatures are sought. */
function spreadOf(...slates: SlateUtilities[]): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { utilities } of slates) {
    for (const value of utilities) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (!(high > low && Number.isFinite(high - low)))
    throw expected("utilities that differ, all finite", [low, high], "calibration");
  return high - low;
}

/** The "no click" utility that gives a click rate at a temperature. */
function noClickFor(slates: SlateUtilities, temperature: number, rate: number): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of slates.utilities) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  // At low − m a slate of equal utilities is clicked with slateSize/(slateSize + e^{−m/T}); likewise above.
  const margin = temperature * (Math.log(slates.slateSize) - Math.log(Math.min(rate, 1 - rate)) + 1);
  const deficit = (noClick: number) => rate - clickRate(slates, { temperature, noClick });
  return bisect(deficit, low - margin, high + margin) as number;
}

/** The root of an increasing function, or undefined where it has one sign at both ends. */
function bisect(f: (x: number) => number, low: number, high: number): number | undefined {
  if (!(f(low) <= 0 && f(high) >= 0)) return undefined;
  let [from, to] = [low, high];
  for (let step = 0; step < STEPS; step++) {
    const middle = (from + to) / 2;
    if (f(middle) < 0) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}
