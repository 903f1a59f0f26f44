export interface ScanShape {
  users: number;
  items: number;
  /** Factors of a row: a multiple of 4. */
  width: number;
}

/** Tables in one `FactorMemory`. */
export interface ScannedTables {
  /** [users × width] */
  users: Float32Array;
  /** [items × width] */
  items: Float32Array;
  /** [items] */
  biases: Float32Array;
}
