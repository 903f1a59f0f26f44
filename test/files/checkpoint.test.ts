import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { SlateLabError, UsageError } from "../../src/core/errors.ts";
import { writeBlobFile } from "../../src/files/blob-file.ts";
import {
  checkpointIn,
  openCheckpoint,
  readCheckpoint,
  readCheckpointCard,
  writeCheckpoint,
} from "../../src/files/checkpoint.ts";
import { newFolder } from "../store/fixture.ts";
import { oldFile, startWriter } from "./fixture.ts";

const CHECKPOINT = {
  model: "tower",
  configuration: { width: 2, catalogueHash: "cafe" },
  training: { seed: 3, metrics: { score: 0.5 } },
  sections: { items: Float32Array.of(1, 2, 3), users: Int32Array.of(-4) },
  state: { "adam/train/0": Float32Array.of(5, 6) },
};
/** SHA-256 over the names and numbers of what was learnt. */
const HASH = "39548087e04b3cf11f821d3a7641116f70daa207b92a737db4e52e8ac59b7da3";

let folder: string;
let path: string;

beforeEach(() => {
  folder = newFolder();
  path = join(folder, "best.ckpt");
});

function damage(file: string, at: (size: number) => number): void {
  const bytes = readFileSync(file);
  bytes[at(bytes.length)] ^= 1;
  writeFileSync(file, bytes);
}

describe("a checkpoint", () => {
  it("comes back as it was written", () => {
    const { model, configuration, training } = CHECKPOINT;
    expect(writeCheckpoint(path, CHECKPOINT)).toEqual({ model, configuration, training, hash: HASH });
    expect(readCheckpoint(path)).toEqual({ path, hash: HASH, ...CHECKPOINT });
    expect(readdirSync(folder).sort()).toEqual(["best.ckpt", "best.json"]);
  });

  it("is opened without what training needs, its arrays in memory of their own", () => {
    writeCheckpoint(path, CHECKPOINT);
    const { model, configuration, sections } = CHECKPOINT;
    const opened = openCheckpoint(path);
    expect(opened).toEqual({ path, model, configuration, sections, hash: HASH });
    expect(structuredClone(opened)).toEqual(opened);
    expect(opened.sections.items.buffer.byteLength).toBe(12);
  });

  it("has beside it what it says, for people", () => {
    writeCheckpoint(path, CHECKPOINT);
    const card = JSON.parse(readFileSync(join(folder, "best.json"), "utf8"));
    const { model, configuration, training } = CHECKPOINT;
    expect(card).toEqual({ format: 2, model, configuration, ...training, weightsHash: HASH, weights: "best.ckpt" });
  });

  it("is opened by its folder, its JSON file and under any name", () => {
    writeCheckpoint(path, CHECKPOINT);
    writeCheckpoint(join(folder, "last.ckpt"), { ...CHECKPOINT, model: "later" });
    const renamed = join(folder, "model.json");
    copyFileSync(path, renamed);
    const card = join(folder, "card.ckpt");
    copyFileSync(join(folder, "best.json"), card);
    expect(openCheckpoint(folder).path).toBe(path);
    for (const name of [folder, join(folder, "best.json"), renamed, card]) {
      expect(openCheckpoint(name)).toMatchObject({ model: "tower", hash: HASH });
      expect(readCheckpointCard(name)).toMatchObject({ model: "tower", hash: HASH });
    }
    expect(openCheckpoint(join(folder, "last.json")).model).toBe("later");
  });

  it("tells its card without the numbers", () => {
    writeCheckpoint(path, CHECKPOINT);
    damage(path, (size) => size - 1);
    const { model, configuration, training } = CHECKPOINT;
    expect(readCheckpointCard(path)).toEqual({ model, configuration, training, hash: HASH });
    expect(() => openCheckpoint(path)).toThrow(SlateLabError);
  });

  it("has a hash of what was learnt alone", () => {
    const { state, ...bare } = CHECKPOINT;
    const other = { ...bare, configuration: { width: 3 }, training: { seed: 4 } };
    expect(writeCheckpoint(path, other).hash).toBe(HASH);
    const moved = { ...bare.sections, users: Int32Array.of(4) };
    expect(writeCheckpoint(path, { ...bare, sections: moved }).hash).not.toBe(HASH);
  });

  it("does not take the name of its JSON file", () => {
    expect(() => writeCheckpoint(join(folder, "best.json"), CHECKPOINT)).toThrow(UsageError);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("checkpointIn", () => {
  it("is the numbers, or a JSON file without them beside it", () => {
    expect(checkpointIn(folder, "best")).toBe(path);
    writeCheckpoint(path, CHECKPOINT);
    expect(checkpointIn(folder, "best")).toBe(path);
    expect(checkpointIn(oldFile("tables"), "last")).toBe(oldFile("tables/last.json"));
  });
});

describe("what cannot be opened is named:", () => {
  const card = () => join(folder, "best.json");
  it.each([
    { name: "nothing", make: () => {}, error: UsageError, says: /best.ckpt: Expected a checkpoint, got no such file/ },
    {
      name: "text",
      make: () => writeFileSync(path, "hello"),
      error: UsageError,
      says: /Expected a checkpoint, got neither/,
    },
    { name: "another JSON file", make: () => writeFileSync(path, "{}"), error: UsageError, says: /got neither/ },
    {
      name: "a JSON file that leads elsewhere",
      make: () => writeFileSync(path, '{"weights":"../best.ckpt"}'),
      error: UsageError,
      says: /got neither/,
    },
    ...["", ".", ".."].map((weights) => ({
      name: `a JSON file that leads to '${weights}'`,
      make: () => writeFileSync(path, JSON.stringify({ weights })),
      error: UsageError,
      says: /got neither/,
    })),
    {
      name: "a file of another kind, longer than a text can be",
      make: () => {
        writeFileSync(path, "userId,movieId,rating,timestamp\n");
        truncateSync(path, 2 ** 30);
      },
      error: UsageError,
      says: /best.ckpt: Expected a checkpoint, got neither/,
    },
    {
      name: "another container",
      make: () => writeBlobFile(path, { kind: "embeddings", version: "1", header: {}, sections: {} }),
      error: UsageError,
      says: /Expected a checkpoint of this version or an older one, got a file of kind 'embeddings', version '1'/,
    },
    {
      name: "a later version's",
      make: () => writeBlobFile(path, { kind: "checkpoint", version: "3", header: {}, sections: {} }),
      error: UsageError,
      says: /got a file of kind 'checkpoint', version '3'/,
    },
    {
      name: "a damaged one",
      make: () => {
        writeCheckpoint(path, CHECKPOINT);
        damage(path, (size) => size >> 1);
      },
      error: SlateLabError,
      says: /best.ckpt: Expected a checkpoint, got the checksum does not fit the content/,
    },
  ])("$name", ({ make, error, says }) => {
    make();
    for (const open of [openCheckpoint, readCheckpoint, readCheckpointCard]) {
      expect(() => open(path)).toThrow(error);
      expect(() => open(path)).toThrow(says);
    }
  });

  it("a JSON file without its numbers", () => {
    writeCheckpoint(path, CHECKPOINT);
    rmSync(path);
    expect(() => openCheckpoint(card())).toThrow(/best.json: Expected a checkpoint, got no such file \(best.ckpt\)/);
  });

  it("a folder without a checkpoint", () => {
    expect(() => openCheckpoint(folder)).toThrow("Expected a checkpoint, or a folder with best.ckpt");
  });
});

describe("a checkpoint of slatelab 0.1", () => {
  it("of a fit is read, and has the hash that its tables show", () => {
    const fit = readCheckpoint<Record<string, unknown>>(oldFile("fit/last.ckpt"));
    expect(fit).toMatchObject({ model: "sasrec", configuration: { batchSize: 3, objective: { loss: "softmax" } } });
    expect(fit.hash).toBe("9d486be622d0de784a996e1b7b33dbe6d3608d3c8ca9f80a428d78d614061199");
    expect(readCheckpointCard(oldFile("fit")).hash).toBe(
      "dd9348f198e2ec5dca99483eb473b7a189b130535e8316db048d759a52b8f5cb",
    );
    expect(fit.training).toMatchObject({ seed: 3, dataHash: "walks", position: { round: 2, steps: { train: 1 } } });
    expect(fit.sections.items).toHaveLength(8 * 4);
    expect(Object.keys(fit.state)).toHaveLength(2 * Object.keys(fit.sections).length);
  });

  it("of tables is read, and has the hash that its tables show", () => {
    const tables = openCheckpoint(oldFile("tables/last.json"));
    expect(tables).toMatchObject({ model: "funksvd", configuration: { users: 3, items: 5, catalogueHash: "cafe" } });
    expect(tables.hash).toBe("4cba37a20eb4b5e9e0e0b64394ce8dba7aef5e6011be114dd67b1deaa9b4ecb0");
    expect(tables.sections.gatheredItems).toEqual(Int32Array.of(4, 0));
    const { training } = readCheckpointCard(oldFile("tables/last.json"));
    expect(training).toMatchObject({ seed: 5, worldHash: "beef", metrics: { score: 0.25 }, commit: null });
  });

  it.each(["fit/last.ckpt", "tables/last.json"])("%s keeps its hash when it is written again", (name) => {
    const old = readCheckpoint(oldFile(name));
    expect(writeCheckpoint(path, old).hash).toBe(old.hash);
    expect(readCheckpoint(path)).toEqual({ ...old, path });
  });

  it("of tables is refused by its numbers alone, or with another one's", () => {
    cpSync(oldFile("tables"), folder, { recursive: true });
    const [numbers] = readdirSync(folder).filter((name) => name.startsWith("weights-"));
    expect(() => openCheckpoint(join(folder, numbers))).toThrow(/the JSON file beside them opens it/);
    const card = join(folder, "last.json");
    writeFileSync(card, readFileSync(card, "utf8").replace('"weightsHash": "4', '"weightsHash": "5'));
    expect(() => openCheckpoint(card)).toThrow(/got those of another/);
  });
});

it("a kill at any moment leaves the old checkpoint or the new one", async () => {
  const body = `for (let i = 0; ; i++) {
      const sections = { rows: new Float32Array(200_000).fill(i) };
      writeCheckpoint(${JSON.stringify(path)}, { model: "tower", configuration: {}, training: { i }, sections });
      tell();
    }`;
  for (let kill = 1; kill <= 4; kill++) {
    const writer = startWriter(["files/checkpoint"], body);
    for (let told = 0; told < kill; told++) await writer.written();
    writer.kill();
    expect(await writer.ended()).toBe("SIGKILL");
    const { training, sections } = readCheckpoint<{ i: number }>(path);
    expect(sections.rows.every((value) => value === training.i)).toBe(true);
    expect(existsSync(join(folder, "best.json"))).toBe(true);
    expect(openCheckpoint(join(folder, "best.json")).sections).toEqual(sections);
  }
});
