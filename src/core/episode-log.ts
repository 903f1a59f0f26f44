import { expected } from "./errors.ts";
import type { Recorder, Slate, Transition } from "./types.ts";

/**
 * The click log of one episode, one row a round, as growing columns: who was served, what was shown, what was clicked.
 * Every online metric is computed from it.
 */
export class EpisodeLog implements Recorder {
  readonly slateSize: number;
  #length = 0;
  #users: Int32Array = new Int32Array(1024);
  #clicked: Int32Array = new Int32Array(1024);
  #slates: Int32Array;

  constructor(slateSize: number) {
    if (!Number.isInteger(slateSize) || slateSize < 1) throw expected("a positive slate size", slateSize);
    this.slateSize = slateSize;
    this.#slates = new Int32Array(1024 * slateSize);
  }

  get length(): number {
    return this.#length;
  }

  /** User of each round: [length]. */
  get users(): Int32Array {
    return this.#users.subarray(0, this.#length);
  }

  /** Item clicked in each round or NO_CLICK: [length]. */
  get clicked(): Int32Array {
    return this.#clicked.subarray(0, this.#length);
  }

  /** Items shown, row by row: [length × slateSize]. */
  get slates(): Int32Array {
    return this.#slates.subarray(0, this.#length * this.slateSize);
  }

  record({ observation, slate, clicked }: Transition): void {
    this.add(observation.user, slate, clicked);
  }

  add(user: number, slate: Slate, clicked: number): void {
    if (this.#length === this.#users.length) this.#grow();
    const round = this.#length++;
    this.#users[round] = user;
    this.#clicked[round] = clicked;
    const start = round * this.slateSize;
    for (let i = 0; i < this.slateSize; i++) this.#slates[start + i] = slate[i];
  }

  #grow(): void {
    this.#users = doubled(this.#users);
    this.#clicked = doubled(this.#clicked);
    this.#slates = doubled(this.#slates);
  }
}

function doubled(column: Int32Array): Int32Array {
  const larger = new Int32Array(column.length * 2);
  larger.set(column);
  return larger;
}
