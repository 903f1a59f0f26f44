/** The page's style sheet. Colours are variables of palette.ts; sizes fit a phone first. */
import { PALETTE_CSS } from "./palette.ts";

/** From this width on, plots are shown in their wide rendering. */
const WIDE = "(min-width:900px)";

/** Up to this width, the rows of a table are cards: a name and a grid of labelled values. */
const PHONE = "(max-width:639px)";

/** The style sheet of all pages. */
export const STYLE = `${PALETTE_CSS}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:1000px;margin:0 auto;padding:24px 16px 48px}
h1{font-size:1.75rem;line-height:1.2;margin:0;overflow-wrap:anywhere}
h2{font-size:1.15rem;line-height:1.3;margin:0 0 12px}
h3{font-size:1rem;margin:0 0 2px}
p{margin:0 0 8px;overflow-wrap:anywhere}
.eyebrow{color:var(--muted);font-size:.875rem;margin:0 0 4px}
.facts,.note,figcaption{color:var(--muted);font-size:.875rem}
header{margin-bottom:20px}
header .facts{margin-top:6px}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px;margin-bottom:16px}
.result{border-left:4px solid var(--accent)}
.result p:first-child{font-size:1.2rem;line-height:1.4;font-weight:600}
.result p:last-child{margin:0}
.scroll{overflow-x:auto;margin:0 -16px;padding:0 16px}
.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:-2px}
table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--muted);font-size:.875rem;padding-bottom:6px}
th,td{padding:8px 10px;text-align:right;white-space:nowrap;border-bottom:1px solid var(--line);vertical-align:top}
thead th{color:var(--muted);font-weight:600;font-size:.8rem}
tbody tr:last-child>*{border-bottom:0}
th:first-child,td:first-child{padding-left:0}
th:last-child,td:last-child{padding-right:0}
.agent{text-align:left;font-weight:600;white-space:normal;overflow-wrap:anywhere;min-width:9.5em;max-width:22em}
td small{white-space:nowrap;color:var(--muted);font-size:.85em}
.swatch{display:inline-block;width:26px;height:10px;margin-right:7px;vertical-align:baseline}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none;margin:0 0 14px;padding:0;font-size:.875rem}
.legend li{overflow-wrap:anywhere}
.plots{display:grid;gap:28px}
figure{margin:0;min-width:0}
figcaption{margin-top:4px;max-width:62ch}
figure svg{display:block;max-width:100%;height:auto}
figure svg .mark-text text{paint-order:stroke;stroke:var(--card);stroke-width:4px;stroke-linejoin:round}
.narrow svg{width:100%;max-width:400px}
.wide{display:none}
@media (min-width:680px){.plots{grid-template-columns:1fr 1fr}.plots figure:first-child{grid-column:1/-1}}
@media ${WIDE}{main{padding:40px 24px 64px}section{padding:20px 24px}.scroll{margin:0 -24px;padding:0 24px}h1{font-size:2.1rem}
.wide{display:block}.narrow{display:none}}
@media ${PHONE}{table,tbody{display:block}thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:6px 12px;padding:12px 0;border-bottom:1px solid var(--line)}
tbody tr:first-child{padding-top:0}tbody tr:last-child{border-bottom:0;padding-bottom:4px}
th,td{display:block;padding:0;border:0;text-align:left;white-space:normal}
.agent{grid-column:1/-1;order:-1;max-width:none}
td::before{content:attr(data-label);display:block;color:var(--muted);font-size:.78rem;line-height:1.3}
.details tr{grid-template-columns:repeat(3,minmax(0,1fr))}}
summary{cursor:pointer;font-weight:600}
summary+dl{margin-top:12px}
dl{margin:0;display:grid}
dt{font-weight:600}
dd{margin:0 0 10px;color:var(--muted);overflow-wrap:anywhere}
@media (min-width:640px){dl{grid-template-columns:11em 1fr;gap:0 16px}}
pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;font:.85rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
@media print{section{break-inside:avoid}}`;
