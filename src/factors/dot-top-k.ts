/**
 * Exact top-k by score(u, i) = p_u · q_i + b_i while single rows of both tables keep changing.
 *
 * Each user has a list: the best `listSize` items of one full scan of approximate scores (src/factors/coarse-scan.ts), off by
 * at most ε, and p_u then. No item outside it scored more than τ + ε, τ being the last of the list. Since then the user moved by
 * Δp and item i along a path of length d_i = Σ ‖Δq_i‖ + 2|Δb_i|, so by Cauchy–Schwarz, with Q the largest ‖q‖ of any item
 * since the lists began,
 *
 *   score now ≤ approximate score then + ε + ‖Δp‖·Q + max(‖p‖, ½)·d_i.
 *
 * A query computes exact scores from the top of the list down, until no unmoved item below can reach the k-th best found;
 * then of those items, in the list or not, that moved far enough to reach it. If the list ends first, a new scan makes another.
 * The float32 rounding of the exact score is added to the bound and comparisons are strict: answers are those of an exact
 * full scan, ties (by the smaller id) included.
 *
 * Threshold algorithm: Fagin, Lotem, Naor, PODS 2001, with bounds that move.
 */
import { expected } from "../core/errors.ts";
import { BestKeys } from "./best-keys.ts";
import type { Extremes } from "./coarse-scan.ts";
import { DriftLedger } from "./drift-ledger.ts";
import { keyItem, keyScore } from "./rank-key.ts";
import type { RowTable, RowWatcher } from "./row-table.ts";
import { RESCORE_LIMIT, type ScanTables } from "./scan-tables.ts";
import { BIAS_WEIGHT, type Slack, slackSince } from "./score-slack.ts";

/** Items that must not be shown: a user's clicks, as a rule (ClickHistory is one). */
export interface Excluded {
  readonly length: number;
  includes(item: number): boolean;
}

/** Whose best items are asked for, and how many. */
export interface TopKQuery {
  user: number;
  k: number;
  excluded?: Excluded;
}

/** What the queries of an index have cost so far. */
export interface TopKCosts {
  queries: number;
  /** Full scans, approximate ones and, where those cannot tell, exact ones. */
  scans: number;
  exactScans: number;
  /** Items looked at outside full scans. */
  examined: number;
}

/** A user's best items at one moment, best first. */
interface UserList {
  readonly items: Int32Array;
  /** Approximate scores then, off by `error` at most. */
  readonly scores: Float32Array;
  readonly error: number;
  /** p_u then: [width] */
  readonly user: Float32Array;
}

/** One query under way. */
interface Search {
  readonly query: TopKQuery;
  readonly list: UserList;
  readonly best: BestKeys;
  readonly slack: Slack;
  /** How far an approximate score now can be below the exact one. */
  readonly margin: number;
}

const NOBODY: Excluded = { length: 0, includes: () => false };
/** Items of a list rescored before the bound is first looked at. */
const FIRST_LOOK = 16;
/** A row met at random costs about this many rows met in order. */
const GATHER_COST = 4;

/** An index of each user's best items that stays exact while the tables are trained. */
export class DotTopK {
  readonly costs: TopKCosts = { queries: 0, scans: 0, exactScans: 0, examined: 0 };
  readonly #scan: ScanTables;
  readonly #listSize: number;
  readonly #ledger: DriftLedger;
  #lists: (UserList | undefined)[] = [];
  #listCount = 0;
  /** Lists made at the tables' mark, and the extremes then: good again after a revert. */
  #marked: (UserList | undefined)[] = [];
  #markedExtremes: Extremes | undefined;
  /** The ledger counts from the mark. */
  #fromMark = false;
  /** The approximate scan has every item as it is. */
  #packed = false;
  /** Scores that drift has cost since the lists began. */
  #debt = 0;

  /** Ranks the items of `scan`; a list keeps `listSize` of them for each user. */
  constructor(scan: ScanTables, listSize = 2048) {
    this.#scan = scan;
    this.#listSize = listSize;
    this.#ledger = new DriftLedger(scan.shape.items);
  }

  /** Hears of every change to the tables of item factors and item biases from now on. Users need no watching. */
  watch({ factors, biases }: { factors: RowTable; biases: RowTable }): this {
    const { coarse } = this.#scan;
    factors.watcher = this.#watcher(1, (item) => coarse.pack(item));
    biases.watcher = this.#watcher(BIAS_WEIGHT, (item) => coarse.measureBias(item));
    return this;
  }

  /** Makes the lists of the first users, best right after the tables' mark. Without it a list is made when its user is first met. */
  build(users = this.#scan.shape.users): void {
    if (this.#ledger.size > 0) this.#restart([]);
    for (let user = 0; user < users; user++) this.#makeList(user, this.#listSize);
  }

  /** The user's k best items outside `excluded` (fewer if there are no more), best first. */
  top(query: TopKQuery): Int32Array {
    const { users } = this.#scan.shape;
    if (!(query.k >= 1)) throw expected("k of at least 1", query.k);
    if (!(query.user >= 0 && query.user < users)) throw expected(`a user below ${users}`, query.user);
    this.costs.queries++;
    if (this.#debt > this.#listCount * this.#scan.shape.items) this.#restart([]);
    const list = this.#lists[query.user];
    return (list && this.#fromList(list, query)) ?? this.#fromScan(query);
  }

  #fromScan(query: TopKQuery): Int32Array {
    const { user, k, excluded = NOBODY } = query;
    const list = this.#makeList(user, Math.max(this.#listSize, k) + excluded.length);
    this.costs.scans++;
    return this.#fromList(list, query) ?? this.#fromExactScan(query);
  }

  /** Where scores are too close for an approximate scan. */
  #fromExactScan({ user, k, excluded = NOBODY }: TopKQuery): Int32Array {
    this.costs.exactScans++;
    const items = Int32Array.from(this.#scan.best(user, k + excluded.length), keyItem);
    return items.filter((item) => !excluded.includes(item)).slice(0, k);
  }

  /** The answer, or undefined where the list and the bounds cannot tell. */
  #fromList(list: UserList, query: TopKQuery): Int32Array | undefined {
    const { coarse } = this.#scan;
    const { user } = query;
    const slack = slackSince({ scan: this.#scan, user, before: list.user, extremes: coarse.extremes });
    const search = { query, list, slack, best: new BestKeys(query.k), margin: coarse.aim(user) + slack.rounding };
    let depth = 0;
    let next = Math.min(query.k + FIRST_LOOK, list.items.length);
    while (next > depth) {
      this.#offerList(search, depth, next);
      depth = next;
      next = this.#nextDepth(search, depth);
    }
    return this.#offerMoved(search, depth) ? Int32Array.from(search.best.keys, keyItem) : undefined;
  }

  /** Twice as deep where the list must or had better go on; the same depth where the moved items cost less. */
  #nextDepth(search: Search, depth: number): number {
    const next = Math.min(2 * depth, search.list.items.length);
    const here = this.#driftToWin(search, depth);
    if (here <= 0) return next;
    const saved = this.#ledger.countAbove(here) - this.#ledger.countAbove(this.#driftToWin(search, next));
    return saved > next - depth ? next : depth;
  }

  /** How far an item below this depth of the list must have moved to reach the k-th best; ≤ 0: it need not have moved. */
  #driftToWin({ list, best, slack }: Search, depth: number): number {
    const end = list.items.length;
    if (depth === end && end === this.#scan.shape.items) return Number.POSITIVE_INFINITY;
    const floor = best.floor;
    if (floor === Number.NEGATIVE_INFINITY) return floor;
    const then = list.scores[Math.min(depth, end - 1)] + list.error;
    return (keyScore(floor) - then - slack.unmoved - slack.rounding) / slack.drift;
  }

  #offerList(search: Search, from: number, to: number): void {
    for (let start = from; start < to; start += RESCORE_LIMIT) {
      this.#offer(search, search.list.items.subarray(start, Math.min(start + RESCORE_LIMIT, to)));
    }
  }

  /** Offers every item that moved far enough; false where a full scan is needed or cheaper. */
  #offerMoved(search: Search, depth: number): boolean {
    const drift = this.#driftToWin(search, depth);
    if (drift <= 0) return false;
    const { items } = this.#scan.shape;
    const count = this.#ledger.countAbove(drift);
    const scan = count * GATHER_COST > items;
    this.#debt += scan ? items : count * GATHER_COST;
    if (scan) return false;
    this.#ledger.visitAbove(drift, RESCORE_LIMIT, (moved) => this.#offer(search, moved));
    return true;
  }

  /** Looks at up to RESCORE_LIMIT items and enters those that are good enough. */
  #offer({ query, best, margin }: Search, items: Int32Array): void {
    const { ids, coarse } = this.#scan;
    const count = items.length;
    this.costs.examined += count;
    ids.set(items);
    const near =
      best.floor > Number.NEGATIVE_INFINITY ? coarse.filter(ids, count, keyScore(best.floor) - margin) : count;
    const keys = this.#scan.rescore(query.user, near);
    for (let i = 0; i < near; i++) {
      if (keys[i] > best.floor && !query.excluded?.includes(keyItem(keys[i]))) best.add(keys[i]);
    }
  }

  #makeList(user: number, count: number): UserList {
    const { width } = this.#scan.shape;
    const atMark = this.#fromMark && this.#ledger.size === 0;
    if (!this.#packed) this.#packAll(atMark);
    const error = this.#scan.coarse.aim(user);
    const keys = this.#scan.coarse.best(count);
    const list: UserList = {
      items: Int32Array.from(keys, keyItem),
      scores: Float32Array.from(keys, keyScore),
      error,
      user: this.#scan.tables.users.slice(user * width, (user + 1) * width),
    };
    if (!this.#lists[user]) this.#listCount++;
    this.#lists[user] = list;
    if (atMark) this.#marked[user] = list;
    return list;
  }

  #packAll(atMark: boolean): void {
    this.#scan.coarse.packAll();
    this.#packed = true;
    if (atMark) this.#markedExtremes = this.#scan.coarse.extremes;
  }

  #watcher(weight: number, update: (item: number) => void): RowWatcher {
    return {
      moved: (item, distance) => {
        this.#ledger.add(item, weight * distance);
        if (this.#packed) update(item);
      },
      reverted: (items) => {
        this.#restart(this.#marked.slice());
        this.#fromMark = true;
        if (this.#markedExtremes) this.#scan.coarse.extremes = this.#markedExtremes;
        if (this.#packed) for (const item of items) update(item);
      },
      replaced: () => {
        this.#marked = [];
        this.#markedExtremes = undefined;
        this.#restart([]);
        this.#fromMark = true;
        this.#packed = false;
      },
    };
  }

  #restart(lists: (UserList | undefined)[]): void {
    this.#lists = lists;
    this.#listCount = lists.filter(Boolean).length;
    this.#ledger.clear();
    this.#fromMark = false;
    this.#debt = 0;
  }
}
