/** What the plots share. */
import type { TopLevelSpec } from "vega-lite";
import type { Leaderboard } from "./leaderboard.ts";
import { lineStyles } from "./palette.ts";

/** A Vega-Lite specification of a leaderboard, its plotting area `width` CSS pixels wide at natural size. */
export type Plot = (board: Leaderboard, width: number) => TopLevelSpec;

/** Decades up to which a log axis also has ticks at 2 and 5. */
const FINE_DECADES = 3;

/** A plot's scale from agents to their colours on the page. */
export function colourScale(board: Leaderboard): { domain: string[]; range: string[] } {
  const { domain, styles } = styled(board);
  return { domain, range: styles.map(({ colour }) => colour) };
}

/** A plot's scale from agents to their dash patterns. */
export function dashScale(board: Leaderboard): { domain: string[]; range: number[][] } {
  const { domain, styles } = styled(board);
  return { domain, range: styles.map(({ dash }) => [...dash]) };
}

/** Ticks of a log axis within its ends: 1, 2, 5, 10, … over a few decades, powers of ten over more. */
export function logTicks(low: number, high: number): number[] {
  const steps = Math.log10(high / low) > FINE_DECADES ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    ticks.push(...steps.map((step) => step * 10 ** power).filter((tick) => tick >= low && tick <= high));
  }
  return ticks;
}

/** An axis with the given ticks, each formatted by itself: a log axis would give all of them the largest one's prefix. */
export function labelled(ticks: readonly number[], format: string): { values: readonly number[]; labelExpr: string } {
  return { values: ticks, labelExpr: `format(datum.value, '${format}')` };
}

function styled(board: Leaderboard) {
  const styles = lineStyles(board);
  return { domain: [...styles.keys()], styles: [...styles.values()] };
}
