import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { SlateLabError, UsageError } from "../../src/core/errors.ts";
import { type BlobFile, readAnyBlob, readBlobFile, readBlobHead, writeBlobFile } from "../../src/files/blob-file.ts";
import { newFolder } from "../store/fixture.ts";
import { oldFile, startWriter } from "./fixture.ts";

const WANT = { kind: "embeddings", version: "2" };
const FILE: BlobFile = {
  ...WANT,
  header: { model: "lsa", size: 3, note: "naïve – ü" },
  sections: {
    vectors: Float32Array.of(0.5, -1, Number.NaN),
    items: Int32Array.of(5, -6),
    empty: new Float64Array(0),
    bytes: Uint8Array.of(1, 2, 3, 255),
    signed: Int8Array.of(-1),
    half: Int16Array.of(-300),
    unsigned: Uint16Array.of(65535),
    words: Uint32Array.of(4294967295),
    doubles: Float64Array.of(Math.PI, Number.NEGATIVE_INFINITY),
  },
};

let path: string;

beforeEach(() => {
  path = join(newFolder(), "cache", "file.bin");
});

function opened<S extends BlobFile["sections"]>(file = path, want = WANT): { header: unknown; sections: S } {
  const result = readBlobFile<S>(file, want);
  if (!result.ok) throw new Error(result.detail);
  return result;
}

describe("a blob file", () => {
  it("comes back as it was written", () => {
    writeBlobFile(path, FILE);
    expect(readBlobFile(path, WANT)).toEqual({ ok: true, header: FILE.header, sections: FILE.sections });
    expect(readdirSync(join(path, ".."))).toEqual(["file.bin"]);
  });

  it("may hold no sections", () => {
    writeBlobFile(path, { ...WANT, header: null, sections: {} });
    expect(readBlobFile(path, WANT)).toEqual({ ok: true, header: null, sections: {} });
  });

  it("has its sections in one buffer, each aligned to its numbers, the first at a multiple of 64 bytes", () => {
    writeBlobFile(path, FILE);
    const sections = Object.values(opened().sections);
    expect(sections.map((it) => it.byteOffset % it.BYTES_PER_ELEMENT)).toEqual(sections.map(() => 0));
    expect(Math.min(...sections.map(({ byteOffset }) => byteOffset)) % 64).toBe(0);
    expect(new Set(sections.map(({ buffer }) => buffer)).size).toBe(1);
    expect(sections[0].buffer.byteLength).toBe(statSync(path).size);
  });

  it("keeps the order of its sections, whatever order the file has them in", () => {
    writeBlobFile(path, FILE);
    expect(Object.keys(opened().sections)).toEqual(Object.keys(FILE.sections));
  });

  it("tells its kind, version and header without the numbers, which may be damaged", () => {
    writeBlobFile(path, FILE);
    flip((size) => size - 1);
    expect(readBlobHead(path)).toMatchObject({ ok: true, ...WANT, header: FILE.header, sections: {} });
    expect(readAnyBlob(path)).toMatchObject({ ok: false, reason: "corrupt" });
    flip(() => 150);
    expect(readBlobHead(path)).toMatchObject({ ok: false, reason: "corrupt" });
  });

  it("takes parts of larger arrays and shared memory", () => {
    const shared = new Float32Array(new SharedArrayBuffer(16)).fill(2);
    const part = Float32Array.of(0, 1, 2, 3).subarray(1, 3);
    writeBlobFile(path, { ...WANT, header: {}, sections: { shared, part } });
    const { sections } = opened();
    expect(sections.part).toEqual(Float32Array.of(1, 2));
    expect(Array.from(sections.shared)).toEqual([2, 2, 2, 2]);
  });

  it("replaces an earlier one", () => {
    writeBlobFile(path, FILE);
    writeBlobFile(path, { ...FILE, header: "second" });
    expect(opened().header).toBe("second");
  });
});

function flip(at: (size: number) => number): void {
  const bytes = readFileSync(path);
  bytes[at(bytes.length)] ^= 1;
  writeFileSync(path, bytes);
}

describe("a damaged or other file is told from a good one:", () => {
  it.each([
    { name: "empty", harm: () => truncateSync(path, 0), reason: "not-a-blob" },
    { name: "cut in the header's length", harm: () => truncateSync(path, 7), reason: "not-a-blob" },
    { name: "cut in the checksum", harm: () => truncateSync(path, 40), reason: "not-a-blob" },
    { name: "cut after the checksum", harm: () => truncateSync(path, 42), reason: "truncated" },
    { name: "cut in the header", harm: () => truncateSync(path, 90), reason: "truncated" },
    { name: "cut by half", harm: () => truncateSync(path, statSync(path).size >> 1), reason: "truncated" },
    { name: "cut by a byte", harm: () => truncateSync(path, statSync(path).size - 1), reason: "truncated" },
    { name: "longer by a byte", harm: () => truncateSync(path, statSync(path).size + 1), reason: "corrupt" },
    { name: "a flipped bit in the header's length", harm: () => flip(() => 0), reason: /truncated|corrupt/ },
    { name: "a flipped bit in the opening", harm: () => flip(() => 9), reason: "not-a-blob" },
    { name: "a flipped bit in the checksum", harm: () => flip(() => 36), reason: "corrupt" },
    { name: "a flipped bit in the header", harm: () => flip(() => 100), reason: "corrupt" },
    { name: "a flipped bit in a section", harm: () => flip((size) => size - 1), reason: "corrupt" },
    { name: "text", harm: () => writeFileSync(path, "user,item\n1,2\n3,4\n5,6\n".repeat(3)), reason: "not-a-blob" },
  ])("$name", ({ harm, reason }) => {
    writeBlobFile(path, FILE);
    harm();
    const result = readBlobFile(path, WANT);
    expect(result).toEqual({ ok: false, reason: expect.stringMatching(reason), detail: expect.any(String) });
  });

  it.each([
    { want: { ...WANT, kind: "world" }, reason: "other-kind", detail: "of kind 'embeddings', not 'world'" },
    { want: { ...WANT, version: "3" }, reason: "other-version", detail: "version '2', not '3'" },
  ])("$reason", ({ want, reason, detail }) => {
    writeBlobFile(path, FILE);
    expect(readBlobFile(path, want)).toEqual({ ok: false, reason, detail });
  });

  it("missing", () => {
    expect(readBlobFile(path, WANT)).toEqual({ ok: false, reason: "missing", detail: "no such file" });
  });

  it("every single flipped byte", () => {
    writeBlobFile(path, FILE);
    const bytes = readFileSync(path);
    const accepted = Array.from(bytes.keys()).filter((i) => {
      const harmed = Uint8Array.from(bytes);
      harmed[i] ^= 0x40;
      writeFileSync(path, harmed);
      return readBlobFile(path, WANT).ok;
    });
    expect(accepted).toEqual([]);
  });
});

it("a place that cannot be written or read is named", () => {
  const folder = newFolder();
  expect(() => writeBlobFile(folder, FILE)).toThrow(SlateLabError);
  expect(() => writeBlobFile(folder, FILE)).toThrow(`${folder}: Cannot write the file: `);
  expect(() => readBlobFile(folder, WANT)).toThrow(`${folder}: Cannot read the file: `);
  expect(readdirSync(join(folder, "..")).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

it("more than 2 GiB is refused before anything is written", () => {
  const large = new Uint8Array(2 ** 31);
  expect(() => writeBlobFile(path, { ...FILE, sections: { large } })).toThrow(UsageError);
  expect(readBlobFile(path, WANT)).toMatchObject({ reason: "missing" });
});

it("processes that write the same file leave it whole at any moment, also when one is killed", async () => {
  const write = (value: number) => `const rows = new Float32Array(100_000).fill(${value});
    const file = { ...${JSON.stringify(WANT)}, header: ${value}, sections: { rows } };
    for (;;) { writeBlobFile(${JSON.stringify(path)}, file); tell(); }`;
  const writers = [1, 2].map((value) => startWriter(["files/blob-file"], write(value)));
  await Promise.all(writers.map((writer) => writer.written()));
  for (let i = 0; i < 200; i++) {
    if (i === 100) writers[0].kill();
    const { header, sections } = opened<{ rows: Float32Array }>();
    expect(sections.rows.every((value) => value === header)).toBe(true);
  }
  writers[1].kill();
  expect(await Promise.all(writers.map((writer) => writer.ended()))).toEqual(["SIGKILL", "SIGKILL"]);
  writeBlobFile(path, FILE);
  expect(opened().header).toEqual(FILE.header);
});

it("a file of slatelab 0.1 is read as it was written, and its damage found", () => {
  const old = oldFile("embeddings.bin");
  expect(readBlobFile(old, WANT)).toEqual({ ok: true, header: FILE.header, sections: FILE.sections });
  expect(readBlobHead(old)).toMatchObject({ ok: true, ...WANT, header: FILE.header, sections: {} });
  const bytes = readFileSync(old);
  path = join(newFolder(), "harmed.bin");
  for (const at of [4, 9, 12, 17, 30, bytes.length - 64]) {
    const harmed = Uint8Array.from(bytes);
    harmed[at] ^= 1;
    writeFileSync(path, harmed);
    expect(readBlobFile(path, WANT).ok).toBe(false);
  }
  writeFileSync(path, bytes.subarray(0, -1));
  expect(readBlobFile(path, WANT)).toMatchObject({ ok: false, reason: "truncated" });
});
