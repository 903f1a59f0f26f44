import { checkSlateSize, type SlateShape, takeSlate } from "../src/core/check-slate.ts";
import { type ClickHistory, UserClicks } from "../src/core/clicks.ts";
import { expected, UsageError } from "../src/core/errors.ts";
import { freezeClass } from "../src/core/frozen.ts";
import { keyedUniform, type Seed, Stream } from "../src/core/random.ts";
import { type Sequences, sequenceCount } from "../src/core/sequences.ts";
import { type Catalogue, type Env, NO_CLICK, type Observation, type Slate, type Step } from "../src/core/types.ts";
import type { DotTable } from "../src/factors/dot-table.ts";
import { Arrivals } from "./arrivals.ts";
import { choose, softmaxWeights } from "./choice.ts";
import { swapLiked, walk } from "./drift.ts";
import { type HiddenOracle, installOracle } from "./oracle.ts";
import type { Rules } from "./rules.ts";

// What an agent makes of `Math` while it is asked must not reach the users: here and in all that a step calls, nothing is looked up
// where an agent could have put something else, be it a method of an array.
const { max, min } = Math;
const { isFinite: isFiniteNumber } = Number;

/** Users with hidden tastes and items with hidden features: utility = [taste; transition of last click; 1] · features. */
export interface Population {
  readonly catalogue: Catalogue;
  /** Item features, one row an item; where order does not matter, the tastes are its queries. */
  readonly items: DotTable;
  /** Users' tastes: [users × tasteWidth]. */
  readonly tastes: Float32Array;
  readonly tasteWidth: number;
  /** What the last click adds to the query: [items × width]. Absent where order does not matter. */
  readonly transitions?: { readonly rows: Float32Array; readonly width: number };
  /** Each user's public clicks before the episode, oldest first. */
  readonly starts: Sequences;
}

/** A user during an episode. All of it but `view` is hidden. */
interface HiddenUser {
  readonly clicks: UserClicks;
  view: ClickHistory;
  patience: number;
  rounds: number;
  /** Where tastes drift, this user's own: [tasteWidth]. */
  readonly taste: number[] | undefined;
}

/**
 * An env over a population of hidden users: a softmax choice with "no click", patience, a horizon; one episode at a time.
 * Rules: DataLab Cup 4. The same seed gives the same arrivals, and the same luck to a user in the same own round.
 */
export class SlateEnv implements Env {
  static {
    freezeClass(SlateEnv);
  }

  readonly users: number;
  readonly slateSize: number;
  readonly horizon: number;
  readonly catalogue: Catalogue;
  readonly #population: Population;
  readonly #rules: Rules;
  /** Utilities stay what they are: no drift, and order does not matter. */
  readonly #isFixed: boolean;
  readonly #shape: SlateShape;
  /** The slate of the step under way: all that is done is done with this copy. */
  readonly #slate: Int32Array;
  /** Utilities, then weights, of the slate and (last) of no click. */
  readonly #weights: number[] = [];
  readonly #oracle: HiddenOracle;
  #hidden: HiddenUser[] = [];
  #arrivals = new Arrivals(0, 0);
  #choiceKey = 0;
  #driftKey = 0;
  #round = 0;
  #user = -1;

  /** Serves the population's first `users`. */
  constructor(population: Population, rules: Rules, users: number = sequenceCount(population.starts)) {
    const most = sequenceCount(population.starts);
    if (!(Number.isInteger(users) && users >= 1 && users <= most)) throw expected(`1 to ${most} users`, users);
    checkSlateSize(rules.slateSize, population.catalogue.size);
    this.users = users;
    this.slateSize = rules.slateSize;
    this.horizon = rules.horizon;
    this.catalogue = population.catalogue;
    this.#population = population;
    this.#rules = rules;
    this.#shape = { size: rules.slateSize, items: population.items.count };
    this.#slate = new Int32Array(rules.slateSize);
    for (let i = 0; i <= rules.slateSize; i++) this.#weights[i] = 0;
    this.#isFixed = !this.#drifts && !population.transitions;
    this.#oracle = installOracle(this, population.items, {
      isFixed: this.#isFixed,
      seen: (user) => this.#hidden[user].clicks,
      loadQuery: (user) => this.#loadQuery(user),
    });
    Object.freeze(this);
  }

  reset(seed: Seed): Observation {
    if (typeof seed !== "string" && !isFiniteNumber(seed)) throw expected("a finite number or a string", seed, "seed");
    const root = new Stream(seed);
    for (let user = 0; user < this.users; user++) this.#hidden[user] = this.#newcomer(user);
    this.#choiceKey = root.fork("choices").key();
    this.#driftKey = root.fork("drift").key();
    this.#arrivals = new Arrivals(this.users, root.fork("arrivals").key());
    this.#round = 0;
    this.#oracle.reset();
    return this.#serve();
  }

  step(slate: Slate): Step {
    // First of all: reading a slate may run anything, a step of this env too.
    takeSlate(slate, this.#shape, this.#slate);
    const user = this.#user;
    if (user < 0) throw new UsageError("Expected reset() before step(), got a step with no user waiting");
    const hidden = this.#hidden[user];
    const clicked = this.#respond(user, hidden);
    hidden.rounds++;
    this.#round++;
    const terminated = hidden.patience <= 0;
    const truncated = !terminated && hidden.rounds >= this.horizon;
    if (terminated || truncated) this.#arrivals.remove(user);
    else if (hidden.taste) this.#drift(user, hidden, hidden.taste);
    const observation = this.#arrivals.count > 0 ? this.#serve() : this.#close();
    return { observation, clicked, reward: clicked === NO_CLICK ? 0 : 1, terminated, truncated };
  }

  get #drifts(): boolean {
    return this.#rules.drift > 0 || this.#rules.swapEvery > 0;
  }

  #newcomer(user: number): HiddenUser {
    const { items, offsets } = this.#population.starts;
    const clicks = new UserClicks();
    for (let i = offsets[user]; i < offsets[user + 1]; i++) clicks.add(items[i]);
    const taste = this.#drifts ? this.#tasteOf(user) : undefined;
    return { clicks, view: clicks.view(), patience: this.#rules.patience, rounds: 0, taste };
  }

  #tasteOf(user: number): number[] {
    const { tastes, tasteWidth: width } = this.#population;
    return copyRow(tastes, user * width, { to: [], at: 0, width });
  }

  #serve(): Observation {
    this.#user = this.#arrivals.at(this.#round);
    return { user: this.#user, history: this.#hidden[this.#user].view, round: this.#round };
  }

  #close(): null {
    this.#user = -1;
    return null;
  }

  /** Draws the choice and settles patience and history. Returns the item or NO_CLICK. */
  #respond(user: number, hidden: HiddenUser): number {
    const total = this.#weigh(user, hidden);
    const position = choose(this.#weights, total, keyedUniform(this.#choiceKey, user, hidden.rounds));
    if (position === NO_CLICK) {
      hidden.patience -= this.#rules.patienceLoss;
      return NO_CLICK;
    }
    const probability = this.#weights[position] / total;
    hidden.patience += min(max(probability * this.#rules.patienceGain, 0), 1);
    const item = this.#slate[position];
    hidden.clicks.add(item);
    hidden.view = hidden.clicks.view();
    return item;
  }

  /** Fills `#weights` for the slate and returns their total. */
  #weigh(user: number, hidden: HiddenUser): number {
    const utilities = this.#utilities(user);
    const weights = this.#weights;
    const slate = this.#slate;
    for (let i = 0; i < this.slateSize; i++) {
      weights[i] = hidden.clicks.includes(slate[i]) ? -Infinity : utilities[i];
    }
    weights[this.slateSize] = this.#rules.noClick;
    return softmaxWeights(weights, this.#rules.temperature);
  }

  /** A taste that never changes is asked where it lies; any other query is made up first. */
  #utilities(user: number): Float32Array {
    const { items } = this.#population;
    if (this.#isFixed) return items.dotsOf(user, this.#slate, this.slateSize);
    this.#loadQuery(user);
    return items.dots(this.#slate, this.slateSize);
  }

  /** query ← [taste; transition of the last click; 1] (the latter two only where order matters). */
  #loadQuery(user: number): void {
    const { items, tastes, tasteWidth, transitions } = this.#population;
    const { taste, clicks } = this.#hidden[user];
    copyRow(taste ?? tastes, taste ? 0 : user * tasteWidth, { to: items.query, at: 0, width: tasteWidth });
    if (!transitions) return;
    const last = clicks.itemAt(clicks.length - 1);
    copyRow(transitions.rows, last * transitions.width, { to: items.query, at: tasteWidth, width: transitions.width });
    items.query[tasteWidth + transitions.width] = 1;
  }

  #drift(user: number, hidden: HiddenUser, taste: number[]): void {
    const step = { taste, key: this.#driftKey, user, round: hidden.rounds };
    if (this.#rules.drift > 0) walk(step, this.#rules.drift);
    if (this.#rules.swapEvery > 0 && hidden.rounds % this.#rules.swapEvery === 0) swapLiked(step);
  }
}

interface RowTarget<Row> {
  to: Row;
  at: number;
  width: number;
}

/** A plain loop: for rows this short it beats `set(subarray())`. Returns what was written to. */
function copyRow<Row extends Float32Array | number[]>(
  from: ArrayLike<number>,
  start: number,
  { to, at, width }: RowTarget<Row>,
): Row {
  for (let i = 0; i < width; i++) to[at + i] = from[start + i];
  return to;
}
