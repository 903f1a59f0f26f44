import { UserClicks } from "../../src/core/clicks.ts";
import type { Stream } from "../../src/core/random.ts";
import { type Sequences, sequenceCount, sequenceOf } from "../../src/core/sequences.ts";
import type { FpmcSample } from "./fpmc-model.ts";

/** Draws before an item the user knows is taken for a negative after all: for users who know nearly every item. */
const ATTEMPTS = 20;

/** Every step of every user's sequence as a training sample, in a new random order each epoch. */
export class Samples {
  readonly count: number;
  readonly #sequences: Sequences;
  readonly #items: number;
  /** User of each position of the sequences. */
  readonly #users: Int32Array;
  readonly #known: UserClicks[];
  readonly #order: Uint32Array;
  readonly #random: Stream;
  /** The one sample that `load` fills. */
  readonly #sample: FpmcSample;

  constructor(sequences: Sequences, options: { items: number; negatives: number; random: Stream }) {
    this.count = sequences.items.length;
    this.#sequences = sequences;
    this.#items = options.items;
    this.#users = new Int32Array(this.count);
    this.#known = Array.from({ length: sequenceCount(sequences) }, (_, user) => {
      this.#users.fill(user, sequences.offsets[user], sequences.offsets[user + 1]);
      return new UserClicks(sequenceOf(sequences, user));
    });
    this.#order = Uint32Array.from({ length: this.count }, (_, i) => i);
    this.#random = options.random;
    this.#sample = { user: 0, last: 0, candidates: new Int32Array(options.negatives + 1) };
  }

  shuffle(): void {
    this.#random.shuffle(this.#order);
  }

  /** The i-th sample of this epoch with fresh negatives. The next call overwrites it. */
  load(i: number): FpmcSample {
    const position = this.#order[i];
    const user = this.#users[position];
    const sample = this.#sample;
    sample.user = user;
    sample.last = position === this.#sequences.offsets[user] ? this.#items : this.#sequences.items[position - 1];
    sample.candidates[0] = this.#sequences.items[position];
    for (let k = 1; k < sample.candidates.length; k++) sample.candidates[k] = this.#drawNegative(this.#known[user]);
    return sample;
  }

  /** Uniform over the items that are not in the user's history (Rendle et al., UAI 2009). */
  #drawNegative(known: UserClicks): number {
    let item = this.#random.int(this.#items);
    for (let attempt = 1; attempt < ATTEMPTS && known.includes(item); attempt++) item = this.#random.int(this.#items);
    return item;
  }
}
