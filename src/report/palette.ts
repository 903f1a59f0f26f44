/** Colours of the page and its plots, as CSS variables, so that plots follow the reader's light or dark mode. */
import { tableRows } from "./columns.ts";
import type { Leaderboard } from "./leaderboard.ts";

/** How an agent is drawn: colour and dash together are unique up to 30 agents. */
export interface LineStyle {
  readonly colour: string;
  readonly dash: readonly number[];
}

/**
 * Agent colours, light and dark: at least 3:1 on the page, and apart in normal vision and in simulated deuteranopia,
 * protanopia and tritanopia, because their lightness differs too.
 */
const LIGHT = ["#2b7fe0", "#d95f00", "#5e1470", "#00705c", "#db6695", "#523400"];
const DARK = ["#3d8bf0", "#f08a24", "#dcc8ff", "#45b89c", "#c2406e", "#f7f0a0"];
/** Their number shares no factor with the colours'. */
const DASHES = [[], [7, 3], [2, 2.5], [9, 3, 2, 3], [4, 2]];
const REFERENCE: LineStyle = { colour: "var(--reference)", dash: [] };

/** Styles of all agents in the tables: by position, those that read hidden state in grey. */
export function lineStyles(board: Leaderboard): Map<string, LineStyle> {
  const rows = tableRows(board);
  const coloured = rows.filter(({ privileged }) => !privileged);
  return new Map(rows.map((row) => [row.agent, row.privileged ? REFERENCE : styleAt(coloured.indexOf(row))]));
}

/** The style of the line at a position. */
export function styleAt(position: number): LineStyle {
  return { colour: `var(--agent-${position % LIGHT.length})`, dash: DASHES[position % DASHES.length] };
}

/** CSS that gives the colours their values in light and dark mode. */
export const PALETTE_CSS = `:root{color-scheme:light dark;--page:#f5f6f8;--card:#fff;--ink:#161b22;--muted:#59636e;--line:#d9dee4;--accent:#0b5cad;--reference:#8a929b;${agents(LIGHT)}}
@media (prefers-color-scheme:dark){:root{--page:#0f1318;--card:#161a20;--ink:#e8ecf1;--muted:#a0aab5;--line:#2d343d;--accent:#8ec1ff;--reference:#8a929b;${agents(DARK)}}}`;

function agents(colours: readonly string[]): string {
  return colours.map((colour, i) => `--agent-${i}:${colour}`).join(";");
}
