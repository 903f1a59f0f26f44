/**
 * Beliefs about which item a user clicks, learnt online from responses.
 *
 * score(user, item) = threshold + taste(user) · features(item) + noise, and a click where it is above 0. Features begin as what the
 * item's text is about, at length 1. The noise is all that tastes and features do not say, and has variance 1: that fixes the unit
 * of everything else, and threshold, tastes, their prior and features are learnt in it. A first response to an item is filtered by
 * moment matching (assumed-density filtering: Opper 1998; the bilinear model: Stern, Herbrich, Graepel, "Matchbox", WWW 2009).
 *
 * How a pair went before is counted beside it (a beta-binomial model whose mean is what the score says): how much a click says of
 * the next one is learnt from how many favourites are clicked when they are shown again.
 */
import { DotTable } from "../../src/factors/dot-table.ts";
import { type PairColumns, PairTable } from "./pair-table.ts";
import { type Belief, compare, normalCdf } from "./probit.ts";
import { type TasteState, Tastes } from "./tastes.ts";

/** What is believed, in flat columns. */
export interface BeliefState extends TasteState, PairColumns {
  /** Mean features of the items: [items × topics]. */
  features: Float32Array;
  /** Variance of each item's features, each topic: [items]. */
  featureVariances: Float32Array;
  /** Mean and variance of the threshold: [2]. */
  threshold: Float64Array;
  /** How many favourites were shown again, and how many of these were clicked: [2]. */
  returns: Float64Array;
}

/** What beliefs are about. */
export interface BeliefContext {
  readonly users: number;
  /** What each item's text is about: [items × topics]. */
  readonly features: Float32Array;
  readonly topics: number;
  /** Prior sd of an item's weight in a topic around that. */
  readonly itemSd: number;
}

const NOISE = 1;
/** Before any response: clicks are the exception. */
const FIRST_THRESHOLD = [-1.5, 1];
/** What random items and first clicks say of the threshold is taken for no more than this sure: that is no slate's click rate. */
const PUBLIC_VARIANCE = 0.1;
/** The threshold is never so sure that nothing moves it. */
const LEAST_VARIANCE = 0.001;
/** A single response leaves at least this share of a variance. */
const LEAST_LEFT = 0.25;

/** Beliefs about every user and every item, moved by one response after another. */
export class Beliefs {
  readonly #tastes: Tastes;
  readonly #items: DotTable;
  readonly #pairs = new PairTable();
  #featureVariances: Float32Array;
  #threshold: Float64Array = Float64Array.from(FIRST_THRESHOLD);
  #returns: Float64Array = Float64Array.of(2, 1);

  constructor({ users, features, topics, itemSd }: BeliefContext) {
    this.#tastes = new Tastes(users, topics);
    this.#items = new DotTable(features.length / topics, topics).fill(features);
    this.#featureVariances = new Float32Array(this.#items.count).fill(itemSd ** 2);
  }

  /** Features are a copy, all else views. */
  get state(): BeliefState {
    return {
      ...this.#tastes.state,
      ...this.#pairs.columns,
      features: this.#unpadded(),
      featureVariances: this.#featureVariances,
      threshold: this.#threshold,
      returns: this.#returns,
    };
  }

  set state(state: BeliefState) {
    const { precisions, shifts, tasteMeans, tasteVariance } = state;
    this.#tastes.state = { precisions, shifts, tasteMeans, tasteVariance };
    this.#pairs.columns = { keys: state.keys, clicks: state.clicks, misses: state.misses };
    this.#items.fill(state.features);
    this.#featureVariances = state.featureVariances;
    this.#threshold = state.threshold;
    this.#returns = state.returns;
  }

  #unpadded(): Float32Array {
    const { rows, count, width, stride } = this.#items;
    const features = new Float32Array(count * width);
    for (let i = 0; i < count; i++) features.set(rows.subarray(i * stride, i * stride + width), i * width);
    return features;
  }

  /** Brings a user's tastes to hand. Further questions are about this user, until something is learnt. */
  open(user: number): void {
    this.#tastes.open(user);
  }

  /** The opened user's mean taste for every item, in a view that the next call overwrites: [items]. */
  meanScores(): Float32Array {
    this.#items.query.set(this.#tastes.means);
    return this.#items.dotAll();
  }

  /** What tastes and features say of the opened user's score. The loop that takes most of an agent's time. */
  belief(item: number): Belief {
    const { rows, stride } = this.#items;
    const { means, variances, squares } = this.#tastes;
    const topics = means.length;
    let [mean, variance] = this.#threshold;
    for (let t = 0, at = item * stride; t < topics; t++, at++) {
      const feature = rows[at];
      mean += means[t] * feature;
      variance += variances[t] * feature * feature;
    }
    return { mean, variance: variance + squares * this.#featureVariances[item] };
  }

  /** The probability that the opened user, who is `user`, clicks an item where there is nothing else to click. */
  chance(user: number, item: number): number {
    const { mean, variance } = this.belief(item);
    const expected = normalCdf(mean / Math.sqrt(variance + NOISE));
    const slot = this.#pairs.find(this.#key(user, item));
    if (slot < 0) return expected;
    const { clicks, misses } = this.#pairs.columns;
    const weight = this.#priorWeight();
    return (weight * expected + clicks[slot]) / (weight + clicks[slot] + misses[slot]);
  }

  /** In responses: with it one click makes the next one as likely as it was found to be. */
  #priorWeight(): number {
    const [shown, clicked] = this.#returns;
    return shown / clicked - 1;
  }

  /** Learns that a user clicked an item, or that it was shown and nothing was clicked. */
  learn(user: number, item: number, clicked: boolean): void {
    const slot = this.#pairs.add(this.#key(user, item));
    const { clicks, misses } = this.#pairs.columns;
    const [before, missed] = [clicks[slot], misses[slot]];
    if (before === 1 && missed === 0) {
      this.#returns[0]++;
      if (clicked) this.#returns[1]++;
    }
    if (clicked) clicks[slot]++;
    else misses[slot]++;
    // What comes after says more of the pair than of its user and item.
    if (before === 0 && (clicked || missed === 0)) this.#filter(user, item, { isAbove: clicked, movesItem: true });
  }

  /** Learns from public clicks, each beside items that were not clicked, in several passes that fit the prior of tastes. */
  learnPublic(clicks: readonly { user: number; item: number; clicked: boolean }[], passes: number): void {
    for (let pass = 0; pass < passes; pass++) {
      this.#tastes.forgetResponses();
      for (const { user, item, clicked } of clicks) this.#filter(user, item, { isAbove: clicked, movesItem: false });
      this.#tastes.fitPrior();
    }
    this.#threshold[1] = PUBLIC_VARIANCE;
  }

  /** Fits the prior of tastes to all that is known. */
  fitPrior(): void {
    this.#tastes.fitPrior();
  }

  #filter(user: number, item: number, { isAbove, movesItem }: { isAbove: boolean; movesItem: boolean }): void {
    this.open(user);
    const belief = this.belief(item);
    const after = compare(belief, { at: 0, noise: NOISE, isAbove });
    // What moves the score by one unit moves what it is made of by covariance/variance.
    const change = { step: (after.mean - belief.mean) / belief.variance, shrink: after.shrink };
    const taste = this.#tastes.means.slice();
    this.#tastes.move({ features: this.#items.rows, from: item * this.#items.stride }, change);
    if (movesItem) this.#moveItem(item, taste, change);
    const [, variance] = this.#threshold;
    this.#threshold[0] += variance * change.step;
    this.#threshold[1] = Math.max(LEAST_VARIANCE, variance - variance ** 2 * change.shrink);
  }

  #moveItem(item: number, taste: Float64Array, { step, shrink }: { step: number; shrink: number }): void {
    const { rows, stride } = this.#items;
    const variance = this.#featureVariances[item];
    let squares = 0;
    for (let t = 0; t < taste.length; t++) {
      rows[item * stride + t] += variance * taste[t] * step;
      squares += taste[t] ** 2;
    }
    // One variance for all topics: it falls by what falls in all together.
    const fall = (variance ** 2 * squares * shrink) / taste.length;
    this.#featureVariances[item] = Math.max(variance * LEAST_LEFT, variance - fall);
  }

  #key(user: number, item: number): number {
    return user * this.#items.count + item;
  }
}
