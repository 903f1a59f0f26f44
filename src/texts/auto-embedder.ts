import type { Catalogue } from "../core/types.ts";
import { type Embedder, itemTexts } from "./embedder.ts";
import { EMBEDDERS, howToInstall, type ModelPlace, openEmbedder } from "./embedders.ts";
import { hasEmbeddings, isEmbedded } from "./embeddings.ts";
import { LsaEmbedder } from "./lsa.ts";
import { createTransformer, isLocalTransformer } from "./transformer.ts";

/** Nobody should wait longer for embeddings that they did not ask for by name. */
const PATIENCE_S = 60;
/** Texts embedded to measure the rate, after as many that load the model and warm it up. */
const PROBE = 64;

/** What the best embedder is chosen for. */
export interface AutoEmbedderOptions extends ModelPlace {
  readonly catalogue: Catalogue;
  readonly cacheDir: string;
  /** Milliseconds; the rate of a transformer is measured by it. */
  readonly now?: () => number;
}

/** The embedder that was chosen, and why. */
export interface AutoEmbedder {
  readonly embedder: Embedder;
  /** One sentence: which, why, and how to get a better one. */
  readonly reason: string;
}

/**
 * The best embedder whose embeddings of the catalogue are in the cache; else the default transformer, where it is local
 * and takes at most a minute; else `lsa`.
 */
export async function autoEmbedder(options: AutoEmbedderOptions): Promise<AutoEmbedder> {
  return (await cachedEmbedder(options)) ?? (await quickTransformer(options));
}

async function cachedEmbedder(options: AutoEmbedderOptions): Promise<AutoEmbedder | undefined> {
  for (const name of EMBEDDERS.names) {
    // A model is asked for only where it has been used: it may have to be looked up on the hub.
    if (!hasEmbeddings({ ...options, name })) continue;
    const embedder = await openEmbedder(EMBEDDERS.resolve(name), options).catch(() => undefined);
    if (!embedder || !isEmbedded({ ...options, embedder })) continue;
    const better = name === "transformer" ? "" : `; ${howToDoBetter()}`;
    return { embedder, reason: `Embedder '${name}': its embeddings of this catalogue are in the cache${better}` };
  }
  return undefined;
}

async function quickTransformer(options: AutoEmbedderOptions): Promise<AutoEmbedder> {
  const how = howToDoBetter();
  if (howToInstall(EMBEDDERS.get("transformer"))) return lsa(`no sentence model is installed; ${how}`);
  if (!isLocalTransformer(options)) return lsa(`no transformer model is in a local folder; ${how}`);
  const transformer = await createTransformer(options);
  const seconds = await estimateSeconds(transformer, options);
  const duration = seconds < 90 ? `${Math.ceil(seconds)} seconds` : `${Math.round(seconds / 60)} minutes`;
  if (seconds <= PATIENCE_S) {
    return { embedder: transformer, reason: `Embedder 'transformer': about ${duration} for this catalogue, once` };
  }
  await transformer.dispose();
  return lsa(`the transformer would take about ${duration}, once; choose the embedder 'transformer' for that`);
}

function howToDoBetter(): string {
  const install = howToInstall(EMBEDDERS.get("transformer"));
  return `for better ones ${install ? `${install}, then ` : ""}choose the embedder 'transformer' (its model from a folder that SLATELAB_MODELS names, or the hub)`;
}

function lsa(why: string): AutoEmbedder {
  return { embedder: new LsaEmbedder(), reason: `Embedder 'lsa', which needs no model: ${why}` };
}

/** From the rate over texts spread over the catalogue. */
async function estimateSeconds(embedder: Embedder, options: AutoEmbedderOptions): Promise<number> {
  const { catalogue, now = () => performance.now() } = options;
  const count = Math.min(PROBE, catalogue.size);
  const texts = Array.from({ length: count }, (_, i) => {
    const item = Math.floor((i * catalogue.size) / count);
    return itemTexts(catalogue, item, item + 1)[0];
  });
  await embedder.embed(texts);
  const start = now();
  await embedder.embed(texts);
  return ((now() - start) / 1000 / count) * catalogue.size;
}
