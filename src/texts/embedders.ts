import { unknownName } from "../core/errors.ts";
import type { Embedder } from "./embedder.ts";
import { LsaEmbedder } from "./lsa.ts";
import { createTransformer, type TransformerOptions } from "./transformer.ts";
import { createUse } from "./use.ts";

/** Best first. */
export const EMBEDDERS: readonly string[] = ["transformer", "use", "lsa"];

/** Throws a UsageError unless there is an embedder of that name, or it is `auto`. Returns the name. */
export function checkEmbedder(spec: string): string {
  const known = ["auto", ...EMBEDDERS];
  if (known.includes(spec) || /^transformer:./.test(spec)) return spec;
  throw unknownName("embedder", spec, known);
}

/**
 * An embedder by name; `transformer:MODEL` for another model than the default. Nothing is loaded before the first text.
 * Throws a UsageError for an unknown name, and a SlateLabError for a model that is nowhere.
 */
export async function createEmbedder(
  spec: string,
  options: Pick<TransformerOptions, "modelDir"> = {},
): Promise<Embedder> {
  const colon = spec.indexOf(":");
  if (colon > 0 && spec.slice(0, colon) === "transformer") {
    return createTransformer({ ...options, model: spec.slice(colon + 1) });
  }
  if (spec === "transformer") return createTransformer(options);
  if (spec === "use") return createUse();
  if (spec === "lsa") return new LsaEmbedder();
  throw unknownName("embedder", spec, EMBEDDERS);
}
