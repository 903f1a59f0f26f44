/** What TensorBoard shows of a training, where the engine has a writer of its files. */
import { join } from "node:path";
import type { Engine } from "../engine/engine.ts";
import { openScalars, type Scalars } from "../engine/tensorboard.ts";
import type { LogRow } from "../train/run-folder.ts";

/** A training that TensorBoard may show. */
export interface TensorBoardRun {
  /** What trains; it is open. */
  readonly engine: Engine;
  /** Of its checkpoints: event files go into `tensorboard` there. */
  readonly folder: string;
  /** Told where TensorBoard finds its files. */
  readonly notify?: (message: string) => void;
}

/**
 * Writes loss and metrics of each round over the steps of all phases; a loss has its phase's name where there are several. Writes nothing
 * on an engine without such a writer.
 */
export function tensorBoard({ engine, folder: out, notify }: TensorBoardRun): (row: LogRow) => void {
  if (engine.name !== "native") return () => {};
  const folder = join(out, "tensorboard");
  let scalars: Scalars | undefined;
  return (row) => {
    if (!scalars) notify?.(`For TensorBoard: tensorboard --logdir ${folder}`);
    scalars ??= openScalars(folder);
    const steps = Object.values(row.steps).reduce((sum, count) => sum + count, 0);
    for (const [name, value] of Object.entries(scalarsOf(row))) scalars.scalar(name, value, steps);
    scalars.flush();
  };
}

function scalarsOf({ losses, metrics }: LogRow): Record<string, number> {
  const phases = Object.entries(losses);
  return Object.fromEntries([
    ...phases.map(([phase, loss]) => [phases.length > 1 ? `loss/${phase}` : "loss", loss]),
    ...Object.entries(metrics).map(([name, value]) => [`validation/${name}`, value]),
  ]);
}
