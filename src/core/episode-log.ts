import { copyPropensities } from "./check-slate.ts";
import { expected, SlateLabError } from "./errors.ts";
import { freezeClass } from "./frozen.ts";
import type { Recorder, Slate, Transition } from "./types.ts";

/** What a log keeps of a round beside the user and the slate. */
export type LoggedOutcome = Pick<Transition, "clicked" | "reward" | "propensities">;

/**
 * The click log of one episode, one row a round, as growing columns: who was served, what was shown, what was clicked,
 * what it was worth. Every online metric is computed from it.
 */
export class EpisodeLog implements Recorder {
  static {
    freezeClass(EpisodeLog);
  }

  readonly slateSize: number;
  #length = 0;
  /** Rounds that there is room for. */
  #capacity = 1024;
  #users: Int32Array = new Int32Array(1024);
  #clicked: Int32Array = new Int32Array(1024);
  #rewards: Float64Array = new Float64Array(1024);
  #slates: Int32Array;
  #propensities: Float64Array | undefined;

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

  /** Reward of each round: [length]. */
  get rewards(): Float64Array {
    return this.#rewards.subarray(0, this.#length);
  }

  /** Items shown, row by row: [length × slateSize]. */
  get slates(): Int32Array {
    return this.#slates.subarray(0, this.#length * this.slateSize);
  }

  /** Propensities of what was shown: [length × slateSize], NaN in rounds without; undefined where no round has any. */
  get propensities(): Float64Array | undefined {
    return this.#propensities?.subarray(0, this.#length * this.slateSize);
  }

  record(transition: Transition): void {
    this.add(transition.observation.user, transition.slate, transition);
  }

  /** Appends a round; all is copied. Throws a UsageError, with nothing added, for propensities that cannot be. */
  add(user: number, slate: Slate, { clicked, reward, propensities }: LoggedOutcome): void {
    const known = propensities && copyPropensities(propensities, this.slateSize);
    if (this.#length === this.#capacity) this.#grow();
    const round = this.#length++;
    this.#users[round] = user;
    this.#clicked[round] = clicked;
    this.#rewards[round] = reward;
    const start = round * this.slateSize;
    for (let i = 0; i < this.slateSize; i++) this.#slates[start + i] = slate[i];
    if (known) this.#setPropensities(start, known);
  }

  #setPropensities(start: number, propensities: readonly number[]): void {
    this.#propensities ??= unsaid(this.#capacity * this.slateSize);
    for (let i = 0; i < this.slateSize; i++) this.#propensities[start + i] = propensities[i];
  }

  #grow(): void {
    try {
      this.#double();
    } catch (cause) {
      throw new SlateLabError(`An episode of more than ${this.#length} rounds does not fit into memory`, { cause });
    }
  }

  #double(): void {
    const rounds = this.#length;
    const places = rounds * this.slateSize;
    this.#capacity *= 2;
    this.#users = moved(this.#users, new Int32Array(this.#capacity), rounds);
    this.#clicked = moved(this.#clicked, new Int32Array(this.#capacity), rounds);
    this.#rewards = moved(this.#rewards, new Float64Array(this.#capacity), rounds);
    this.#slates = moved(this.#slates, new Int32Array(this.#capacity * this.slateSize), places);
    const known = this.#propensities;
    if (known) this.#propensities = moved(known, unsaid(this.#capacity * this.slateSize), places);
  }
}

// Loops: a method of the columns that an agent has put another in the place of would be handed the log.

/** The larger column, with the `count` entries of the smaller at its beginning. */
function moved<Column extends Int32Array | Float64Array>(column: Column, larger: Column, count: number): Column {
  for (let i = 0; i < count; i++) larger[i] = column[i];
  return larger;
}

/** Propensities of rounds without: [entries] */
function unsaid(entries: number): Float64Array {
  const column = new Float64Array(entries);
  for (let i = 0; i < entries; i++) column[i] = NaN;
  return column;
}
