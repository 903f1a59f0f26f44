/** Measured figures, one a line: for people, or with `--json` for a script to check. */

/** A measured figure with what it is compared with. */
export interface Measurement {
  /** e.g. `env.rounds_per_s` */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the figure is compared with: a goal, a published figure, another measurement. */
  readonly against: string;
}

/** Takes one measurement after another, as they are made. */
export type Report = (row: Measurement) => void;

/** Prints measurements as they come. */
export function reporter(json: boolean): Report {
  return (row) => {
    if (json) return console.log(JSON.stringify(row));
    console.log(`${row.name.padEnd(36)} ${figure(row.value).padStart(14)} ${row.unit.padEnd(10)} ${row.against}`);
  };
}

function figure(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 5 });
}

/** Median of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
