/** The arrays that hold a table's rows. */
export interface RowArrays {
  readonly width: number;
  /** [rows × width] */
  readonly weights: Float32Array;
  /** [rows × 2 × width] */
  readonly moments: Float32Array;
  /** [rows] */
  readonly steps: Uint32Array;
}
