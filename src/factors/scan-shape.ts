/** Numbers of users and items and the width of their vectors. */
export interface ScanShape {
  users: number;
  items: number;
  /** Factors of a row: a multiple of 4. */
  width: number;
}

/** The tables that are scanned for the best items, in one `FactorMemory`. */
export interface ScannedTables {
  /** [users × width] */
  users: Float32Array;
  /** [items × width] */
  items: Float32Array;
  /** [items] */
  biases: Float32Array;
}
