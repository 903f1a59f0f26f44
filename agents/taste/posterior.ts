/**
 * Gaussian beliefs about users and items of a bilinear utility, taste(user) · (own topic + offset(item)), both sides learnt
 * online from clicks by assumed-density filtering (Opper 1998; Stern, Herbrich, Graepel, "Matchbox", WWW 2009).
 */

export interface BeliefSettings {
  /** Weight of an item in its own topic. */
  readonly topicWeight: number;
  /** Prior sd of a user's taste for a topic. */
  readonly tasteSd: number;
  /** Expected |taste|². */
  readonly tasteSquares: number;
  /** Prior sd of an item's offset, each topic. */
  readonly offsetSd: number;
  /** Utility that a click stands for, on average. */
  readonly clickUtility: number;
  /** Sd of that utility. */
  readonly clickSd: number;
  /** Share of an item's offset variance that its story holds. */
  readonly storyShare: number;
}

export interface Click {
  readonly user: number;
  readonly item: number;
  readonly related: readonly RelatedItem[];
  readonly hunch: number;
}

/** What is believed, in flat columns that a snapshot can copy. */
export interface BeliefState {
  /** Mean and variance of users' tastes: [users × topics]. */
  tastes: Float32Array;
  variances: Float32Array;
  /** Mean of items' offsets: [items × topics]. */
  offsets: Float32Array;
}

export interface RelatedItem {
  readonly item: number;
  /** Probability that it is of the same story. */
  readonly likeness: number;
}

export class Beliefs {
  readonly topics: number;
  readonly #topicOf: Int32Array;
  readonly #settings: BeliefSettings;
  state: BeliefState;

  constructor(users: number, { topicOf, topics }: { topicOf: Int32Array; topics: number }, settings: BeliefSettings) {
    this.topics = topics;
    this.#topicOf = topicOf;
    this.#settings = settings;
    this.state = {
      tastes: new Float32Array(users * topics),
      variances: new Float32Array(users * topics).fill(settings.tasteSd ** 2),
      offsets: new Float32Array(topicOf.length * topics),
    };
  }

  /** Mean taste of a user for a topic. */
  taste(user: number, topic: number): number {
    return this.state.tastes[user * this.topics + topic];
  }

  /** Expected utility. */
  utility(user: number, item: number): number {
    const { tastes, offsets } = this.state;
    const from = user * this.topics;
    const at = item * this.topics;
    let sum = this.#settings.topicWeight * tastes[from + this.#topicOf[item]];
    for (let t = 0; t < this.topics; t++) sum += tastes[from + t] * offsets[at + t];
    return sum;
  }

  /**
   * A click: first the taste, then the offsets move so that the utility they give comes nearer to that of a click.
   * `hunch` is what the user's other clicks already add to the item's utility. Returns what this click adds, for this
   * user alone, to an item of the same story: the part that comes from tastes not known yet.
   */
  learnClick({ user, item, related, hunch }: Click): number {
    const { clickUtility, clickSd, offsetSd, storyShare, tasteSquares } = this.#settings;
    const noise = offsetSd ** 2 * tasteSquares + clickSd ** 2;
    const surprise = clickUtility - hunch - this.utility(user, item);
    this.#moveTaste(user, item, { surprise, spread: this.#tasteSpread(user, item) + noise });
    const step = (offsetSd ** 2 * (clickUtility - hunch - this.utility(user, item))) / noise;
    this.#moveOffset(user, item, step);
    for (const { item: other, likeness } of related) this.#moveOffset(user, other, step * storyShare * likeness);
    return step * storyShare * Math.max(0, tasteSquares - this.#squares(user));
  }

  /** Variance of the utility that comes from the taste. */
  #tasteSpread(user: number, item: number): number {
    const { variances } = this.state;
    let sum = 0;
    for (let t = 0; t < this.topics; t++) sum += variances[user * this.topics + t] * this.#feature(item, t) ** 2;
    return sum;
  }

  /** |mean taste|². */
  #squares(user: number): number {
    const { tastes } = this.state;
    let sum = 0;
    for (let at = user * this.topics; at < (user + 1) * this.topics; at++) sum += tastes[at] ** 2;
    return sum;
  }

  #feature(item: number, topic: number): number {
    const offset = this.state.offsets[item * this.topics + topic];
    return topic === this.#topicOf[item] ? this.#settings.topicWeight + offset : offset;
  }

  #moveOffset(user: number, item: number, step: number): void {
    const { tastes, offsets } = this.state;
    for (let t = 0; t < this.topics; t++) offsets[item * this.topics + t] += step * tastes[user * this.topics + t];
  }

  #moveTaste(user: number, item: number, { surprise, spread }: { surprise: number; spread: number }): void {
    const { tastes, variances } = this.state;
    for (let t = 0; t < this.topics; t++) {
      const at = user * this.topics + t;
      const gain = (variances[at] * this.#feature(item, t)) / spread;
      variances[at] -= gain * variances[at] * this.#feature(item, t);
      tastes[at] += gain * surprise;
    }
  }
}
