/** What training by playing trains on: public clicks, and those of its episodes. */
import { type Interactions, NO_CLICK, type Recorder, type Transition, type World } from "../core/types.ts";

/** Arrays of a checkpoint beside the learner's: what was gathered. */
export interface GatheredColumns {
  gatheredUsers: Int32Array;
  gatheredItems: Int32Array;
}

/** Distinct (user, item) pairs in the order they came: public ones, then those gathered by exploring. */
export class GatheredPairs implements Recorder {
  /** Clicks recorded, each time again. */
  clicks = 0;
  readonly #public: number;
  readonly #items: number;
  readonly #keys = new Set<number>();

  constructor({ interactions, catalogue }: World) {
    this.#items = catalogue.size;
    interactions.users.forEach((user, i) => {
      this.#add(user, interactions.items[i]);
    });
    this.#public = this.#keys.size;
  }

  /** Of distinct pairs. */
  get count(): number {
    return this.#keys.size;
  }

  record({ observation, clicked }: Transition): void {
    if (clicked === NO_CLICK) return;
    this.clicks++;
    this.#add(observation.user, clicked);
  }

  /** All pairs, in order. */
  interactions(): Interactions {
    const keys = Array.from(this.#keys);
    return {
      users: Int32Array.from(keys, (key) => Math.floor(key / this.#items)),
      items: Int32Array.from(keys, (key) => key % this.#items),
    };
  }

  /** Those that are not public. */
  gathered(): { readonly [K in keyof GatheredColumns]: Int32Array } {
    const { users, items } = this.interactions();
    return { gatheredUsers: users.slice(this.#public), gatheredItems: items.slice(this.#public) };
  }

  /** Adds gathered ones. */
  restore({ gatheredUsers, gatheredItems }: GatheredColumns): void {
    gatheredUsers.forEach((user, i) => {
      this.#add(user, gatheredItems[i]);
    });
  }

  #add(user: number, item: number): void {
    this.#keys.add(user * this.#items + item);
  }
}
