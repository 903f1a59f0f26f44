/**
 * Gaussian beliefs about the utilities of a slate's items, learnt online from each response.
 *
 * utility(user, item) = taste(user) · (own topic + offset(item)) + what only this pair has. A response says whether a
 * utility lies above a threshold (a probit model); each is filtered by moment matching (assumed-density filtering: Opper
 * 1998; the bilinear model: Stern, Herbrich, Graepel, "Matchbox", WWW 2009). A pair's own responses are kept as one
 * Gaussian observation beside what tastes and offsets say (an expectation-propagation site: Minka 2001), so that an item
 * shown often is known well however little is known of the rest.
 */
import { type PairColumns, PairTable } from "./pair-table.ts";
import { type Belief, compare } from "./probit.ts";
import type { TasteSettings } from "./settings.ts";

/** The settings that beliefs depend on. */
export type BeliefSettings = Pick<
  TasteSettings,
  "topics" | "topicWeight" | "tasteSd" | "tasteSquares" | "offsetSd" | "storyShare" | "temperature"
>;

/** What beliefs are about: how many users, and the topics and stories of the items. */
export interface TasteContext {
  readonly users: number;
  /** The topic of each item: [items]. */
  readonly topicOf: Int32Array;
  /** Items that may be of an item's story; the same at every call. */
  relatedTo(item: number): readonly RelatedItem[];
}

/** An item that may be of another's story. */
export interface RelatedItem {
  readonly item: number;
  /** Probability that it is of the same story. */
  readonly likeness: number;
}

/** One item's part in a response: its utility was above the threshold (a click), or below. */
export interface ItemResponse {
  readonly user: number;
  readonly item: number;
  readonly threshold: number;
  readonly clicked: boolean;
}

/** What is believed, in flat columns. */
export interface BeliefState extends PairColumns {
  /** Mean and variance of users' tastes: [users × topics]. */
  tastes: Float32Array;
  variances: Float32Array;
  /** Mean of items' offsets: [items × topics]. */
  offsets: Float32Array;
}

/** A logistic of scale 1 is nearest to a normal of this sd. */
const LOGISTIC_SD = 1.7;
/** Tastes never become so sure that nothing moves them. */
const LEAST_VARIANCE = 0.002;

/** Beliefs about every user's taste and every item, moved by one response after another. */
export class Beliefs {
  readonly #settings: BeliefSettings;
  readonly #topicOf: Int32Array;
  readonly #relatedTo: TasteContext["relatedTo"];
  readonly #pairs = new PairTable();
  #tastes: Float32Array;
  #variances: Float32Array;
  #offsets: Float32Array;
  /** Length of each item's offset: [items]. */
  #lengths: Float64Array;
  /** Of the choice: the variance of a probit as wide as its logistic. */
  readonly #noise: number;
  /** Variance of what a pair has beside taste for topics. */
  readonly #ownVariance: number;

  constructor({ users, topicOf, relatedTo }: TasteContext, settings: BeliefSettings) {
    const { topics, tasteSd, offsetSd, tasteSquares, temperature } = settings;
    this.#settings = settings;
    this.#topicOf = topicOf;
    this.#relatedTo = relatedTo;
    this.#noise = (LOGISTIC_SD * temperature) ** 2;
    this.#ownVariance = offsetSd ** 2 * tasteSquares;
    this.#tastes = new Float32Array(users * topics);
    this.#variances = new Float32Array(users * topics).fill(tasteSd ** 2);
    this.#offsets = new Float32Array(topicOf.length * topics);
    this.#lengths = new Float64Array(topicOf.length);
  }

  /** Views, not copies. */
  get state(): BeliefState {
    return { tastes: this.#tastes, variances: this.#variances, offsets: this.#offsets, ...this.#pairs.columns };
  }

  set state({ tastes, variances, offsets, ...columns }: BeliefState) {
    this.#tastes = tastes;
    this.#variances = variances;
    this.#offsets = offsets;
    this.#pairs.columns = columns;
    // A move by nothing measures.
    for (let item = 0; item < this.#lengths.length; item++) this.#moveOffset(0, item, 0);
  }

  /** Mean taste of a user for a topic. */
  taste(user: number, topic: number): number {
    return this.#tastes[user * this.#settings.topics + topic];
  }

  /** Has any response moved the item's offset? */
  isTouched(item: number): boolean {
    return this.#lengths[item] > 0;
  }

  /** Length of a user's mean taste. */
  tasteLength(user: number): number {
    const { topics } = this.#settings;
    let squares = 0;
    for (let at = user * topics; at < (user + 1) * topics; at++) squares += this.#tastes[at] ** 2;
    return Math.sqrt(squares);
  }

  /** Above the click score of any item that no click of this user's spoke for (Cauchy–Schwarz). */
  mostClickScore(
    user: number,
    item: number,
    { threshold, tasteLength }: { threshold: number; tasteLength: number },
  ): number {
    const { topicWeight, tasteSd } = this.#settings;
    const length = this.#lengths[item];
    const mean = topicWeight * this.taste(user, this.#topicOf[item]) + tasteLength * length;
    const variance = this.#ownVariance + (tasteSd * (Math.abs(topicWeight) + length)) ** 2;
    return mean < threshold ? (mean - threshold) / Math.sqrt(variance + this.#noise) : Number.POSITIVE_INFINITY;
  }

  /** The utility as tastes and offsets have it, without what the pair itself has shown. */
  #prior(user: number, item: number): Belief {
    const { topics, topicWeight } = this.#settings;
    const from = user * topics;
    const at = item * topics;
    let mean = 0;
    let variance = this.#ownVariance;
    for (let t = 0; t < topics; t++) {
      const feature = this.#offsets[at + t];
      mean += this.#tastes[from + t] * feature;
      variance += this.#variances[from + t] * feature * feature;
    }
    const own = from + this.#topicOf[item];
    const offset = this.#offsets[at + this.#topicOf[item]];
    mean += this.#tastes[own] * topicWeight;
    variance += this.#variances[own] * ((topicWeight + offset) ** 2 - offset ** 2);
    const slot = this.#pairs.find(this.#key(user, item));
    if (slot >= 0) mean += this.#pairs.columns.hunch[slot];
    return { mean, variance };
  }

  /** What is believed of a utility. */
  belief(user: number, item: number): Belief {
    return this.#withOwnResponses(this.#key(user, item), this.#prior(user, item));
  }

  #withOwnResponses(key: number, prior: Belief): Belief {
    const slot = this.#pairs.find(key);
    if (slot < 0) return prior;
    const { precision, weighted } = this.#pairs.columns;
    const variance = 1 / (1 / prior.variance + precision[slot]);
    return { mean: variance * (prior.mean / prior.variance + weighted[slot]), variance };
  }

  /** How many sds the utility lies above a threshold, the choice's noise included: the probit of a click. */
  clickScore(user: number, item: number, threshold: number): number {
    const { mean, variance } = this.belief(user, item);
    return (mean - threshold) / Math.sqrt(variance + this.#noise);
  }

  /** Moves the pair, the user's tastes, the item's offset and the story's others. */
  learn(response: ItemResponse): void {
    const { user, item, threshold, clicked } = response;
    const key = this.#key(user, item);
    const prior = this.#prior(user, item);
    const { mean, variance } = this.#withOwnResponses(key, prior);
    const after = compare({ mean, variance }, { at: threshold, noise: this.#noise, isAbove: clicked });
    this.#keepResponse(key, prior, after);
    // What moves the pair's utility by one unit moves what it is made of by cov/prior variance.
    const step = (after.mean - mean) / prior.variance;
    const certainty = after.shrink * (variance / prior.variance) ** 2;
    const known = this.tasteLength(user) ** 2;
    this.#moveTaste(response, step, certainty);
    this.#moveOffset(user, item, step * this.#settings.offsetSd ** 2);
    if (clicked) this.#spreadClick(response, step, known);
    else this.#takeBack(response, step);
  }

  #keepResponse(key: number, prior: Belief, { mean, variance }: Belief): void {
    const slot = this.#pairs.add(key);
    const { precision, weighted } = this.#pairs.columns;
    precision[slot] = Math.max(0, 1 / variance - 1 / prior.variance);
    weighted[slot] = mean / variance - prior.mean / prior.variance;
  }

  #moveTaste({ user, item }: ItemResponse, step: number, certainty: number): void {
    const { topics, topicWeight } = this.#settings;
    const own = this.#topicOf[item];
    for (let t = 0; t < topics; t++) {
      const at = user * topics + t;
      const covariance = this.#variances[at] * (this.#offsets[item * topics + t] + (t === own ? topicWeight : 0));
      this.#tastes[at] += covariance * step;
      this.#variances[at] = Math.max(LEAST_VARIANCE, this.#variances[at] - covariance * covariance * certainty);
    }
  }

  #moveOffset(user: number, item: number, step: number): void {
    const { topics } = this.#settings;
    let squares = 0;
    for (let t = 0; t < topics; t++) {
      const at = item * topics + t;
      this.#offsets[at] += step * this.#tastes[user * topics + t];
      squares += this.#offsets[at] ** 2;
    }
    this.#lengths[item] = Math.sqrt(squares);
  }

  /**
   * A click speaks for the story's other items: through their offsets with every user, and with this one also for the part
   * that comes from tastes not known yet.
   */
  #spreadClick({ user, item: source }: ItemResponse, step: number, known: number): void {
    const { offsetSd, storyShare, tasteSquares } = this.#settings;
    const shared = step * offsetSd ** 2 * storyShare;
    const unknown = Math.max(0, tasteSquares - known);
    for (const { item, likeness } of this.#relatedTo(source)) {
      this.#moveOffset(user, item, shared * likeness);
      const slot = this.#pairs.add(this.#key(user, item));
      this.#pairs.columns.hunch[slot] += shared * unknown * likeness;
      this.#pairs.columns.source[slot] = source + 1;
    }
  }

  /** No click on an item that a click spoke for: takes some of that back from all the items it spoke for. */
  #takeBack({ user, item: passed }: ItemResponse, step: number): void {
    const { offsetSd, storyShare, tasteSquares } = this.#settings;
    const { hunch, source } = this.#pairs.columns;
    const from = source[this.#pairs.find(this.#key(user, passed))];
    if (from === 0) return;
    for (const { item, likeness } of this.#relatedTo(from - 1)) {
      const slot = this.#pairs.find(this.#key(user, item));
      hunch[slot] += step * offsetSd ** 2 * storyShare * tasteSquares * likeness;
    }
  }

  #key(user: number, item: number): number {
    return user * this.#topicOf.length + item;
  }
}
