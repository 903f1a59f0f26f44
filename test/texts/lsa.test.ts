import { beforeAll, describe, expect, it } from "vitest";
import { Interrupted, SlateLabError } from "../../src/core/errors.ts";
import { PackedCatalogue } from "../../src/core/packed-catalogue.ts";
import { Stream } from "../../src/core/random.ts";
import { itemTexts } from "../../src/texts/embedder.ts";
import { LsaEmbedder } from "../../src/texts/lsa.ts";
import { NeighbourIndex } from "../../src/texts/neighbours.ts";
import { SignSpace } from "../../src/texts/sign-space.ts";
import { TermSpace } from "../../src/texts/term-space.ts";
import { type TermRows, TfIdf } from "../../src/texts/tf-idf.ts";
import { topicCatalogue, topicOf } from "./fixture.ts";

function sparse(dense: number[][]): TermRows {
  const entries = dense.map((row) => row.flatMap((weight, term) => (weight === 0 ? [] : [{ term, weight }])));
  const offsets = [0];
  for (const row of entries) offsets.push(offsets[offsets.length - 1] + row.length);
  return {
    offsets: Uint32Array.from(offsets),
    terms: Uint32Array.from(entries.flat(), ({ term }) => term),
    weights: Float32Array.from(entries.flat(), ({ weight }) => weight),
  };
}

/** U diag(values) Vᵀ of random orthonormal U, V. */
function matrixWith(values: number[], rows: number, columns: number, random: Stream): number[][] {
  const [u, v] = [orthonormal(values.length, rows, random), orthonormal(values.length, columns, random)];
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => values.reduce((sum, value, k) => sum + value * u[k][i] * v[k][j], 0)),
  );
}

/** Gram–Schmidt over normal draws: [count][length]. */
function orthonormal(count: number, length: number, random: Stream): number[][] {
  const basis: number[][] = [];
  while (basis.length < count) {
    const vector = Array.from({ length }, () => random.normal());
    for (const other of basis) {
      const along = dot(vector, other);
      for (let i = 0; i < length; i++) vector[i] -= along * other[i];
    }
    const norm = Math.hypot(...vector);
    basis.push(vector.map((x) => x / norm));
  }
  return basis;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function row(rows: Float32Array, i: number, width: number): Float32Array {
  return rows.subarray(i * width, (i + 1) * width);
}

describe("TfIdf", () => {
  const texts = ["a b b", "a b c", "a c", "a d", ""];
  const tfIdf = TfIdf.fit(texts, 10);

  it("keeps terms of two texts and more, most frequent first, at most maxTerms", () => {
    expect(tfIdf.size).toBe(3);
    expect([...tfIdf.rows(["c b a d e"]).terms]).toEqual([2, 1, 0]);
    expect(TfIdf.fit(texts, 2).size).toBe(2);
  });

  it("weighs (1 + ln tf) ln((1 + n) / (1 + df)), to length 1", () => {
    const { offsets, weights } = tfIdf.rows(["a b b", "d", "b"]);
    const [a, b] = [Math.log(6 / 5), (1 + Math.log(2)) * Math.log(6 / 3)];
    expect([...offsets]).toEqual([0, 2, 2, 3]);
    expect(weights[0]).toBeCloseTo(a / Math.hypot(a, b), 6);
    expect(weights[1]).toBeCloseTo(b / Math.hypot(a, b), 6);
    expect(weights[2]).toBe(1);
  });

  it("sharpened, weighs with the square of the idf, to length 1", () => {
    const { offsets, terms, weights } = tfIdf.sharpened(tfIdf.rows(["a b b", "d", "b"]));
    const [a, b] = [Math.log(6 / 5) ** 2, (1 + Math.log(2)) * Math.log(6 / 3) ** 2];
    expect([...offsets]).toEqual([0, 2, 2, 3]);
    expect([...terms]).toEqual([0, 1, 1]);
    expect(weights[0]).toBeCloseTo(a / Math.hypot(a, b), 6);
    expect(weights[1]).toBeCloseTo(b / Math.hypot(a, b), 6);
    expect(weights[2]).toBe(1);
  });
});

describe("SignSpace", () => {
  const random = new Stream("rows");
  const dense = Array.from({ length: 40 }, () => Array.from({ length: 200 }, () => (random.uniform() < 0.1 ? 1 : 0)));
  const project = (width: number, seed = 1) => new SignSpace(200, width, new Stream(seed)).project(sparse(dense));

  it("keeps cosines to about 1 / √width", () => {
    const rows = project(1024);
    const cosine = (a: ArrayLike<number>, b: ArrayLike<number>) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    let squares = 0;
    for (let i = 1; i < 40; i++) {
      const error = cosine(row(rows, 0, 1024), row(rows, i, 1024)) - cosine(dense[0], dense[i]);
      squares += error * error;
    }
    expect(Math.sqrt(squares / 39)).toBeLessThan(1.5 / 32);
  });

  it("is linear in the rows, and the same for the same seed", () => {
    const rows = project(32);
    const doubled = new SignSpace(200, 32, new Stream(1)).project(sparse(dense.map((row) => row.map((x) => 2 * x))));
    expect(doubled).toEqual(rows.map((x) => 2 * x));
    expect(project(32)).toEqual(rows);
    expect(project(32, 2)).not.toEqual(rows);
  });
});

describe("TermSpace", () => {
  const values = [9, 7, 5, 4, 3, 2, 1, 0.5];
  const dense = matrixWith(values, 60, 45, new Stream("svd"));
  const fit = (rank: number, seed: number, signal?: AbortSignal) =>
    TermSpace.fit(sparse(dense), { terms: 45, rank, passes: 4, random: new Stream(seed), signal });
  let space: TermSpace;

  beforeAll(async () => {
    space = await fit(12, 1);
  });

  it("finds the singular values in falling order, and none that is not there", () => {
    for (const [k, value] of values.entries()) expect(space.singularValues[k]).toBeCloseTo(value, 3);
    expect([...space.singularValues.subarray(values.length)]).toEqual([0, 0, 0, 0]);
  });

  it("projects with all of the matrix's products kept", () => {
    const projected = space.project(sparse(dense));
    for (const [i, j] of [
      [0, 0],
      [0, 1],
      [7, 31],
      [59, 20],
    ]) {
      expect(dot(row(projected, i, 12), row(projected, j, 12))).toBeCloseTo(dot(dense[i], dense[j]), 3);
    }
  });

  it("keeps the best part when the rank is smaller than the matrix's", async () => {
    const narrow = await fit(3, 1);
    const energy = dot(narrow.project(sparse(dense)), narrow.project(sparse(dense)));
    expect(energy).toBeCloseTo(81 + 49 + 25, 2);
  });

  it("is the same for the same seed and close for another", async () => {
    const project = async (seed: number) => (await fit(3, seed)).project(sparse(dense));
    const [first, again, other] = [await project(1), await project(1), await project(2)];
    const product = (rows: Float32Array) => dot(row(rows, 5, 3), row(rows, 6, 3));
    expect(again).toEqual(first);
    expect(Math.abs(product(other) - product(first))).toBeLessThan(1e-3);
  });

  it("stops when told to", async () => {
    await expect(fit(3, 1, AbortSignal.abort())).rejects.toThrow(Interrupted);
  });
});

describe("LsaEmbedder", () => {
  it("puts texts of a topic together, in unit rows", async () => {
    const catalogue = topicCatalogue(400);
    const embedder = new LsaEmbedder();
    await embedder.fit(catalogue);
    const rows = await embedder.embed(itemTexts(catalogue));
    expect(rows).toHaveLength(400 * 384);
    expect(dot(row(rows, 3, 384), row(rows, 3, 384))).toBeCloseTo(1, 5);
    const index = new NeighbourIndex({ rows, size: 400, dimensions: 384 }, { k: 10 });
    for (let item = 0; item < 400; item += 9) {
      expect([...index.of(item).items].map(topicOf)).toEqual(Array(10).fill(topicOf(item)));
    }
  });

  it("gives the same vectors for any partition of the texts, and in any run", async () => {
    const catalogue = topicCatalogue(60);
    const [one, other] = [new LsaEmbedder(), new LsaEmbedder()];
    await Promise.all([one.fit(catalogue), other.fit(catalogue)]);
    const all = await one.embed(itemTexts(catalogue));
    expect(await other.embed(itemTexts(catalogue, 17, 40))).toEqual(all.slice(17 * 384, 40 * 384));
    expect(one.hash).toBe(other.hash);
  });

  it.each([
    ["one item", [{ title: "Only", description: "" }]],
    [
      "no word in common",
      [
        { title: "a", description: "b" },
        { title: "c", description: "" },
      ],
    ],
    [
      "empty texts",
      [
        { title: "", description: "" },
        { title: "", description: "" },
      ],
    ],
  ])("gives zero rows where there is nothing to compare: %s", async (_, texts) => {
    const embedder = new LsaEmbedder();
    await embedder.fit(PackedCatalogue.pack(texts, texts.length));
    expect(await embedder.embed(texts.map(({ title }) => title))).toEqual(new Float32Array(texts.length * 384));
  });

  it("gives equal texts equal rows, and an unknown text a zero row", async () => {
    const catalogue = topicCatalogue(40);
    const embedder = new LsaEmbedder();
    await embedder.fit(catalogue);
    const rows = await embedder.embed(["senate vote", "zzz", "senate vote"]);
    expect(row(rows, 0, 384)).toEqual(row(rows, 2, 384));
    expect(row(rows, 1, 384).every((x) => x === 0)).toBe(true);
  });

  it("wants to be fitted first", async () => {
    await expect(new LsaEmbedder().embed(["a"])).rejects.toThrow(SlateLabError);
  });
});
