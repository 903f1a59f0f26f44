/** NMRN on MovieLens-1M's events, scored and learnt block by block, by sampler, size and engine: npm run perf -- nmrn */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { dataFolder, howToGet } from "../../data/locate.ts";
import type { EngineName } from "../../src/core/engines.ts";
import type { Report } from "../measurements.ts";
import { type EventTimes, GROWTH, type NmrnCase, type NmrnTimes, PAPER, SAMPLER_CASES } from "./nmrn-cases.ts";
import { enginesHere, inOwnProcess } from "./step-times.ts";

const SCRIPT = join(dirname(fileURLToPath(import.meta.url)), "nmrn-events.js");

/** `npm run perf -- nmrn`: events a second that are scored over the catalogue and learnt from. */
export async function perfNmrn(report: Report): Promise<void> {
  if (!dataFolder("ml1m")) return console.error(`perf: nmrn is left out, its data is not here. ${howToGet("ml1m")}`);
  const rates: number[] = [];
  for (const engine of await enginesHere()) {
    for (const it of SAMPLER_CASES) rates.push(besideLoop(report, engine, it));
    for (const [what, cases] of Object.entries(GROWTH)) for (const own of cases) grown(report, engine, { what, own });
  }
  const against = "goal 3,000; the dearest sampler on the slowest engine";
  report({ name: "nmrn.events_per_s", value: Math.min(...rates), unit: "events/s", against });
}

/** Events a second. */
function besideLoop(report: Report, engine: EngineName, it: NmrnCase): number {
  const { blocks, loop }: NmrnTimes = inOwnProcess(SCRIPT, [engine, JSON.stringify(it)]);
  const name = `nmrn.${it.sampler}.${engine}`;
  const rate = ({ event }: EventTimes) => ({ value: 1 / event, unit: "events/s" });
  report({ name: `${name}.events_per_s`, ...rate(blocks), against: sharesOf(blocks) });
  if (loop) {
    report({ name: `${name}.loop.events_per_s`, ...rate(loop), against: sharesOf(loop) });
    const against = "a per-event loop like the notebook's, in turns";
    report({ name: `${name}.vs_loop`, value: loop.event / blocks.event, unit: "ratio", against });
  }
  return 1 / blocks.event;
}

function grown(report: Report, engine: EngineName, { what, own }: { what: string; own: Partial<NmrnCase> }): void {
  const { blocks }: NmrnTimes = inOwnProcess(SCRIPT, [engine, JSON.stringify({ ...PAPER, ...own })]);
  const size = Object.entries(own).map(([name, value]) => `${name}_${value}`);
  const name = `nmrn.${size.join(".")}.${engine}.events_per_s`;
  report({ name, value: 1 / blocks.event, unit: "events/s", against: `by ${what}; ${sharesOf(blocks)}` });
}

function sharesOf({ scoring, learning, event, processor }: EventTimes): string {
  const micro = (seconds: number) => `${(1e6 * seconds).toFixed(0)}`;
  return `µs: scoring ${micro(scoring)}, ranking ${micro(event - scoring - learning)}, learning ${micro(learning)}; all cores ${micro(processor)}`;
}
