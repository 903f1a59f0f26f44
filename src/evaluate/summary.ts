/** What is kept of one finished episode: computed from its log, enough for every table and plot. */
export interface EpisodeSummary {
  /** Rounds of the episode, over all users. */
  readonly rounds: number;
  readonly clicks: number;
  /** Mean over users of rounds/horizon. */
  readonly score: number;
  /** Mean over users of |1 − rounds/horizon|: the cup's ranking, lower is better. */
  readonly errorToOnes: number;
  readonly clickRate: number;
  /** Sum of the logged rewards: as many as clicks in the worlds that reward a click with 1. */
  readonly reward: number;
  /** Share of the catalogue shown at least once. */
  readonly coverage: number;
  /** Gini coefficient of exposure over the whole catalogue: 0 even, 1 one item only. */
  readonly gini: number;
  /** Mean over (sampled) slates of the mean pairwise text distance, 0..1. */
  readonly diversity: number;
  /** Mean self-information of the items shown, in bits, under the public clicks before the episode. */
  readonly novelty: number;
  /** Rounds of each user: [users]. */
  readonly userRounds: Int32Array;
  /** Clicks so far, over all users, after each round of `logSpacedRounds(rounds)`; the last is `clicks`. */
  readonly clickCurve: Int32Array;
}
