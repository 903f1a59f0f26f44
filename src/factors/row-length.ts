/** Scales a row to a length, in place; a zero row stays. */
export function toLength(row: Float32Array, length: number): void {
  let squares = 0;
  for (let i = 0; i < row.length; i++) squares += row[i] * row[i];
  const scale = squares > 0 ? length / Math.sqrt(squares) : 0;
  for (let i = 0; i < row.length; i++) row[i] *= scale;
}
