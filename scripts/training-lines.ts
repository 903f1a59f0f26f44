/** What a training prints: progress, a line for each round, and words to the user. */
import type { FitProgress } from "../src/train/fit.ts";
import type { LogRow } from "../src/train/run-folder.ts";
import { startProgress } from "./progress.ts";

/** The progress of a training on the terminal. */
export interface StepProgress {
  step(progress: FitProgress): void;
  stop(): void;
}

/** Progress over all steps of all rounds; patience may end it earlier. A round's line goes where it was. */
export function stepProgress(rounds: number): StepProgress {
  const progress = startProgress({ what: "steps" });
  return {
    step({ round, step, steps, loss, stepsPerSecond }) {
      const facts = `round ${round}, loss ${loss.toFixed(4)}, ${stepsPerSecond.toFixed(2)} steps/s`;
      progress.update((round - 1) * steps + step, rounds * steps, facts);
    },
    stop: progress.stop,
  };
}

/** A round in words. */
export function roundLine({ round, seconds, stepsPerSecond, losses, metrics, best }: LogRow): string {
  const figures = `${lossesText(losses)}  ${metricsText(metrics)}`;
  const pace = `${(seconds / 60).toFixed(1)} min, ${stepsPerSecond.toFixed(2)} steps/s`;
  return `round ${String(round).padStart(4)}  ${figures}  ${pace}${best ? "  best" : ""}`;
}

/** That of each phase by its name, where there are several. */
function lossesText(losses: LogRow["losses"]): string {
  const phases = Object.entries(losses);
  return phases.map(([phase, loss]) => `${phases.length > 1 ? `${phase} ` : ""}loss ${loss.toFixed(4)}`).join("  ");
}

/** Metrics in words. */
export function metricsText(metrics: LogRow["metrics"]): string {
  return Object.entries(metrics)
    .map(([name, value]) => `${name} ${value.toFixed(4)}`)
    .join("  ");
}

/** Tells the user, beside the results. */
export function notify(message: string): void {
  console.error(message);
}
