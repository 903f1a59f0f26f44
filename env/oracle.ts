import { UsageError } from "../src/core/errors.ts";
import { freezeClass } from "../src/core/frozen.ts";
import type { Env, Oracle } from "../src/core/types.ts";
import type { DotTable } from "../src/factors/dot-table.ts";
import { topK } from "../src/factors/top-k.ts";

/** What the oracle may ask of an env. */
export interface HiddenState {
  /** Utilities never change: a ranking serves for many episodes and may be deep. */
  readonly isFixed: boolean;
  /** Items the user has clicked. */
  seen(user: number): { readonly length: number; includes(item: number): boolean };
  /** Writes the user's present query into the item table. */
  loadQuery(user: number): void;
}

/** Oracles by env: the one door to hidden state. Agents get no env, and an env shows no oracle. */
const doors = new WeakMap<Env, Oracle>();
const doorOf = doors.get.bind(doors);

/** Lets `openOracle` find an env's hidden state. */
export function installOracle(env: Env, items: DotTable, state: HiddenState): HiddenOracle {
  const oracle = new HiddenOracle(items, state);
  doors.set(env, oracle);
  return oracle;
}

/** The oracle of an env, for the runner to hand to agents that declare `privileged`. */
export function openOracle(env: Env): Oracle {
  const oracle = doorOf(env);
  if (!oracle) throw new UsageError("This env has no oracle");
  return oracle;
}

/** As it was when this was loaded: what is found is nobody else's. */
const Items = Int32Array;

interface BestItems {
  /** The best items of the catalogue, seen ones included: [depth]. */
  items: Int32Array;
  /** How many of the first were seen when last looked at: clicks are never undone within an episode. */
  seen: number;
}

/** More than a user is likely to click: looking at the whole catalogue is what costs. */
const SPARE = 1024;

/**
 * The oracle over an env's hidden state: the true top items. Where utilities never change, a user's ranking is kept until its
 * unseen items run out.
 */
export class HiddenOracle implements Oracle {
  static {
    freezeClass(HiddenOracle);
  }

  readonly #items: DotTable;
  readonly #state: HiddenState;
  /** By user. */
  readonly #rankings: (BestItems | undefined)[] = [];

  constructor(items: DotTable, state: HiddenState) {
    this.#items = items;
    this.#state = state;
  }

  /** A new episode: nothing but the starting clicks is seen. */
  reset(): void {
    for (let user = 0; user < this.#rankings.length; user++) {
      const ranking = this.#rankings[user];
      if (ranking) ranking.seen = 0;
    }
  }

  best(user: number, count: number): Int32Array {
    const seen = this.#state.seen(user);
    const found = this.#state.isFixed ? this.#fromRanking(user, count) : this.#top(user, count, seen);
    // A user who has clicked nearly everything is shown the best again: a slate must be full.
    return found.length === count ? found : this.#top(user, count);
  }

  #top(user: number, count: number, seen?: { includes(item: number): boolean }): Int32Array {
    this.#state.loadQuery(user);
    return topK(this.#items.dotAll(), count, seen && ((item) => seen.includes(item)));
  }

  #fromRanking(user: number, count: number): Int32Array {
    const kept = this.#rankings[user];
    const found = kept && this.#firstUnseen(kept, user, count);
    return found?.length === count ? found : this.#firstUnseen(this.#rank(user, count), user, count);
  }

  #firstUnseen(ranking: BestItems, user: number, count: number): Int32Array {
    const { items } = ranking;
    const seen = this.#state.seen(user);
    const found = new Items(count);
    while (ranking.seen < items.length && seen.includes(items[ranking.seen])) ranking.seen++;
    let n = 0;
    for (let i = ranking.seen; i < items.length && n < count; i++) if (!seen.includes(items[i])) found[n++] = items[i];
    return n === count ? found : found.subarray(0, n);
  }

  #rank(user: number, count: number): BestItems {
    const depth = Math.min(this.#items.count, 2 * (this.#state.seen(user).length + count) + SPARE);
    const ranking = { items: this.#top(user, depth), seen: 0 };
    this.#rankings[user] = ranking;
    return ranking;
  }
}
