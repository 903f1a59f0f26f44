/** Vega-Lite specification → SVG text, rendered here: the page needs no script. */
import type { TopLevelSpec } from "vega-lite";
import { escapeText, Markup } from "./markup.ts";

/** Colours come from the page; vega only places things. */
const CONFIG = {
  background: "transparent",
  aria: false,
  padding: 2,
  font: "inherit",
  view: { stroke: null },
  axis: {
    labelColor: "var(--muted)",
    titleColor: "var(--muted)",
    domainColor: "var(--line)",
    tickColor: "var(--line)",
    gridColor: "var(--line)",
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: "normal",
    labelLimit: 0,
    titleLimit: 0,
  },
} as const;

/** Renders a Vega-Lite specification as an SVG image with a text alternative. */
export async function renderSvg(spec: TopLevelSpec, alternative: string): Promise<Markup> {
  const [vega, { compile }] = await Promise.all([import("vega"), import("vega-lite")]);
  const view = new vega.View(vega.parse(compile({ ...spec, config: CONFIG }).spec), { renderer: "none" });
  const svg = await view.toSVG();
  view.finalize();
  return new Markup(svg.replace("<svg ", `<svg role="img" aria-label="${escapeText(alternative)}" `));
}
