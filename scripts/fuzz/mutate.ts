/** What goes wrong with files of text between whoever wrote them and us. */
import { gzipSync } from "node:zlib";
import type { Stream } from "../../src/core/random.ts";

type Damage = (bytes: Buffer, random: Stream) => Buffer;

/** Damages a file of text in one way or two. */
export function mutate(bytes: Buffer, random: Stream): Buffer {
  let damaged = bytes;
  for (let i = 1 + random.int(2); i > 0; i--) damaged = random.pick(DAMAGES)(damaged, random);
  return damaged;
}

/** What cells hold that nobody expects. */
const ODD_CELLS = [
  ...["", " ", "-1", "0", "1e999", "NaN", "Infinity", "0x10", "1e5", "007", "2147483648", "99999999999999999999"],
  ...[
    "1617000000000000100",
    "-0",
    "null",
    "undefined",
    "__proto__",
    "constructor",
    '"',
    '""',
    "'",
    "a,b",
    "a b",
    "a\tb",
  ],
  ...[
    "#",
    "user",
    "item",
    "time",
    "caf\u00e9",
    "\u{1f600}",
    "\uFEFF",
    "\u00a0",
    "\u2028",
    "\u0000",
    "\uFFFD",
    "[]",
    "{}",
  ],
  "x".repeat(100_000),
];

const SEPARATORS = [" ", "\t", ",", ";", "::", "|", "  ", " , ", "\n", "\r", "\r\n"];

const DAMAGES: readonly Damage[] = [
  (bytes, random) => withSlice(bytes, random, () => Buffer.of(random.int(256))),
  (bytes, random) => withSlice(bytes, random, () => Buffer.alloc(0)),
  (bytes, random) => withSlice(bytes, random, (slice) => Buffer.concat([slice, slice])),
  (bytes, random) => bytes.subarray(0, random.int(bytes.length + 1)),
  (bytes, random) => bytes.subarray(random.int(bytes.length + 1)),
  (bytes) => Buffer.concat([bytes, bytes]),
  (bytes, random) => withCells(bytes, (cells) => cells.with(random.int(cells.length), random.pick(ODD_CELLS))),
  (bytes, random) => withCells(bytes, (cells) => cells.with(random.int(cells.length), random.pick(ODD_CELLS))),
  (bytes, random) => withCells(bytes, (cells) => cells.toSpliced(random.int(cells.length), 1)),
  (bytes, random) => withCells(bytes, (cells) => cells.toSpliced(random.int(cells.length), 0, random.pick(cells))),
  (bytes, random) => withCells(bytes, (cells) => random.shuffle([...cells])),
  (bytes, random) => withLines(bytes, (lines) => lines.toSpliced(random.int(lines.length), 1)),
  (bytes, random) => withLines(bytes, (lines) => lines.toSpliced(random.int(lines.length), 0, random.pick(lines))),
  (bytes, random) =>
    withLines(bytes, (lines) => lines.toSpliced(random.int(lines.length), 0, random.pick(["", " ", "\t"]))),
  (bytes, random) => withLines(bytes, (lines) => random.shuffle([...lines])),
  (bytes, random) => Buffer.from(bytes.toString().replaceAll(random.pick(SEPARATORS), random.pick(SEPARATORS))),
  (bytes) => Buffer.from(bytes.toString(), "latin1"),
  (bytes) => Buffer.from(bytes.toString(), "utf16le"),
  (bytes) => Buffer.from(`\uFEFF${bytes}`, "utf16le"),
  (bytes) => Buffer.from(`\uFEFF${bytes}`, "utf16le").swap16(),
  (bytes) => Buffer.from(`\uFEFF${bytes}`),
  (bytes) => gzipSync(bytes),
];

/** Some bytes in the middle, up to 20, made others. */
function withSlice(bytes: Buffer, random: Stream, change: (slice: Buffer) => Buffer): Buffer {
  const from = random.int(bytes.length + 1);
  const to = from + random.int(Math.min(20, bytes.length - from + 1));
  return Buffer.concat([bytes.subarray(0, from), change(bytes.subarray(from, to)), bytes.subarray(to)]);
}

/** Cells and what is between them, which is a cell too. */
function withCells(bytes: Buffer, change: (cells: string[]) => string[]): Buffer {
  return Buffer.from(change(bytes.toString().split(/(::|[\s,|:"])/)).join(""));
}

function withLines(bytes: Buffer, change: (lines: string[]) => string[]): Buffer {
  return Buffer.from(change(bytes.toString().split("\n")).join("\n"));
}
