/** What we write is safetensors, as whoever knows nothing but its specification reads it. */
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeBlobFile } from "../../src/files/blob-file.ts";
import { writeCheckpoint } from "../../src/files/checkpoint.ts";
import { writeSafetensors } from "../../src/files/safetensors.ts";
import { newFolder } from "../store/fixture.ts";
import { plain, readBySpecification } from "./fixture.ts";

const SECTIONS = {
  bytes: Uint8Array.of(1, 2, 255),
  half: Int16Array.of(-300, 4, 5),
  vectors: Float32Array.of(0.5, -1, 3e-9),
  empty: new Float64Array(0),
  unsigned: Uint16Array.of(65535),
  doubles: Float64Array.of(Math.PI, Number.NEGATIVE_INFINITY),
  signed: Int8Array.of(-1, 7),
  items: Int32Array.of(5, -6),
  words: Uint32Array.of(4294967295),
};
const DTYPES = ["U8", "I16", "F32", "F64", "U16", "F64", "I8", "I32", "U32"];

it("a container of all types of numbers is read, each array aligned and without holes", () => {
  const path = join(newFolder(), "cache.bin");
  writeBlobFile(path, { kind: "mixture", version: "7", header: { note: "naïve – ü" }, sections: SECTIONS });
  const { metadata, tensors } = readBySpecification(path);
  expect(metadata).toMatchObject({ format: "2", kind: "mixture", version: "7" });
  expect(JSON.parse(metadata.header)).toEqual({ note: "naïve – ü" });
  const names = Object.keys(SECTIONS) as (keyof typeof SECTIONS)[];
  expect(names.map((name) => tensors[name].dtype)).toEqual(DTYPES);
  for (const name of names) {
    const { shape, values, offset } = tensors[name];
    expect({ name, shape, values }).toEqual({ name, shape: [SECTIONS[name].length], values: plain(SECTIONS[name]) });
    expect(offset % SECTIONS[name].BYTES_PER_ELEMENT).toBe(0);
  }
  expect(Math.min(...names.map((name) => tensors[name].offset)) % 64).toBe(0);
});

it("a container without arrays is read", () => {
  const path = join(newFolder(), "cache.bin");
  writeBlobFile(path, { kind: "nothing", version: "1", header: null, sections: {} });
  expect(readBySpecification(path).tensors).toEqual({});
});

it("a checkpoint is read: what was learnt, and what training needs", () => {
  const path = join(newFolder(), "best.ckpt");
  const facts = { model: "tower", configuration: { width: 2 }, training: {} };
  const [sections, state] = [{ items: Float32Array.of(1, 2) }, { "adam/train/0": Float32Array.of(3) }];
  writeCheckpoint(path, { ...facts, sections, state });
  const { tensors } = readBySpecification(path);
  expect(tensors["weights/items"].values).toEqual([1, 2]);
  expect(tensors["state/adam/train/0"].values).toEqual([3]);
});

it("tensors keep their shapes", () => {
  const path = join(newFolder(), "new", "model.safetensors");
  const tensors = {
    narrow: { shape: [3], data: Int8Array.of(1, 2, 3) },
    matrix: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
  };
  writeSafetensors(path, tensors, { format: "pt" });
  const read = readBySpecification(path);
  expect(read.metadata).toEqual({ format: "pt" });
  expect(read.tensors.matrix).toMatchObject({ dtype: "F32", shape: [2, 3], values: [1, 2, 3, 4, 5, 6] });
  expect(read.tensors.narrow).toMatchObject({ dtype: "I8", shape: [3], values: [1, 2, 3] });
});
