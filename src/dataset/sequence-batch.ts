/** Left-padded item sequences, most recent item last. */
export interface SequenceBatch {
  /** Item ids 1..N, N + 1 for padding: [B × L] */
  readonly items: Int32Array;
  /** B */
  readonly count: number;
  /** L */
  readonly length: number;
}

/** Sequences with the users that they are of. */
export interface UserSequenceBatch extends SequenceBatch {
  /** Whose sequence each is: [B] */
  readonly users: Int32Array;
}
