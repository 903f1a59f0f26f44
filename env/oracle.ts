import type { Env, Oracle } from "../src/core/types.ts";
import { UsageError } from "../src/core/errors.ts";
import type { DotTable } from "../src/engine/dot-table.ts";
import { topK } from "../src/retrieval/top-k.ts";

/** What the oracle may ask of an env. */
export interface HiddenState {
  /** Changes whenever the user's utilities do. */
  version(user: number): number;
  /** Items the user has clicked. */
  seen(user: number): { readonly length: number; includes(item: number): boolean };
  /** Writes the user's present query into the item table. */
  loadQuery(user: number): void;
}

/** Oracles by env: the one door to hidden state. Agents get no env, and an env shows no oracle. */
const doors = new WeakMap<Env, Oracle>();

/** Lets `openOracle` find an env's hidden state. */
export function installOracle(env: Env, items: DotTable, state: HiddenState): void {
  doors.set(env, new HiddenOracle(items, state));
}

/** The oracle of an env, for the runner to hand to agents that declare `privileged`. */
export function openOracle(env: Env): Oracle {
  const oracle = doors.get(env);
  if (!oracle) throw new UsageError("This env has no oracle");
  return oracle;
}

interface Ranking {
  version: number;
  /** The best items of the catalogue, seen ones included: [depth]. */
  items: Int32Array;
}

/** True top items. A user's ranking is kept until utilities change or its unseen items run out. */
class HiddenOracle implements Oracle {
  readonly #items: DotTable;
  readonly #state: HiddenState;
  readonly #rankings = new Map<number, Ranking>();

  constructor(items: DotTable, state: HiddenState) {
    this.#items = items;
    this.#state = state;
  }

  best(user: number, count: number): Int32Array {
    const kept = this.#rankings.get(user);
    const found = kept && kept.version === this.#state.version(user) ? this.#firstUnseen(kept, user, count) : undefined;
    if (found) return found;
    const ranking = this.#rank(user, count);
    // A user who has clicked nearly everything is shown the best again: a slate must be full.
    return this.#firstUnseen(ranking, user, count) ?? ranking.items.slice(0, count);
  }

  /** Undefined when the ranking holds too few unseen items. */
  #firstUnseen({ items }: Ranking, user: number, count: number): Int32Array | undefined {
    const seen = this.#state.seen(user);
    const found = new Int32Array(count);
    let n = 0;
    for (let i = 0; i < items.length && n < count; i++) if (!seen.includes(items[i])) found[n++] = items[i];
    return n === count ? found : undefined;
  }

  /** Twice as deep as needed now, so that rankings of an unchanging taste are rare. */
  #rank(user: number, count: number): Ranking {
    this.#state.loadQuery(user);
    const depth = Math.min(this.#items.count, 2 * (this.#state.seen(user).length + count) + 64);
    const ranking = { version: this.#state.version(user), items: topK(this.#items.dotAll(), depth) };
    this.#rankings.set(user, ranking);
    return ranking;
  }
}
