import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/core/errors.ts";
import type { InteractionData } from "../../src/core/interaction-data.ts";
import { type Preparation, prepare } from "../../src/dataset/prepare.ts";
import { readPreparedData, writePreparedData } from "../../src/dataset/prepared-data.ts";
import { writeSplitText } from "../../src/dataset/split-text.ts";
import { oldFile } from "../files/fixture.ts";
import { newFolder } from "../store/fixture.ts";

/** Users a (x y z x w), b (y w z x) and c (x), item v never. */
const DATA: InteractionData = {
  interactions: {
    users: Int32Array.of(0, 0, 0, 0, 0, 1, 1, 1, 1, 2),
    items: Int32Array.of(0, 1, 2, 0, 3, 1, 3, 2, 0, 0),
  },
  users: 3,
  items: 4,
  userNames: ["a", "b\nB", "c"],
  itemNames: ["x", 'y"', "z", "ŵ"],
  texts: { titles: ["X", "Y", "Z", "W"], genres: ["", "g", "g, h", ""] },
};
const PREPARATION = { kCore: { k: 2, mode: "fixed" }, split: "leave-one-out", seed: 1 } as const;

describe("prepare", () => {
  it("drops repeats and rare users, then splits", () => {
    const { split, items, userNames, itemNames } = prepare(DATA, PREPARATION);
    expect([...split.sequences.items]).toEqual([0, 1, 2, 3, 1, 3, 2, 0]);
    expect([...split.trainLengths]).toEqual([2, 2]);
    expect([items, userNames, itemNames]).toEqual([4, ["a", "b\nB"], DATA.itemNames]);
  });
});

describe("prepare refuses", () => {
  it.each([
    [{ split: "leave-two" }, "Unknown split 'leave-two'. Did you mean 'leave-one-out'? Known: leave-one-out, port"],
    [{ kCore: { k: 2, mode: "xx" } }, 'kCore: mode: Expected one of fixed, once, got "xx"'],
    [{ kCore: { k: Number.NaN, mode: "once" } }, "kCore: k: Expected a number, got NaN"],
    [{ kCore: { k: 1.5, mode: "once" } }, "kCore: k: Expected a whole number, got 1.5"],
    [{ kCore: { k: 0, mode: "once" } }, "kCore: k: Expected a number of at least 1, got 0"],
  ])("%j", (change, says) => {
    const refused = () => prepare(DATA, { ...PREPARATION, ...change } as Preparation);
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow(says);
  });
});

describe("prepared data on disk", () => {
  it("comes back as it was written, with the hash of its content", () => {
    const data = prepare(DATA, PREPARATION);
    const path = join(newFolder(), "new", "prepared.bin");
    const hash = writePreparedData(path, data);
    expect(readPreparedData(path)).toEqual({ ...data, hash });
    const { texts, ...bare } = data;
    expect(writePreparedData(path, bare)).not.toBe(hash);
    expect(readPreparedData(path)).toEqual({ ...bare, texts: undefined, hash: expect.any(String) });
    expect(texts?.titles).toEqual(["X", "Y", "Z", "W"]);
  });

  it("keeps which world's items it is of, and is another data set for another world", () => {
    const path = join(newFolder(), "prepared.bin");
    const data = prepare(DATA, PREPARATION);
    const hashes = [undefined, "cafe", "beef"].map((catalogueHash) =>
      writePreparedData(path, { ...data, catalogueHash }),
    );
    expect(new Set(hashes).size).toBe(3);
    expect(readPreparedData(path).catalogueHash).toBe("beef");
    // Items that are numbered anew are no world's.
    expect(prepare({ ...DATA, catalogueHash: "cafe" }, PREPARATION).catalogueHash).toBeUndefined();
  });

  it("of slatelab 0.1 is read as it was written", () => {
    const hash = "27288ec22bb70fb0e1616a09ba3d1f848f78613835044d96c62ca6482cc182ff";
    const data = prepare(DATA, PREPARATION);
    expect(readPreparedData(oldFile("prepared.bin"))).toEqual({ ...data, hash });
    expect(writePreparedData(join(newFolder(), "prepared.bin"), data)).toBe(hash);
  });

  it("refuses a missing or damaged file", () => {
    const path = join(newFolder(), "prepared.bin");
    expect(() => readPreparedData(path)).toThrow(
      /Expected a prepared data set, got no such file: 'slatelab prepare' makes one/,
    );
    writePreparedData(path, prepare(DATA, PREPARATION));
    const bytes = readFileSync(path);
    bytes[bytes.length - 70] ^= 1;
    writeFileSync(path, bytes);
    expect(() => readPreparedData(path)).toThrow(/prepared\.bin: Cannot read the data set: the checksum does not fit/);
  });
});

describe("writeSplitText", () => {
  it("writes the port's files, ids from 1", async () => {
    const folder = newFolder();
    await writeSplitText(folder, prepare(DATA, PREPARATION));
    const text = (name: string) => readFileSync(join(folder, name), "utf8");
    expect(text("train/input.txt")).toBe("1 2\n2 4\n");
    expect([text("val/input.txt"), text("val/output.txt")]).toEqual(["1 2\n2 4\n", "3\n3\n"]);
    expect([text("test/input.txt"), text("test/output.txt")]).toEqual(["1 2 3\n2 4 3\n", "4\n1\n"]);
    expect(JSON.parse(text("dataset_stats.json"))).toEqual({ num_users: 2, num_items: 4, num_interactions: 8 });
    expect([text("users.txt"), text("items.txt")]).toEqual(["a\nb B\n", 'x\ny"\nz\nŵ\n']);
  });
});
