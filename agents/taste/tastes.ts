/**
 * Gaussian beliefs about every user's taste for each topic, with a prior that is itself learnt: what all users have in common
 * (empirical Bayes; its step is that of EM).
 *
 * Kept is what responses have said alone, as one Gaussian observation of each taste (1/variance, and mean/variance): the prior can
 * so change at any time, and whoever was met little follows it.
 */

/** What is known of tastes, in flat columns. */
export interface TasteState {
  /** 1/variance of what each user's responses say of each taste: [users × topics]. */
  precisions: Float32Array;
  /** Its mean/variance: [users × topics]. */
  shifts: Float32Array;
  /** Mean taste of all users for each topic: [topics]. */
  tasteMeans: Float64Array;
  /** Variance around it: [1]. */
  tasteVariance: Float64Array;
}

/** Prior variance before anybody is known, where the noise of a response has variance 1. */
const FIRST_VARIANCE = 4;
/** A single response leaves at least this share of a variance. */
const LEAST_LEFT = 0.25;

/** Beliefs about all users' tastes; `open` brings one user's to hand. */
export class Tastes {
  readonly topics: number;
  /** Means and variances of the opened user's tastes: [topics]. */
  readonly means: Float64Array;
  readonly variances: Float64Array;
  /** Expected square of the length of the opened user's taste, as it was when opened. */
  squares = 0;
  #state: TasteState;
  #user = 0;

  constructor(users: number, topics: number) {
    this.topics = topics;
    this.means = new Float64Array(topics);
    this.variances = new Float64Array(topics);
    this.#state = {
      precisions: new Float32Array(users * topics),
      shifts: new Float32Array(users * topics),
      tasteMeans: new Float64Array(topics),
      tasteVariance: Float64Array.of(FIRST_VARIANCE),
    };
  }

  /** Views, not copies. */
  get state(): TasteState {
    return this.#state;
  }

  set state(state: TasteState) {
    this.#state = state;
  }

  /** Prior and responses together. */
  open(user: number): void {
    const { precisions, shifts, tasteMeans, tasteVariance } = this.#state;
    const [prior] = tasteVariance;
    this.squares = 0;
    for (let t = 0, at = user * this.topics; t < this.topics; t++, at++) {
      this.variances[t] = 1 / (1 / prior + precisions[at]);
      this.means[t] = this.variances[t] * (tasteMeans[t] / prior + shifts[at]);
      this.squares += this.means[t] ** 2 + this.variances[t];
    }
    this.#user = user;
  }

  /**
   * Moves the opened user's tastes by what a response says of their sum, weighted by `features` ([topics], from `from` on): means
   * by covariance · step, variances by covariance² · shrink.
   */
  move(
    { features, from }: { features: Float32Array; from: number },
    { step, shrink }: { step: number; shrink: number },
  ) {
    const { precisions, shifts } = this.#state;
    for (let t = 0, at = this.#user * this.topics; t < this.topics; t++, at++) {
      const [mean, variance] = [this.means[t], this.variances[t]];
      const covariance = variance * features[from + t];
      this.means[t] = mean + covariance * step;
      this.variances[t] = Math.max(variance * LEAST_LEFT, variance - covariance ** 2 * shrink);
      precisions[at] += 1 / this.variances[t] - 1 / variance;
      shifts[at] += this.means[t] / this.variances[t] - mean / variance;
    }
  }

  /** Makes the prior what all users' beliefs are on average. */
  fitPrior(): void {
    const { precisions, tasteMeans, tasteVariance } = this.#state;
    const users = precisions.length / this.topics;
    const means = new Float64Array(this.topics);
    let squares = 0;
    for (let user = 0; user < users; user++) {
      this.open(user);
      for (let t = 0; t < this.topics; t++) {
        means[t] += this.means[t] / users;
        squares += (this.means[t] - tasteMeans[t]) ** 2 + this.variances[t];
      }
    }
    tasteMeans.set(means);
    tasteVariance[0] = squares / precisions.length;
  }

  /** Forgets all responses; the prior stays. */
  forgetResponses(): void {
    this.#state.precisions.fill(0);
    this.#state.shifts.fill(0);
  }
}
