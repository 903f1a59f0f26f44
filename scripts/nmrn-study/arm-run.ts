/** What an arm of a study of NMRN came to. */
import { z } from "zod";
import { METRICS, type Metrics } from "../../src/train/fit-state.ts";
import type { NmrnPassRow, StreamFigures } from "../../src/train/nmrn-state.ts";
import type { Violations } from "./violations.ts";

/** How far an arm has come in the second half. */
export interface StreamRow extends StreamFigures {
  readonly events: number;
}

const number = z.number().min(0);

/** Rows of an arm, as its file has them. */
export const STREAMED: z.ZodType<StreamRow[]> = z.array(
  z.object({
    events: number,
    ...{ total: METRICS, window: METRICS },
    milliseconds: z.object({ scoring: number, learning: number }),
  }),
);

/** How well an arm ranked the second half. */
export interface Streamed extends Pick<StreamFigures, "total" | "milliseconds"> {
  /** Windows that are whole, so that none overlaps another by more than a block. */
  readonly windows: readonly { readonly events: number; readonly metrics: Metrics }[];
}

/** What an arm came to. */
export interface ArmRun extends Streamed {
  /** Of one that was trained on the first half in passes. */
  readonly passes?: readonly NmrnPassRow[];
  readonly violating?: Violations;
}

/** Rows in short; the last one is at the end of the stream, in the middle of a window. */
export function streamedOf(rows: readonly StreamRow[], window: number): Streamed {
  const { total, milliseconds } = rows[rows.length - 1];
  const whole = rows.filter(({ events }, i) => events >= (i + 1) * window);
  return { total, milliseconds, windows: whole.map(({ events, window: metrics }) => ({ events, metrics })) };
}
