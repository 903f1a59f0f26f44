import type { Stream } from "../core/random.ts";
import { sequenceCount } from "../core/sequences.ts";
import { PopularitySampler } from "./negatives.ts";
import {
  type BatchSource,
  epochBatches,
  type SequenceData,
  type SharedEmbeddings,
  sharedEmbeddings,
  type TrainingBatch,
  warpBatches,
} from "./samplers.ts";

/**
 * Where users, windows and negatives of training batches come from: `epochBatches` with k negatives, uniform (`epochs`) or as often as
 * items are met in training (`popularity`), or `warpBatches`.
 */
export type Sampling =
  | {
      readonly sampler: "epochs" | "popularity";
      readonly negatives: number;
      readonly wholeHistory?: boolean;
      readonly shuffled?: boolean;
    }
  | { readonly sampler: "warp"; readonly shared?: Pick<SharedEmbeddings, "keepItem" | "keepUser"> };

/** Makes training batches drawn as `sampling` says. Throws as the samplers. */
export function sampledBatches(data: SequenceData, sampling: Sampling, random: Stream): BatchSource<TrainingBatch> {
  const stream = random.fork("batches");
  if (sampling.sampler !== "warp") {
    const sampler = sampling.sampler === "popularity" ? popularityOf(data) : undefined;
    return epochBatches({ ...data, ...sampling, sampler }, stream);
  }
  const plain = warpBatches(data, stream);
  if (!sampling.shared) return plain;
  const settings = { items: data.items, users: sequenceCount(data.sequences), ...sampling.shared };
  return sharedEmbeddings(plain, settings, random.fork("shared-embeddings"));
}

function popularityOf({ sequences, items }: SequenceData): PopularitySampler {
  const sampler = new PopularitySampler(items);
  sampler.count(sequences.items);
  return sampler;
}
