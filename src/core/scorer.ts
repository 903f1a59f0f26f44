/** Users to score. */
export interface ScoringBatch {
  /** [B] */
  readonly users: Int32Array;
  /** What each user did before, oldest first and never truncated: [B] */
  readonly histories: readonly Int32Array[];
}

/** What an evaluation asks of a model. */
export interface Scorer {
  /** Items of the catalogue. */
  readonly items: number;
  /** Scores of every item for every user of the batch, higher is better; -Infinity where there is none: [B × items]. */
  score(batch: ScoringBatch): Float32Array | Promise<Float32Array>;
}
