import type { Stream } from "../core/random.ts";
import { sequenceCount } from "../core/sequences.ts";
import {
  type BatchSource,
  epochBatches,
  type SequenceData,
  type SharedEmbeddings,
  sharedEmbeddings,
  type TrainingBatch,
  warpBatches,
} from "./samplers.ts";

/** Where users, windows and negatives of training batches come from: `epochBatches` with k negatives, or `warpBatches`. */
export type Sampling =
  | {
      readonly sampler: "epochs";
      readonly negatives: number;
      readonly wholeHistory?: boolean;
      readonly shuffled?: boolean;
    }
  | { readonly sampler: "warp"; readonly shared?: Pick<SharedEmbeddings, "keepItem" | "keepUser"> };

/** Makes training batches drawn as `sampling` says. Throws as the samplers. */
export function sampledBatches(data: SequenceData, sampling: Sampling, random: Stream): BatchSource<TrainingBatch> {
  if (sampling.sampler === "epochs") return epochBatches({ ...data, ...sampling }, random.fork("batches"));
  const plain = warpBatches(data, random.fork("batches"));
  if (!sampling.shared) return plain;
  const settings = { items: data.items, users: sequenceCount(data.sequences), ...sampling.shared };
  return sharedEmbeddings(plain, settings, random.fork("shared-embeddings"));
}
