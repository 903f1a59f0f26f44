/** Changes to containers that a checksum cannot tell once they are sealed again. */
import type { Stream } from "../../../src/core/random.ts";
import type { Container, Json } from "./seal.ts";

const METADATA = "__metadata__";
const WIDTHS: Readonly<Record<string, number>> = { I8: 1, U8: 1, I16: 2, U16: 2, I32: 4, U32: 4, F32: 4, F64: 8 };

const WEIRD: readonly Json[] = [
  ...[null, true, -1, 0, 1, 0.5, 3, 64, 1e9, 2 ** 31, 2 ** 53, -(2 ** 31), 1e308, "", "x", "NaN", "../x", [], {}],
  ...["__proto__", "constructor", [[]], [1, 2], { constructor: { prototype: { polluted: 1 } } }],
  JSON.parse('{"__proto__":{"polluted":1}}') as Json,
];

type Mutation = (container: Container, random: Stream) => void;

/** A change of the numbers: of one, of all of a tensor, or of their order. */
const NUMBERS: readonly Mutation[] = [
  (container, random) =>
    onTensor(container, random, ({ bytes, dtype }) => {
      const width = WIDTHS[dtype] ?? 1;
      if (bytes.length >= width) put(bytes, dtype, random.int(bytes.length / width) * width, weirdNumber(random));
    }),
  (container, random) =>
    onTensor(container, random, ({ bytes, dtype }) => {
      const width = WIDTHS[dtype] ?? 1;
      const value = weirdNumber(random);
      for (let at = 0; at + width <= bytes.length; at += width) put(bytes, dtype, at, value);
    }),
  (container, random) => onTensor(container, random, ({ bytes }) => bytes.reverse()),
  (container, random) => {
    container.numbers = container.numbers.subarray(0, random.int(container.numbers.length + 1));
  },
  (container) => {
    container.numbers = Buffer.concat([container.numbers, container.numbers]);
  },
];

/** A change of what is said of the tensors. */
const PLACES: readonly Mutation[] = [
  (container, random) => {
    const name = random.pick(tensorNames(container));
    if (name !== undefined) delete container.header[name];
  },
  (container, random) => {
    const [a, b] = [random.pick(tensorNames(container)), random.pick(tensorNames(container))];
    const { header } = container;
    if (a !== undefined && b !== undefined) [header[a], header[b]] = [header[b], header[a]];
  },
  (container, random) => {
    const name = random.pick(tensorNames(container));
    if (name === undefined) return;
    container.header[random.pick(["extra", "weights/extra", "weights/", "constructor", "weights/toString"])] =
      container.header[name];
    if (random.uniform() < 0.5) delete container.header[name];
  },
  (container, random) => {
    const place = container.header[random.pick(tensorNames(container)) ?? ""];
    if (place && typeof place === "object" && !Array.isArray(place)) place.dtype = random.pick(Object.keys(WIDTHS));
  },
  (container, random) => {
    const place = container.header[random.pick(tensorNames(container)) ?? ""];
    if (place) change(place, random);
  },
  shrink,
];

/** A change of what the reader's own header says. */
const HEADER: readonly Mutation[] = [
  (container, random) => {
    const metadata = container.header[METADATA] as { [name: string]: Json };
    const inner = JSON.parse(String(metadata.header)) as Json;
    if (typeof inner === "object" && inner !== null) change(inner, random);
    metadata.header = JSON.stringify(inner);
  },
  (container, random) => {
    const metadata = container.header[METADATA] as { [name: string]: Json };
    const depth = random.pick([10, 1000, 100_000]);
    const texts = ["", "{", "null", "7", '"x"', "[]", "[".repeat(depth) + "]".repeat(depth)];
    metadata.header = random.pick([...texts, `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`]);
  },
  (container, random) => {
    const metadata = container.header[METADATA] as { [name: string]: Json };
    metadata[random.pick(["format", "kind", "version", "header", "numbers", "more"])] = random.pick(WEIRD);
  },
];

/** Changes a container in one to three ways. */
export function mutate(container: Container, random: Stream): void {
  const kinds = [NUMBERS, NUMBERS, PLACES, HEADER, HEADER];
  for (let n = 1 + random.int(3); n > 0; n--) {
    try {
      random.pick(random.pick(kinds))(container, random);
    } catch {
      // What an earlier change has left cannot be changed in this way.
    }
  }
}

/** Takes the last numbers off a tensor and moves all that follow: a file of the format, shorter than its reader thinks. */
function shrink(container: Container, random: Stream): void {
  const name = random.pick(tensorNames(container));
  const place = container.header[name] as unknown as { shape: number[]; data_offsets: [number, number]; dtype: string };
  const [from, to] = place.data_offsets;
  const width = WIDTHS[place.dtype];
  const count = (to - from) / width;
  const left = random.int(count + 1);
  // Widths differ: whole doubles keep everything aligned.
  const removed = Math.floor(((count - left) * width) / 8) * 8;
  place.shape = [count - removed / width];
  place.data_offsets = [from, to - removed];
  container.numbers = Buffer.concat([container.numbers.subarray(0, to - removed), container.numbers.subarray(to)]);
  for (const other of tensorNames(container)) {
    const { data_offsets } = container.header[other] as unknown as typeof place;
    if (other !== name && data_offsets[0] >= to) container.header[other] = moved(container.header[other], removed);
  }
}

function moved(place: Json, by: number): Json {
  const { data_offsets, ...rest } = place as unknown as { data_offsets: number[] };
  return { ...rest, data_offsets: data_offsets.map((offset) => offset - by) };
}

function tensorNames({ header }: Container): string[] {
  return Object.keys(header).filter((name) => name !== METADATA);
}

interface Bytes {
  readonly bytes: Buffer;
  readonly dtype: string;
}

function onTensor({ header, numbers }: Container, random: Stream, work: (tensor: Bytes) => void): void {
  const name = random.pick(Object.keys(header).filter((it) => it !== METADATA));
  const { data_offsets, dtype } = header[name] as unknown as { data_offsets: [number, number]; dtype: string };
  work({ bytes: numbers.subarray(...data_offsets), dtype });
}

function weirdNumber(random: Stream): number {
  return random.pick([Number.NaN, Infinity, -Infinity, -1, 0, 1, 7, 2 ** 31 - 1, -(2 ** 31), 1e38, -1e30, 1e-40]);
}

function put(bytes: Buffer, dtype: string, at: number, value: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (dtype === "F64") view.setFloat64(at, value, true);
  else if (dtype === "F32") view.setFloat32(at, value, true);
  else if (WIDTHS[dtype] === 4) view.setInt32(at, value, true);
  else view.setInt8(at, value);
}

/** Puts something weird somewhere into a tree, or takes something away. */
function change(tree: Json, random: Stream): void {
  const spots: { parent: { [name: string]: Json }; name: string }[] = [];
  const walk = (value: Json) => {
    if (typeof value !== "object" || value === null) return;
    const parent = value as { [name: string]: Json };
    for (const name of Object.keys(parent)) {
      spots.push({ parent, name });
      walk(parent[name]);
    }
  };
  walk(tree);
  const spot = random.pick(spots);
  if (random.uniform() < 0.2) delete spot.parent[spot.name];
  else spot.parent[spot.name] = random.pick(WEIRD);
}
