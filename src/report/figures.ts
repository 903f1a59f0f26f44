/** The plots as figures of the page: a narrow and a wide rendering, a caption that says how to read them. */
import { displayName, tableRows } from "./columns.ts";
import { estimate, listed, percent, rounded, whole } from "./format.ts";
import type { Leaderboard, LeaderboardRow } from "./leaderboard.ts";
import { clicksPlot, survivalPlot } from "./line-plots.ts";
import { html, Markup } from "./markup.ts";
import { type LineStyle, lineStyles } from "./palette.ts";
import type { Plot } from "./plot.ts";
import { stripPlot, stripRows } from "./strip-plot.ts";
import { renderSvg } from "./svg.ts";

interface Figure {
  readonly title: string;
  readonly plot: Plot;
  /** Plotting widths: on a phone, and on a screen of 900 px or more. */
  readonly widths: readonly [narrow: number, wide: number];
  readonly caption: string;
  /** What the image shows, for those who do not see it. */
  readonly alternative: string;
}

/** The three plots of a leaderboard with at least one finished agent. */
export async function figures(board: Leaderboard): Promise<Markup> {
  const rendered = await Promise.all(
    [seedsFigure(board), clicksFigure(board), survivalFigure(board)].map((f) => render(f, board)),
  );
  return html`<div class="plots">${rendered}</div>`;
}

/** The legend of the plots: which line is whose. */
export function legend(board: Leaderboard): Markup {
  const styles = lineStyles(board);
  return html`<ul class="legend">${tableRows(board).map((row) => html`<li>${swatch(styles.get(row.agent))}${breakable(displayName(row))}</li>`)}</ul>`;
}

/** A name that may break where its settings begin and after each of them. */
export function breakable(name: string): Markup {
  return html`${name.split(/(?<=[(,])/).map((part, i) => html`${i > 0 ? new Markup("<wbr>") : null}${part}`)}`;
}

/** A short piece of an agent's line, for the table. */
export function swatch(style: LineStyle | undefined): Markup | null {
  if (!style) return null;
  return html`<svg class="swatch" viewBox="0 0 26 10" aria-hidden="true"><path d="M0 5H26" style="stroke:${style.colour};stroke-width:3;stroke-dasharray:${style.dash.join(" ") || "none"}"/></svg>`;
}

async function render({ title, plot, widths, caption, alternative }: Figure, board: Leaderboard): Promise<Markup> {
  const [narrow, wide] = await Promise.all(widths.map((width) => renderSvg(plot(board, width), alternative)));
  return html`<figure><h3>${title}</h3><div class="narrow">${narrow}</div><div class="wide">${wide}</div><figcaption>${caption}</figcaption></figure>`;
}

function seedsFigure(board: Leaderboard): Figure {
  const shown = stripRows(board);
  const left = tableRows(board).filter((row) => !shown.includes(row));
  const off = left.map((row) => ` ${displayName(row)} is far off this scale, at ${rounded(row.rounds.mean)} rounds.`);
  return {
    title: "Rounds a user, seed by seed",
    plot: stripPlot,
    widths: [301, 890],
    caption: `Each dot is one seed; under the dots, the mean with its 95% interval. Agents whose dots overlap may still differ: on the same seed they meet the same users.${off.join("")}`,
    alternative: `Rounds a user by seed. ${perAgent(shown, (row) => estimate(row.rounds))}.`,
  };
}

function clicksFigure(board: Leaderboard): Figure {
  return {
    title: "Clicks so far",
    plot: clicksPlot,
    widths: [245, 370],
    caption:
      "Clicks of all users together as the episode goes on, mean over episodes; both axes are logarithmic. Higher is better; a line that bends upwards belongs to an agent that learns. It ends where the last user left.",
    alternative: `Cumulative clicks by round of the episode. At the end: ${perAgent(tableRows(board), ({ clicks }) => whole(clicks))}.`,
  };
}

function survivalFigure(board: Leaderboard): Figure {
  const last = ({ survival }: LeaderboardRow) => survival.rounds[survival.rounds.length - 1];
  return {
    title: "Users who stay",
    plot: survivalPlot,
    widths: [245, 370],
    caption:
      "Share of users who were served at least so many rounds, all episodes together; the axis of rounds is logarithmic. A line further right is better: its users stay longer.",
    alternative: `Share of users still there by rounds served. ${perAgent(tableRows(board), (row) => `${percent(row.survival.values[row.survival.values.length - 1])} after ${whole(last(row))} rounds`)}.`,
  };
}

function perAgent(rows: readonly LeaderboardRow[], value: (row: LeaderboardRow) => string): string {
  return listed(rows.map((row) => `${displayName(row)} ${value(row)}`));
}
