/** Models judged on a stream of events → a page with a line for each. */
import type { TopLevelSpec } from "vega-lite";
import type { StreamFigures } from "../train/nmrn-state.ts";
import { swatch } from "./figures.ts";
import { rounded, whole } from "./format.ts";
import { html, type Markup } from "./markup.ts";
import { page } from "./page.ts";
import { styleAt } from "./palette.ts";
import { renderSvg } from "./svg.ts";

/** How a model stands after so many events. */
export interface StreamPoint extends StreamFigures {
  readonly events: number;
}

/** What the page of a stream shows. */
export interface StreamCurve {
  /** What was trained. */
  readonly title: string;
  /** What was typed. */
  readonly command: string;
  /** What became of it, in sentences. */
  readonly result: string;
  /** By model: at least one point each. */
  readonly lines: Readonly<Record<string, readonly StreamPoint[]>>;
}

/** Plotting widths: on a phone, and on a screen of 900 px or more. */
const WIDTHS = [301, 890] as const;
const HEIGHT = 250;

/** The page of a stream: each metric by events, over the sliding window, and how all stood at the end. */
export async function streamCurveHtml({ title, command, result, lines }: StreamCurve): Promise<string> {
  const metrics = Object.keys(Object.values(lines)[0][0].total);
  const names = Object.keys(lines);
  return page(`${title} · SlateLab`, [
    html`<header><p class="eyebrow">SlateLab training</p><h1>${title}</h1></header>`,
    html`<section class="result" aria-label="Result"><p>${result}</p></section>`,
    html`<section><h2>At the end</h2>${table(lines, metrics)}</section>`,
    html`<section><h2>As the stream goes</h2><ul class="legend">${names.map((name, i) => html`<li>${swatch(styleAt(i))}${name}</li>`)}</ul><p class="note">Means over the sliding window.</p></section>`,
    ...(await Promise.all(metrics.map((metric) => plot(metric, lines)))),
    html`<section><h2>Where this comes from</h2><dl><dt>Command</dt><dd><pre>${command}</pre></dd></dl></section>`,
  ]);
}

interface StreamColumn {
  readonly label: string;
  text(point: StreamPoint): string;
}

function columnsOf(metrics: readonly string[]): StreamColumn[] {
  return [
    { label: "Events", text: ({ events }) => whole(events) },
    ...metrics.map((metric) => ({ label: metric, text: ({ total }: StreamPoint) => total[metric].toFixed(4) })),
    ...metrics.map((metric) => ({
      label: `${metric}, window`,
      text: ({ window }: StreamPoint) => window[metric].toFixed(4),
    })),
    { label: "Scoring, ms", text: ({ milliseconds }) => rounded(milliseconds.scoring) },
    { label: "Learning, ms", text: ({ milliseconds }) => rounded(milliseconds.learning) },
  ];
}

function table(lines: StreamCurve["lines"], metrics: readonly string[]): Markup {
  const columns = columnsOf(metrics);
  const head = columns.map(({ label }) => html`<th scope="col">${label}</th>`);
  const rows = Object.entries(lines).map(([name, points]) => {
    const last = points[points.length - 1];
    const cells = columns.map(({ label, text }) => html`<td data-label="${label}">${text(last)}</td>`);
    return html`<tr><th scope="row" class="agent">${name}</th>${cells}</tr>`;
  });
  return html`<div class="scroll" role="region" aria-label="At the end" tabindex="0"><table class="details"><thead><tr><th scope="col" class="agent">Model</th>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

async function plot(metric: string, lines: StreamCurve["lines"]): Promise<Markup> {
  const ends = Object.entries(lines).map(([name, points]) => {
    const [first, last] = [points[0], points[points.length - 1]];
    return `${name} ${first.window[metric].toFixed(4)} after ${first.events}, ${last.window[metric].toFixed(4)} after ${last.events}`;
  });
  const alternative = `${metric} by events: ${ends.join("; ")}.`;
  const [narrow, wide] = await Promise.all(
    WIDTHS.map((width) => renderSvg(specification(metric, lines, width), alternative)),
  );
  return html`<section><h2>${metric}</h2><figure><div class="narrow">${narrow}</div><div class="wide">${wide}</div></figure></section>`;
}

function specification(metric: string, lines: StreamCurve["lines"], width: number): TopLevelSpec {
  const names = Object.keys(lines);
  const styles = names.map((_, i) => styleAt(i));
  const values = names.flatMap((name) =>
    lines[name].map(({ events, window }) => ({ name, events, value: window[metric] })),
  );
  const axis = (field: string, title: string | null, format: string) => {
    return { field, type: "quantitative", title, scale: { zero: false }, axis: { format, tickCount: 6 } };
  };
  const byName = (range: readonly unknown[]) => {
    return { field: "name", type: "nominal", scale: { domain: names, range }, legend: null };
  };
  return {
    ...{ width, height: HEIGHT, data: { values } },
    mark: { type: "line", strokeWidth: 2.25, point: values.length === names.length },
    encoding: {
      ...{ x: axis("events", "Events", "~s"), y: axis("value", null, "~r") },
      color: byName(styles.map(({ colour }) => colour)),
      strokeDash: byName(styles.map(({ dash }) => dash)),
    },
  } as TopLevelSpec;
}
