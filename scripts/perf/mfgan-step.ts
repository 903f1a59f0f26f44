/**
 * Times the steps of MFGAN's stages on MovieLens-1M, in a process of its own: the pipeline is run with as few steps as are timed. Prints
 * `MfganTimes` as JSON.
 *   node dist/scripts/perf/mfgan-step.js native
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSplit } from "../../data/index.ts";
import { requireDataFolder } from "../../data/locate.ts";
import type { EngineName } from "../../src/core/engines.ts";
import { openEngine } from "../../src/engine/engine.ts";
import { resolveMfgan } from "../../src/models/mfgan/recipes.ts";
import { mfganData } from "../../src/run/pretrain-mfgan.ts";
import { mfganPipeline } from "../../src/train/mfgan/pipeline.ts";
import { runStages } from "../../src/train/stages.ts";
import { MFGAN_STEPS, type MfganStep, type MfganTimes, RECIPE } from "./mfgan-cases.ts";
import { StepWatch } from "./step-watch.ts";

/** Of each phase. */
const STEPS = 30;

const stages = ["generator", "discriminators", "adversarial"].map(
  (stage) => `${stage}.rounds=1,${stage}.steps=${STEPS}`,
);
const SET = [...stages, `adversarial.judgedSteps=${STEPS}`, "samples.prefixes=1"].join(",");

console.log(JSON.stringify(await mfganTimes(process.argv[2] as EngineName)));

async function mfganTimes(name: EngineName): Promise<MfganTimes> {
  const { heldOut, ...data } = mfganData(await readSplit(requireDataFolder("ml1m")));
  const settings = resolveMfgan({ recipe: RECIPE, set: SET });
  const pipeline = mfganPipeline({ settings, data: { ...data, heldOut: heldOut.slice(0, 1) }, seed: 1 });
  const folder = mkdtempSync(join(tmpdir(), "slatelab-perf-"));
  const engine = await openEngine(name);
  const steps: [string, MfganStep][] = Object.entries(MFGAN_STEPS);
  const watch = new StepWatch(Object.fromEntries(steps.map(([, { of, width }]) => [of, settings[width].width])));
  try {
    await runStages(pipeline, { folder, resume: false, onStep: (progress) => watch.step(progress) });
    const times = await Promise.all(steps.map(async ([step, { of }]) => [step, await watch.timesOf(of)] as const));
    return Object.fromEntries(times) as MfganTimes;
  } finally {
    rmSync(folder, { recursive: true });
    engine.close();
  }
}
