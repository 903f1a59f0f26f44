import type { Catalogue } from "../core/types.ts";

/** Turns texts into vectors whose products are likenesses. */
export interface Embedder {
  /** `lsa`, `use` or `transformer`. */
  readonly name: string;
  /** Numbers a text. */
  readonly dimensions: number;
  /** Identifies model and settings: equal hashes give equal vectors. */
  readonly hash: string;
  /** Learns from the catalogue, before `embed`; only an embedder that needs it has it. Throws Interrupted. */
  fit?(catalogue: Catalogue, signal?: AbortSignal): Promise<void>;
  /**
   * One row a text, of length 1 (0 for a text that says nothing to the model): [texts × dimensions]. A slow embedder throws
   * Interrupted when the signal fires.
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array>;
  /** Ends threads and frees models. */
  dispose(): Promise<void>;
}

/** The text that is embedded of an item. */
export function itemText(catalogue: Catalogue, item: number): string {
  return `${catalogue.title(item)} ${catalogue.description(item)}`;
}

/** The texts that are embedded of items start..end-1. */
export function itemTexts(catalogue: Catalogue, start = 0, end: number = catalogue.size): string[] {
  return Array.from({ length: end - start }, (_, i) => itemText(catalogue, start + i));
}
