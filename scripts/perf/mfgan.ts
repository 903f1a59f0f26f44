/** Steps of MFGAN's stages on MovieLens-1M, by engine: npm run perf -- mfgan */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { dataFolder, howToGet } from "../../data/locate.ts";
import type { Report } from "../measurements.ts";
import { MFGAN_STEPS, type MfganStep, type MfganTimes, RECIPE } from "./mfgan-cases.ts";
import { enginesHere, inOwnProcess, reportStep } from "./step-times.ts";

const SCRIPT = join(dirname(fileURLToPath(import.meta.url)), "mfgan-step.js");

/** `npm run perf -- mfgan`: seconds of a step of each stage, by engine, and of its matrix products. */
export async function perfMfgan(report: Report): Promise<void> {
  if (!dataFolder("ml1m")) return console.error(`perf: mfgan is left out, its data is not here. ${howToGet("ml1m")}`);
  for (const engine of await enginesHere()) {
    const times: MfganTimes = inOwnProcess(SCRIPT, [engine]);
    for (const [step, { summary }] of Object.entries(MFGAN_STEPS) as [keyof MfganTimes, MfganStep][]) {
      const name = `perf.mfgan.${step}.${engine}`;
      reportStep(report, name, { ...times[step], against: `recipe ${RECIPE}: ${summary}` });
      report({ name: `${name}.processor_s`, value: times[step].processor, unit: "s", against: "all cores together" });
    }
  }
}
