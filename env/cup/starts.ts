/** The clicks users start with: random items, accepted with the probability that the user would click them. */
import { setImmediate } from "node:timers/promises";
import { expected, Interrupted, inWords } from "../../src/core/errors.ts";
import type { Stream } from "../../src/core/random.ts";
import type { DotTable } from "../../src/factors/dot-table.ts";
import type { CupSettings } from "./settings.ts";

/** Random items tried before the whole catalogue is weighed instead: for users whom little pleases. */
const ATTEMPTS = 20_000;

/** What first clicks are drawn from. */
export interface StartsInput {
  readonly items: DotTable;
  /** [users × items.width] */
  readonly tastes: Float32Array;
  readonly settings: CupSettings;
  readonly random: Stream;
  readonly signal?: AbortSignal;
}

/**
 * Draws every user's first clicks with the click model itself: distinct items for each user. Throws a UsageError for more clicks
 * than items, and `Interrupted` on abort.
 */
export async function drawStarts(input: StartsInput): Promise<Int32Array[]> {
  const { users, startClicks } = input.settings;
  const starts: Int32Array[] = [];
  for (let user = 0; user < users; user++) {
    await pause(input, `the first clicks of user ${user} of ${users}`);
    const taken = new Set<number>();
    while (taken.size < startClicks) taken.add(drawClick(input, [user], (item) => taken.has(item)));
    starts.push(Int32Array.from(taken));
  }
  return starts;
}

/** Lets others run: users whom little pleases may take a second each. */
async function pause({ signal }: StartsInput, what: string): Promise<void> {
  await setImmediate();
  if (signal?.aborted) throw new Interrupted(`Generating stopped at ${what}`);
}

/**
 * Gives each public id a generated item, so that users who are known to have clicked an id would indeed click it. Ids say
 * nothing by themselves, so any assignment is as good; this one follows the click model given the histories: an id several
 * users clicked gets an item drawn with the product of their click probabilities. Returns the generated item of each id:
 * [items]. Throws `Interrupted` on abort.
 */
export async function assignIds(histories: readonly ArrayLike<number>[], input: StartsInput): Promise<Int32Array> {
  const itemOf = new Int32Array(input.items.count).fill(-1);
  const taken = new Uint8Array(input.items.count);
  const readers = readersByItem(histories);
  // The most clicked ids first: they are the hardest to suit.
  for (const [id, users] of [...readers].sort((a, b) => b[1].length - a[1].length || a[0] - b[0])) {
    await pause(input, `item ${id}`);
    itemOf[id] = drawClick(input, users, (item) => taken[item] === 1);
    taken[itemOf[id]] = 1;
  }
  let next = 0;
  for (let id = 0; id < itemOf.length; id++) {
    if (itemOf[id] >= 0) continue;
    while (taken[next]) next++;
    itemOf[id] = next++;
  }
  return itemOf;
}

function readersByItem(histories: readonly ArrayLike<number>[]): Map<number, number[]> {
  const readers = new Map<number, number[]>();
  for (const [user, items] of histories.entries()) {
    for (const item of Array.from(items)) readers.set(item, [...(readers.get(item) ?? []), user]);
  }
  return readers;
}

/** One item drawn with probability proportional to the product of the users' click probabilities. */
function drawClick(input: StartsInput, users: readonly number[], isTaken: (item: number) => boolean): number {
  const { items, random } = input;
  if (users.length === 1) {
    loadTaste(input, users[0]);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const item = random.int(items.count);
      if (!isTaken(item) && random.uniform() < clickProbability(items.dots([item])[0], input.settings)) return item;
    }
  }
  return drawWeighted(weighCatalogue(input, users), isTaken, random);
}

/** log Π P(click) over the users, for each item: [items]. */
function weighCatalogue(input: StartsInput, users: readonly number[]): Float64Array {
  const logs = new Float64Array(input.items.count);
  for (const user of users) {
    loadTaste(input, user);
    const utilities = input.items.dotAll();
    for (let j = 0; j < logs.length; j++) logs[j] += logClickProbability(utilities[j], input.settings);
  }
  return logs;
}

/** One item that is not taken, with probability proportional to e^log. Overwrites `logs`. Throws a UsageError where none is left. */
function drawWeighted(logs: Float64Array, isTaken: (item: number) => boolean, random: Stream): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < logs.length; j++) if (logs[j] > highest && !isTaken(j)) highest = logs[j];
  if (highest === Number.NEGATIVE_INFINITY)
    throw expected(
      "an item that can be a first click",
      inWords(`${logs.length} that are taken or never clicked`),
      "world",
    );
  let total = 0;
  for (let j = 0; j < logs.length; j++) total += logs[j] = isTaken(j) ? 0 : Math.exp(logs[j] - highest);
  let left = random.uniform() * total;
  let last = -1;
  for (let j = 0; j < logs.length && left >= 0; j++) {
    if (logs[j] === 0) continue;
    last = j;
    left -= logs[j];
  }
  return last;
}

function loadTaste({ items, tastes }: StartsInput, user: number): void {
  items.query.set(tastes.subarray(user * items.width, (user + 1) * items.width));
}

/** The rules that a click on one item alone depends on. */
export type ClickRules = Pick<CupSettings, "noClick" | "temperature">;

/** Softmax of one item against "no click". */
export function clickProbability(utility: number, { noClick, temperature }: ClickRules): number {
  return 1 / (1 + Math.exp((noClick - utility) / temperature));
}

/** ln P(click), finite where the probability itself would be 0. */
function logClickProbability(utility: number, { noClick, temperature }: CupSettings): number {
  const margin = (noClick - utility) / temperature;
  return margin > 0 ? -margin - Math.log1p(Math.exp(-margin)) : -Math.log1p(Math.exp(margin));
}
