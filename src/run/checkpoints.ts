import type { Checkpoint, Section } from "../core/checkpoint.ts";
import { checkpointHash as fitHash, readCheckpoint } from "../train/checkpoint.ts";
import { openTableCheckpoint, readCheckpointCard } from "../train/table-checkpoint.ts";

/** Reads a checkpoint whole. */
export function openCheckpoint(path: string): Checkpoint {
  if (path.endsWith(".json")) return openTableCheckpoint(path);
  const { identity, weights } = readCheckpoint(path);
  const { configuration } = identity;
  const named = Object.entries(weights).map(([name, values]): [string, Section] => [`weights/${name}`, values]);
  const { architecture } = (configuration.model ?? {}) as { architecture?: string };
  return {
    path,
    model: architecture ?? "",
    configuration,
    sections: Object.fromEntries(named),
    hash: fitHash(path),
  };
}

/** Hash of a checkpoint's weights. */
export function checkpointHash(path: string): string {
  return path.endsWith(".json") ? readCheckpointCard(path).weightsHash : fitHash(path);
}
