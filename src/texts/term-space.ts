/**
 * The leading right singular vectors of a sparse document × term matrix A, by randomised subspace iteration (Halko,
 * Martinsson, Tropp 2011, "Finding structure with randomness", algorithm 4.4, on the terms' side): repeat Z = AᵀA Q and
 * take an orthonormal basis Q of Z. The basis comes from the eigenvectors of ZᵀZ (SVQB; Stathopoulos, Wu 2002) and so
 * is in order of singular values. Nothing as tall as the catalogue is ever held.
 */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { Stream } from "../core/random.ts";
import { roundUp } from "../core/round-up.ts";
import { takeTurn } from "../parallel/crew.ts";
import { COLUMN_GROUP, LsaKernel, type PlacedRows, ROW_GROUP } from "./lsa-kernel.ts";
import { drawSigns } from "./sign-space.ts";
import type { TermRows } from "./tf-idf.ts";

/** Columns beyond the rank: they make the last of the wanted vectors accurate. */
const OVERSAMPLING = 16;
/** Eigenvalues of ZᵀZ below this share of the largest are rounding errors: the matrix has no such direction. */
const NOTHING = 1e-12;

/** How the directions of a space are found. */
export interface TermSpaceOptions {
  /** Columns of A. */
  readonly terms: number;
  /** Vectors wanted. */
  readonly rank: number;
  /** Products with AᵀA. */
  readonly passes: number;
  readonly random: Stream;
  readonly signal?: AbortSignal;
}

/** The space of a truncated singular value decomposition of rows of terms. */
export class TermSpace {
  readonly rank: number;
  /** Estimates from the last pass, falling: [rank]; 0 where the matrix has no such direction. */
  readonly singularValues: Float64Array;
  readonly #kernel = new LsaKernel();
  readonly #terms: number;
  readonly #width: number;
  /** Address of the vectors: [terms, width]. */
  #q: number;

  private constructor({ terms, rank }: TermSpaceOptions) {
    this.rank = rank;
    this.singularValues = new Float64Array(rank);
    this.#terms = roundUp(Math.max(1, terms), ROW_GROUP);
    this.#width = roundUp(Math.max(1, Math.min(rank + OVERSAMPLING, terms)), COLUMN_GROUP);
    this.#q = this.#kernel.allocate(Float32Array, this.#terms * this.#width);
  }

  /** Throws Interrupted, at the end of a pass, when the signal fires. */
  static async fit(matrix: TermRows, options: TermSpaceOptions): Promise<TermSpace> {
    const space = new TermSpace(options);
    // As good a start as normal draws, and the same bits everywhere.
    drawSigns(space.#view(space.#q), options.random);
    await space.#iterate(matrix, options);
    return space;
  }

  /** A V for rows of the same terms: [rows × rank]. Columns that the matrix has no direction for are 0. */
  project(rows: TermRows): Float32Array {
    return this.#kernel.project(rows, { q: this.#q, width: this.#width, kept: this.rank });
  }

  async #iterate(matrix: TermRows, { passes, signal }: TermSpaceOptions): Promise<void> {
    const kernel = this.#kernel;
    const z = kernel.allocate(Float32Array, this.#terms * this.#width);
    const rows = kernel.place(matrix);
    for (let pass = 0; pass < passes; pass++) {
      this.#multiply(rows, z);
      this.#orthonormalise(z);
      await takeTurn(signal);
    }
    kernel.release(z);
  }

  /** z = AᵀA q. */
  #multiply({ offsets, terms, weights, count }: PlacedRows, z: number): void {
    const y = this.#kernel.allocate(Float32Array, this.#width);
    this.#view(z).fill(0);
    this.#kernel.run.power(offsets, terms, weights, count, this.#q, z, this.#width, y);
    this.#kernel.release(y);
  }

  /** q = z W with W = (eigenvectors of zᵀz) / √eigenvalues, largest first. */
  #orthonormalise(z: number): void {
    const [kernel, width] = [this.#kernel, this.#width];
    const w = kernel.allocate(Float32Array, width * width);
    const { turn, eigenvalues } = whitening(this.#gram(z), width);
    kernel.view(Float32Array, w, width * width).set(turn);
    kernel.run.rotate(z, this.#terms, width, w, this.#q);
    kernel.release(w);
    // z = AᵀA q with orthonormal q, so zᵀz has the fourth powers.
    this.singularValues.set(eigenvalues.subarray(0, this.rank).map((value) => Math.sqrt(Math.sqrt(value))));
  }

  /** zᵀz in double precision: [width × width]. */
  #gram(z: number): Float64Array {
    const [kernel, width] = [this.#kernel, this.#width];
    const sums = kernel.allocate(Float64Array, width * width);
    kernel.view(Float64Array, sums, width * width).fill(0);
    for (let row = 0; row < this.#terms; row += GRAM_ROWS) {
      kernel.run.gram(z + row * width * 4, Math.min(GRAM_ROWS, this.#terms - row), width, sums);
    }
    const gram = kernel.view(Float64Array, sums, width * width).slice();
    kernel.release(sums);
    return gram;
  }

  #view(at: number): Float32Array {
    return this.#kernel.view(Float32Array, at, this.#terms * this.#width);
  }
}

/** Rows at a time that stay in the second-level cache. */
const GRAM_ROWS = 256;

/** W with (z W)ᵀ(z W) = I, from the upper triangle of zᵀz; columns in order of falling eigenvalue, 0 for none. */
function whitening(gram: Float64Array, width: number): { turn: Float32Array; eigenvalues: Float64Array } {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetric(gram, width), {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  const floor = NOTHING * realEigenvalues[order[0]];
  const eigenvalues = new Float64Array(width);
  const turn = new Float32Array(width * width);
  for (const [column, from] of order.entries()) {
    if (!(realEigenvalues[from] > floor)) continue;
    eigenvalues[column] = realEigenvalues[from];
    const scale = 1 / Math.sqrt(realEigenvalues[from]);
    for (let i = 0; i < width; i++) turn[i * width + column] = eigenvectorMatrix.get(i, from) * scale;
  }
  return { turn, eigenvalues };
}

function symmetric(upper: Float64Array, width: number): Matrix {
  const matrix = new Matrix(width, width);
  for (let i = 0; i < width; i++) {
    for (let j = i; j < width; j++) matrix.set(i, j, upper[i * width + j]).set(j, i, upper[i * width + j]);
  }
  return matrix;
}
