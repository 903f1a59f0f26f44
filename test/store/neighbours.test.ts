import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import type { NeighbourList } from "../../src/core/agents.ts";
import { UsageError } from "../../src/core/errors.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { NeighbourCache } from "../../src/store/neighbours.ts";
import { newFolder } from "./fixture.ts";

let store: Store;

beforeEach(() => {
  store = openStore(join(newFolder(), "lab.db"));
  return () => store.close();
});

const cacheOf = (catalogueHash = "news", embedderHash = "lsa") =>
  new NeighbourCache(store, { catalogueHash, embedderHash });

function listOf(k: number, first = 0): NeighbourList {
  const ranks = Array.from({ length: k }, (_, i) => i);
  return { items: Int32Array.from(ranks, (i) => first + i), scores: Float32Array.from(ranks, (i) => 1 / (i + 1)) };
}

it("gives back what was put, also after the file is opened again", () => {
  cacheOf().putAll([
    [3, listOf(100, 50)],
    [0, listOf(1)],
    [7, listOf(0)],
  ]);
  const again = openStore(store.name, { readonly: true });
  const cache = new NeighbourCache(again, { catalogueHash: "news", embedderHash: "lsa" });
  expect(cache.get(3)).toEqual(listOf(100, 50));
  expect(cache.get(0)).toEqual(listOf(1));
  expect(cache.get(7)).toEqual(listOf(0));
  expect(cache.get(1)).toBeUndefined();
  again.close();
});

it("keeps catalogues and embedders apart", () => {
  cacheOf().putAll([[1, listOf(2)]]);
  cacheOf("news", "use").putAll([[1, listOf(3)]]);
  expect(cacheOf().get(1)).toEqual(listOf(2));
  expect(cacheOf("news", "use").get(1)).toEqual(listOf(3));
  expect(cacheOf("films").get(1)).toBeUndefined();
});

it("replaces earlier lists of the same items", () => {
  const cache = cacheOf();
  cache.putAll([0, 1, 2].map((item) => [item, listOf(10)]));
  cache.putAll([[1, listOf(20)]]);
  expect([0, 1, 2].map((item) => cache.get(item)?.items.length)).toEqual([10, 20, 10]);
});

it("puts all or nothing", () => {
  const uneven = { items: new Int32Array(2), scores: new Float32Array(3) };
  const put = () =>
    cacheOf().putAll([
      [0, listOf(2)],
      [1, uneven],
    ]);
  expect(put).toThrow(UsageError);
  expect(put).toThrow("Expected 2 scores, one an item, got 3");
  expect(cacheOf().get(0)).toBeUndefined();
});

function sql(text: string, ...values: unknown[]): unknown {
  return store.prepare(text).run(...values);
}

it.each([
  [
    "a changed byte",
    () => sql("UPDATE neighbours SET neighbours = CAST(? || substr(neighbours, 2) AS BLOB)", Buffer.of(9)),
  ],
  ["a list that is cut", () => sql("UPDATE neighbours SET neighbours = substr(neighbours, 9)")],
  [
    "no checksum, as before",
    () => sql("UPDATE neighbours SET neighbours = substr(neighbours, 1, length(neighbours) - 4)"),
  ],
  ["nothing", () => sql("UPDATE neighbours SET neighbours = x''")],
  ["a text", () => sql("UPDATE neighbours SET neighbours = CAST('neighbours' AS BLOB)")],
  ["the list of another item", () => sql("UPDATE neighbours SET item = 2")],
  ["the list of another embedder", () => sql("UPDATE neighbours SET item = 2, embedder_hash = 'use'")],
])("finds %s, says so once, and takes a new list", (_, harm) => {
  cacheOf().putAll([[1, listOf(10)]]);
  harm();
  const said: string[] = [];
  const notify = (message: string) => said.push(message);
  for (const embedderHash of ["lsa", "use"]) {
    const cache = new NeighbourCache(store, { catalogueHash: "news", embedderHash, notify });
    expect([cache.get(1), cache.get(2), cache.get(1)]).toEqual([undefined, undefined, undefined]);
  }
  expect(said).toEqual([expect.stringContaining("Neighbour lists have no checksum, or are not as they were stored")]);
  cacheOf().putAll([[1, listOf(10)]]);
  expect(cacheOf().get(1)).toEqual(listOf(10));
});

it("does not believe a list of items or scores that cannot be", () => {
  const nan = { items: Int32Array.of(1), scores: Float32Array.of(Number.NaN) };
  cacheOf().putAll([
    [0, listOf(3, 8)],
    [1, listOf(3, -1)],
    [2, nan],
    [3, listOf(3, 7)],
  ]);
  const sized = new NeighbourCache(store, { catalogueHash: "news", embedderHash: "lsa", size: 10 });
  expect([0, 1, 2, 3].map((item) => sized.get(item)?.items.length)).toEqual([undefined, undefined, undefined, 3]);
});
