/** Who is served next: uniform among the users still present. */
import { freezeClass } from "../src/core/frozen.ts";
import { keyedUniform } from "../src/core/random.ts";

const { floor } = Math;
const Column = Int32Array;

/** Draws over all users before falling back on a draw among those present. */
const ATTEMPTS = 32;

/**
 * Who of the users still present comes next. The draw for a round proposes from *all* users until it meets one who is present,
 * so two agents under one seed meet the same user in the same round whenever that user is still there with both.
 */
export class Arrivals {
  static {
    freezeClass(Arrivals);
  }

  readonly #users: number;
  readonly #key: number;
  readonly #present: Int32Array;
  /** Position of each user in `#present`, -1 once gone. */
  readonly #position: Int32Array;
  #count: number;

  constructor(users: number, key: number) {
    this.#users = users;
    this.#key = key;
    this.#present = new Column(users);
    this.#position = new Column(users);
    for (let user = 0; user < users; user++) this.#present[user] = this.#position[user] = user;
    this.#count = users;
  }

  get count(): number {
    return this.#count;
  }

  /** The user served in a round of the episode. */
  at(round: number): number {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const user = floor(keyedUniform(this.#key, round, attempt) * this.#users);
      if (this.#position[user] >= 0) return user;
    }
    return this.#present[floor(keyedUniform(this.#key, round, ATTEMPTS) * this.#count)];
  }

  remove(user: number): void {
    const hole = this.#position[user];
    const last = this.#present[--this.#count];
    this.#present[hole] = last;
    this.#position[last] = hole;
    this.#position[user] = -1;
  }
}
