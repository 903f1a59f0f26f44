import { SlateLabError } from "../core/errors.ts";
import { contentHash } from "../core/hash.ts";
import { Stream } from "../core/random.ts";
import type { Catalogue } from "../core/types.ts";
import { toLength } from "../factors/row-length.ts";
import { type Embedder, itemTexts } from "./embedder.ts";
import { SignSpace } from "./sign-space.ts";
import { TermSpace } from "./term-space.ts";
import { type TermRows, TfIdf } from "./tf-idf.ts";

const SETTINGS = {
  version: 3,
  dimensions: 384,
  /** Leading singular vectors, in which topics lie. */
  topicDirections: 128,
  /** Share of topics in the product of two rows; the rest is the words'. */
  topicShare: 0.3,
  maxTerms: 50_000,
  passes: 3,
  seed: "lsa",
};

/**
 * Latent semantic analysis for the topic and a random projection for the words: the product of two rows is
 *
 *   topicShare · cos(topics) + (1 − topicShare) · cos(words), about.
 *
 * Topics are tf-idf rows in the space of the catalogue's leading singular vectors (Deerwester et al. 1990), each direction
 * divided by the square root of its singular value: less weight for the few that nearly all texts share is better at
 * finding alike texts (Caron 2001; Bullinaria, Levy 2012). A few hundred directions know the topic, but not who a
 * story of twenty texts is about. That is in rare words, which a random projection keeps: rows of tf · idf², in the
 * remaining numbers. No model to fetch; deterministic. `fit` learns both; `embed` before it throws a SlateLabError.
 */
export class LsaEmbedder implements Embedder {
  readonly name = "lsa";
  readonly dimensions: number = SETTINGS.dimensions;
  readonly hash: string = contentHash("lsa", SETTINGS).slice(0, 16);
  #fitted: { tfIdf: TfIdf; topics: TermSpace; words: SignSpace } | undefined;

  async fit(catalogue: Catalogue, signal?: AbortSignal): Promise<void> {
    const { dimensions, topicDirections, maxTerms, passes, seed } = SETTINGS;
    const texts = itemTexts(catalogue);
    const tfIdf = TfIdf.fit(texts, maxTerms);
    const random = new Stream(seed);
    const words = new SignSpace(tfIdf.size, dimensions - topicDirections, random.fork("words"));
    const space = { terms: tfIdf.size, rank: topicDirections, passes, random: random.fork("topics"), signal };
    this.#fitted = { tfIdf, words, topics: await TermSpace.fit(tfIdf.rows(texts), space) };
  }

  async embed(texts: readonly string[]): Promise<Float32Array> {
    if (!this.#fitted) throw new SlateLabError("The lsa embedder has not been fitted to a catalogue");
    const { tfIdf, topics, words } = this.#fitted;
    const { topicShare } = SETTINGS;
    const rows = tfIdf.rows(texts);
    return joined([
      { rows: alike(topics, rows), width: topics.rank, share: topicShare },
      { rows: words.project(tfIdf.sharpened(rows)), width: words.width, share: 1 - topicShare },
    ]);
  }

  async dispose(): Promise<void> {
    this.#fitted = undefined;
  }
}

/** Rows in the space of topics, each direction divided by the square root of its singular value: [rows × rank]. */
function alike(space: TermSpace, rows: TermRows): Float32Array {
  const scales = space.singularValues.map((value) => (value > 0 ? 1 / Math.sqrt(value) : 0));
  return space.project(rows).map((value, i) => value * scales[i % space.rank]);
}

interface RowPart {
  /** [rows × width] */
  readonly rows: Float32Array;
  readonly width: number;
  /** In the product of two rows of all parts. */
  readonly share: number;
}

/** Rows of all parts side by side, each part's brought to its share of the length, 1 in all. */
function joined(parts: readonly RowPart[]): Float32Array {
  const dimensions = parts.reduce((sum, { width }) => sum + width, 0);
  const all = new Float32Array((parts[0].rows.length / parts[0].width) * dimensions);
  let offset = 0;
  for (const { rows, width, share } of parts) {
    for (let from = 0, to = offset; from < rows.length; from += width, to += dimensions) {
      const row = rows.subarray(from, from + width);
      toLength(row, Math.sqrt(share));
      all.set(row, to);
    }
    offset += width;
  }
  // A text may be without one of its parts.
  for (let at = 0; at < all.length; at += dimensions) toLength(all.subarray(at, at + dimensions), 1);
  return all;
}
