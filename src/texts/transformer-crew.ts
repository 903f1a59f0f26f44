/** A sentence transformer in one thread. */
import { joined } from "../core/arrays.ts";
import type { Handler } from "../parallel/handler.ts";

/** Which model, and where it is. */
export interface TransformerModel {
  /** Name, as on the Hugging Face hub. */
  readonly model: string;
  /** Folder of the model folders; left out: the hub. */
  readonly folder?: string;
  /** Precision of the weights. */
  readonly dtype: "fp32" | "q8";
}

/**
 * Sets up a worker that embeds texts by a transformer, mean-pooled unit rows, one text at a time: int8 activations are scaled
 * over all that is in the batch.
 */
export async function open({ model, folder, dtype }: TransformerModel): Promise<Handler<string[], Float32Array>> {
  const { env, pipeline } = await import("@huggingface/transformers");
  if (folder) Object.assign(env, { localModelPath: folder, allowRemoteModels: false });
  // Threads of our own use the cores better: tokenising and pooling are JavaScript.
  const session_options = { intraOpNumThreads: 1, interOpNumThreads: 1 };
  const embed = await pipeline("feature-extraction", model, { dtype, session_options });
  const run = async (texts: string[]) => {
    const rows: Float32Array[] = [];
    for (const text of texts) rows.push((await embed(text, { pooling: "mean", normalize: true })).data as Float32Array);
    return joined(rows);
  };
  return { run };
}

/** Address of this module, for the crew. */
export const module: string = import.meta.url;
