/**
 * Prequential evaluation (A. P. Dawid: Statistical Theory: The Prequential Approach, JRSS A 1984): every event of a stream is
 * first scored, then counted, and only then learnt from. What a model knows of an event when it is judged on it so comes from
 * earlier ones alone, and nothing need be held out.
 */
import { checkIds } from "../core/check-ids.ts";
import { expected } from "../core/errors.ts";
import type { StreamModel } from "../core/stream-model.ts";
import type { Interactions } from "../core/types.ts";
import { checkScores } from "./check-scores.ts";
import { compareScores } from "./compare-scores.ts";
import { DISCOUNTED, expectedGain, gainsUpTo, HIT, type Rank } from "./ranking.ts";

/** What is evaluated, and how. */
export interface PrequentialSettings {
  readonly model: StreamModel;
  /** User ids are 0..users-1. */
  readonly users: number;
  /** k: how many items are shown. */
  readonly cutoff: number;
  /** Events of the sliding window. */
  readonly window: number;
}

/** An evaluation of a whole stream. */
export interface PrequentialTask extends PrequentialSettings {
  /** Events in time order. All events of a block are scored before any of them is learnt from. */
  readonly blocks: Iterable<Interactions>;
  /** What users met before them, and are not shown again. */
  readonly before?: Iterable<Interactions>;
}

/** How well the items that users met were ranked, each a mean over events. */
export interface PrequentialMetrics {
  /** Share of them among the first k. */
  readonly "Hits@k": number;
  readonly "nDCG@k": number;
  /** Mean percentile rank: 0 is first, 1 last, .5 what chance gives (Hu, Koren, Volinsky, ICDM 2008). */
  readonly MPR: number;
}

/** How far an evaluation has come, after a block. */
export interface PrequentialRow {
  /** Events so far. */
  readonly events: number;
  /** Over all events so far. */
  readonly total: PrequentialMetrics;
  /** Over the last `window` of them. */
  readonly window: PrequentialMetrics;
  /** Milliseconds an event, over all so far. */
  readonly milliseconds: { readonly scoring: number; readonly learning: number };
}

/** Milliseconds that scoring and learning took. */
export type PrequentialCost = PrequentialRow["milliseconds"];

/** What an evaluation has counted, to go on from. What users have met is not in it: events say that. */
export interface PrequentialState {
  readonly events: number;
  /** Sums of each metric, from the start and over the window: [2 × metrics] */
  readonly sums: Float64Array;
  /** What each event of the window added: [window × metrics] */
  readonly ring: Float64Array;
  /** Over all events so far. */
  readonly milliseconds: PrequentialCost;
}

/**
 * Evaluates a model block by block, a row after each: score → metrics → learn. An item is ranked among all those that its user has
 * not met so far, ties at the mean of their ranks. Memory goes by users, items and the window, not by events. Throws a
 * UsageError for ids that there are not, a SlateLabError for scores that are not numbers.
 */
export async function* prequential({
  blocks,
  before = [],
  ...settings
}: PrequentialTask): AsyncGenerator<PrequentialRow> {
  const evaluation = new PrequentialEvaluation(settings);
  for (const events of before) evaluation.meet(events);
  for (const events of blocks) yield evaluation.take(events);
}

/** As `prequential`, for whoever has the stream in hand: to evaluate several models on it, or to stop and go on. */
export class PrequentialEvaluation {
  readonly #settings: PrequentialSettings;
  readonly #met: MetItems;
  readonly #tally: Tally;
  #spent: PrequentialCost = { scoring: 0, learning: 0 };

  constructor(settings: PrequentialSettings) {
    this.#settings = settings;
    this.#met = new MetItems(settings.users, settings.model.items);
    this.#tally = new Tally(settings.cutoff, settings.window);
  }

  /** Users met these: they are not shown again, and not counted. */
  meet(events: Interactions): void {
    checkEvents(events, this.#settings);
    this.#met.addAll(events);
  }

  /** Scores a block, counts it, and lets the model learn from it. */
  async take(events: Interactions): Promise<PrequentialRow> {
    const { model } = this.#settings;
    checkEvents(events, this.#settings);
    const began = performance.now();
    const scores = await model.score(events.users);
    const scored = performance.now();
    checkScores(scores, events.users.length * model.items);
    this.#count(events, scores);
    const ranked = performance.now();
    await model.learn(events);
    const { scoring, learning } = this.#spent;
    this.#spent = { scoring: scoring + scored - began, learning: learning + performance.now() - ranked };
    return rowOf(this.#tally, this.#spent);
  }

  state(): PrequentialState {
    return { ...this.#tally.state(), milliseconds: this.#spent };
  }

  /** Goes on with what an earlier evaluation has counted; what users met is told by `meet`. Throws a UsageError for another window's. */
  restore({ milliseconds, ...counted }: PrequentialState): void {
    this.#tally.restore(counted);
    this.#spent = milliseconds;
  }

  #count({ users, items }: Interactions, scores: Float32Array): void {
    const [met, width] = [this.#met, this.#settings.model.items];
    for (let b = 0; b < users.length; b++) {
      const row = scores.subarray(b * width, (b + 1) * width);
      this.#tally.add(rankOf(items[b], row, { met, user: users[b] }));
      met.add(users[b], items[b]);
    }
  }
}

function rowOf(tally: Tally, { scoring, learning }: PrequentialCost): PrequentialRow {
  const { events } = tally;
  const milliseconds = { scoring: scoring / events, learning: learning / events };
  return { events, total: tally.total(), window: tally.recent(), milliseconds };
}

/** Where an item came, and among how many others. */
interface EventRank extends Rank {
  readonly others: number;
}

/** All items count, less those that the user has met: they are few. The item itself is a tie of its own. */
function rankOf(item: number, scores: Float32Array, { met, user }: { met: MetItems; user: number }): EventRank {
  const bar = scores[item];
  let { better, tied } = compareScores(scores, bar);
  let others = scores.length - 1;
  met.each(user, (other) => {
    if (other === item) return;
    others--;
    better -= Number(scores[other] > bar);
    tied -= Number(scores[other] === bar);
  });
  return { better, tied: tied - 1, others };
}

/** What each user has met: a bit for each user and item. */
class MetItems {
  readonly #width: number;
  readonly #bits: Uint32Array;

  constructor(users: number, items: number) {
    this.#width = Math.ceil(items / 32);
    this.#bits = new Uint32Array(users * this.#width);
  }

  /** Visits what a user has met, by ascending id. */
  each(user: number, visit: (item: number) => void): void {
    for (let word = 0; word < this.#width; word++) {
      let left = this.#bits[user * this.#width + word];
      for (; left !== 0; left &= left - 1) visit(32 * word + 31 - Math.clz32(left & -left));
    }
  }

  addAll({ users, items }: Interactions): void {
    for (let i = 0; i < users.length; i++) this.add(users[i], items[i]);
  }

  add(user: number, item: number): void {
    this.#bits[user * this.#width + (item >>> 5)] |= 1 << (item & 31);
  }
}

const METRICS = ["Hits@k", "nDCG@k", "MPR"] as const;

/** Sums of metrics from the start, and of the last events: a ring of what each of them added. */
class Tally {
  events = 0;
  readonly #sums = new Float64Array(METRICS.length);
  readonly #recent = new Float64Array(METRICS.length);
  /** [window × metrics] */
  readonly #ring: Float64Array;
  readonly #window: number;
  readonly #hits: Float64Array;
  readonly #gains: Float64Array;

  constructor(cutoff: number, window: number) {
    if (!(Number.isInteger(window) && window >= 1)) throw expected("a window of one event or more", window);
    this.#hits = gainsUpTo(cutoff, HIT);
    this.#gains = gainsUpTo(cutoff, DISCOUNTED);
    this.#window = window;
    this.#ring = new Float64Array(window * METRICS.length);
  }

  add(rank: EventRank): void {
    const [hit, gain] = [this.#hits, this.#gains].map((sums) => expectedGain(rank, sums));
    const place = (this.events++ % this.#window) * METRICS.length;
    for (const [i, value] of [hit, gain, percentileOf(rank)].entries()) {
      this.#sums[i] += value;
      this.#recent[i] += value - this.#ring[place + i];
      this.#ring[place + i] = value;
    }
    if (this.events % this.#window === 0) this.#sumAnew();
  }

  total(): PrequentialMetrics {
    return means(this.#sums, this.events);
  }

  recent(): PrequentialMetrics {
    return means(this.#recent, Math.min(this.events, this.#window));
  }

  state(): Omit<PrequentialState, "milliseconds"> {
    return { events: this.events, sums: Float64Array.of(...this.#sums, ...this.#recent), ring: this.#ring.slice() };
  }

  restore({ events, sums, ring }: Omit<PrequentialState, "milliseconds">): void {
    const lengths = [2 * METRICS.length, this.#ring.length];
    if (sums.length !== lengths[0] || ring.length !== lengths[1])
      throw expected(`sums and what a window of ${this.#window} events holds, ${lengths}`, [sums.length, ring.length]);
    this.events = events;
    this.#sums.set(sums.subarray(0, METRICS.length));
    this.#recent.set(sums.subarray(METRICS.length));
    this.#ring.set(ring);
  }

  /** A sum that values are added to and taken from drifts. */
  #sumAnew(): void {
    this.#recent.fill(0);
    for (const [i, value] of this.#ring.entries()) this.#recent[i % METRICS.length] += value;
  }
}

/** The mean of what share of the others come before. */
function percentileOf({ better, tied, others }: EventRank): number {
  return others === 0 ? 0 : (better + tied / 2) / others;
}

function means(sums: Float64Array, count: number): PrequentialMetrics {
  return Object.fromEntries(METRICS.map((name, i) => [name, sums[i] / count])) as unknown as PrequentialMetrics;
}

function checkEvents({ users, items }: Interactions, settings: PrequentialSettings): void {
  if (items.length !== users.length) throw expected(`${users.length} items`, items.length, "events");
  checkIds(users, { what: "users", last: settings.users - 1 }, "events");
  checkIds(items, { what: "items", last: settings.model.items - 1 }, "events");
}
