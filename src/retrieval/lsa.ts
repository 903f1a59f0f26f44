import { SlateLabError } from "../core/errors.ts";
import { contentHash } from "../core/hash.ts";
import { Stream } from "../core/random.ts";
import type { Catalogue } from "../core/types.ts";
import { type Embedder, itemTexts } from "./embedder.ts";
import { TermSpace } from "./term-space.ts";
import { TfIdf } from "./tf-idf.ts";

const SETTINGS = { version: 1, dimensions: 384, maxTerms: 50_000, passes: 3, seed: "lsa" };

/**
 * Latent semantic analysis (Deerwester et al. 1990): tf-idf rows in the space of the catalogue's 384 leading singular
 * vectors, scaled to length 1. Each direction is divided by the square root of its singular value: less weight for the
 * few that nearly all texts share is better at finding alike texts (Caron 2001; Bullinaria, Levy 2012). No model to
 * fetch; deterministic. `fit` learns the space; `embed` before it throws a SlateLabError.
 */
export class LsaEmbedder implements Embedder {
  readonly name = "lsa";
  readonly dimensions: number = SETTINGS.dimensions;
  readonly hash: string = contentHash("lsa", SETTINGS).slice(0, 16);
  #tfIdf: TfIdf | undefined;
  #space: TermSpace | undefined;

  async fit(catalogue: Catalogue, signal?: AbortSignal): Promise<void> {
    const texts = itemTexts(catalogue);
    this.#tfIdf = TfIdf.fit(texts, SETTINGS.maxTerms);
    this.#space = await TermSpace.fit(this.#tfIdf.rows(texts), {
      terms: this.#tfIdf.size,
      rank: SETTINGS.dimensions,
      passes: SETTINGS.passes,
      random: new Stream(SETTINGS.seed),
      signal,
    });
  }

  async embed(texts: readonly string[]): Promise<Float32Array> {
    if (!this.#tfIdf || !this.#space) throw new SlateLabError("The lsa embedder has not been fitted to a catalogue");
    const rows = this.#space.project(this.#tfIdf.rows(texts));
    const scales = this.#space.singularValues.map((value) => (value > 0 ? 1 / Math.sqrt(value) : 0));
    for (let i = 0; i < texts.length; i++) {
      rescale(rows.subarray(i * this.dimensions, (i + 1) * this.dimensions), scales);
    }
    return rows;
  }

  async dispose(): Promise<void> {
    this.#space = undefined;
  }
}

/** Scales each number by its own, then all to length 1; a zero row stays. */
function rescale(row: Float32Array, scales: Float64Array): void {
  let squares = 0;
  for (let i = 0; i < row.length; i++) {
    row[i] *= scales[i];
    squares += row[i] * row[i];
  }
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  for (let i = 0; i < row.length; i++) row[i] *= scale;
}
