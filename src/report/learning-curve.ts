/** A training log → a page with its learning curves. */
import type { TopLevelSpec } from "vega-lite";
import type { LogRow } from "../train/run-folder.ts";
import { rounded, whole } from "./format.ts";
import { html, type Markup } from "./markup.ts";
import { page } from "./page.ts";
import { renderSvg } from "./svg.ts";

/** What the page of a training shows. */
export interface LearningCurve {
  /** What was trained. */
  readonly title: string;
  /** What was typed. */
  readonly command: string;
  /** At least one. */
  readonly rows: readonly LogRow[];
  /** The metric that picks the best round. */
  readonly watch: string;
  /** Other metrics to be drawn. */
  readonly also?: readonly string[];
}

interface StepPoint {
  readonly steps: number;
  readonly value: number;
}

/** Plotting widths: on a phone, and on a screen of 900 px or more. */
const WIDTHS = [301, 890] as const;
const HEIGHT = 250;

/** The page of a training: the watched metric and each phase's loss by steps, and the best round in words. */
export async function learningCurveHtml(curve: LearningCurve): Promise<string> {
  const { title, command, rows, watch, also = [] } = curve;
  const phases = Object.keys(rows[rows.length - 1].losses);
  const plots = [
    ...[watch, ...also].map((metric) =>
      plot(
        `Validation ${metric}`,
        rows.flatMap((row) => (metric in row.metrics ? [{ steps: stepsOf(row), value: row.metrics[metric] }] : [])),
      ),
    ),
    ...phases.map((phase) =>
      plot(
        `Loss, ${phase}`,
        rows.flatMap((row) => (phase in row.losses ? [{ steps: stepsOf(row), value: row.losses[phase] }] : [])),
      ),
    ),
  ];
  return page(`${title} · SlateLab`, [
    html`<header><p class="eyebrow">SlateLab training</p><h1>${title}</h1></header>`,
    html`<section class="result" aria-label="Result"><p>${result(curve)}</p></section>`,
    ...(await Promise.all(plots)),
    html`<section><h2>Where this comes from</h2><dl><dt>Command</dt><dd><pre>${command}</pre></dd></dl></section>`,
  ]);
}

function result({ rows, watch }: LearningCurve): string {
  const best = rows.findLast((row) => row.best) ?? rows[0];
  const last = rows[rows.length - 1];
  const minutes = (seconds: number) => rounded(seconds / 60);
  return (
    `The best validation ${watch} is ${best.metrics[watch].toFixed(4)}, after ${whole(stepsOf(best))} of ` +
    `${whole(stepsOf(last))} steps and ${minutes(best.seconds)} of ${minutes(last.seconds)} minutes of training ` +
    `(${minutes(last.cpuSeconds)} of one processor).`
  );
}

/** Steps of all phases. */
function stepsOf({ steps }: LogRow): number {
  return Object.values(steps).reduce((sum, count) => sum + count, 0);
}

async function plot(title: string, points: readonly StepPoint[]): Promise<Markup> {
  const last = points[points.length - 1];
  const alternative = `${title} by optimiser steps: ${points[0].value.toFixed(4)} after ${points[0].steps}, ${last.value.toFixed(4)} after ${last.steps}.`;
  const [narrow, wide] = await Promise.all(WIDTHS.map((width) => renderSvg(specification(points, width), alternative)));
  return html`<section><h2>${title}</h2><figure><div class="narrow">${narrow}</div><div class="wide">${wide}</div></figure></section>`;
}

function specification(points: readonly StepPoint[], width: number): TopLevelSpec {
  const axis = (field: string, title: string | null, format: string) => {
    return { field, type: "quantitative", title, scale: { zero: false }, axis: { format, tickCount: 6 } };
  };
  return {
    width,
    height: HEIGHT,
    data: { values: points },
    mark: { type: "line", color: "var(--agent-0)", strokeWidth: 2.25, point: points.length === 1 },
    encoding: { x: axis("steps", "Optimiser steps", "~s"), y: axis("value", null, "~r") },
  } as TopLevelSpec;
}
