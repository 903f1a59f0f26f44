import type { Stream } from "../core/random.ts";
import { LsaKernel } from "./lsa-kernel.ts";
import type { TermRows } from "./tf-idf.ts";

/**
 * A random projection: a term has a random sign in each of `width` numbers, a row is the weighted sum of its terms'. Cosines
 * of rows come out with an error of about 1/√width (Johnson, Lindenstrauss 1984; signs: Achlioptas 2003).
 */
export class SignSpace {
  readonly width: number;
  readonly #kernel = new LsaKernel();
  /** Address of the signs: [terms, width]. */
  readonly #signs: number;

  /** `width` is a multiple of 16. */
  constructor(terms: number, width: number, random: Stream) {
    this.width = width;
    this.#signs = this.#kernel.allocate(Float32Array, terms * width);
    drawSigns(this.#kernel.view(Float32Array, this.#signs, terms * width), random);
  }

  /** [rows × width] */
  project(rows: TermRows): Float32Array {
    return this.#kernel.project(rows, { q: this.#signs, width: this.width, kept: this.width });
  }
}

/** Fills an array with 1 and -1 at equal odds. */
export function drawSigns(values: Float32Array, random: Stream): void {
  for (let i = 0; i < values.length; i++) values[i] = random.uniform() < 0.5 ? -1 : 1;
}
