import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Interrupted, SlateLabError, UsageError } from "../../src/core/errors.ts";
import { autoEmbedder } from "../../src/texts/auto-embedder.ts";
import { CrewEmbedder } from "../../src/texts/crew-embedder.ts";
import type { Embedder } from "../../src/texts/embedder.ts";
import { EMBEDDERS, openEmbedder, resolveEmbedder } from "../../src/texts/embedders.ts";
import { topicCatalogue } from "./fixture.ts";

const MODELS = process.env.SLATELAB_MODELS ?? join(import.meta.dirname, "../../../shared/models");
const hasModel = existsSync(join(MODELS, "Xenova/all-MiniLM-L6-v2"));
if (!hasModel) console.log(`Tests of the transformer are skipped: its model is not in ${MODELS}`);

const TEXTS = [
  "Senate passes the budget bill after a long debate",
  "Congress votes on federal spending",
  "How to bake a chocolate cake without an oven",
  "",
];

function cosine(rows: Float32Array, a: number, b: number): number {
  const width = rows.length / TEXTS.length;
  let sum = 0;
  for (let d = 0; d < width; d++) sum += rows[a * width + d] * rows[b * width + d];
  return sum;
}

const skipped: Record<string, boolean> = { use: false, transformer: !hasModel };

describe.each(["use", "transformer"])("%s", (name) => {
  describe.skipIf(skipped[name])("with its model", () => {
    let embedder: Embedder;
    let rows: Float32Array;

    beforeAll(async () => {
      embedder = await openEmbedder(EMBEDDERS.resolve(name), { modelDir: MODELS });
      rows = await embedder.embed(TEXTS);
    });

    afterAll(() => embedder.dispose());

    it("gives unit rows, of an empty text too", () => {
      expect(rows).toHaveLength(TEXTS.length * embedder.dimensions);
      for (const i of TEXTS.keys()) expect(cosine(rows, i, i)).toBeCloseTo(1, 4);
    });

    it("finds what is alike", () => {
      expect(cosine(rows, 0, 1)).toBeGreaterThan(cosine(rows, 0, 2) + 0.2);
    });

    it("gives a text the same vector whatever stands beside it", async () => {
      const alone = await embedder.embed([TEXTS[1]]);
      expect(alone).toEqual(rows.slice(embedder.dimensions, 2 * embedder.dimensions));
    });

    it("has one name, hash and width for the same model", async () => {
      const other = await openEmbedder(EMBEDDERS.resolve(name), { modelDir: MODELS });
      expect([other.name, other.hash, other.dimensions]).toEqual([name, embedder.hash, embedder.dimensions]);
    });
  });
});

describe("CrewEmbedder", () => {
  const embedder = (handle: (texts: string[]) => Float32Array) =>
    new CrewEmbedder({
      name: "fake",
      dimensions: 1,
      hash: "",
      module: "not-built.ts",
      open: async () => ({ run: handle }),
      data: 0,
    });
  const lengths = (texts: string[]) => Float32Array.from(texts, (text) => text.length);
  const texts = Array.from({ length: 40 }, (_, i) => "x".repeat(i));

  it("keeps the order of texts over batches", async () => {
    expect(await embedder(lengths).embed(texts)).toEqual(Float32Array.from(texts.keys()));
  });

  it("stops between batches when told to, and says that a model failed when it did", async () => {
    const abort = new AbortController();
    let seen = 0;
    const stopping = embedder((batch) => {
      seen += batch.length;
      abort.abort();
      return lengths(batch);
    });
    await expect(stopping.embed(texts, abort.signal)).rejects.toThrow(Interrupted);
    expect(seen).toBeLessThan(40);
    const failing = embedder(() => {
      throw new Error("no memory");
    });
    await expect(failing.embed(texts)).rejects.toThrow(new SlateLabError("The embedder 'fake' failed: no memory"));
  });
});

describe("embedders", () => {
  it("are told apart from unknown names, and `transformer:MODEL` is short for a setting", () => {
    expect(() => resolveEmbedder("lsi")).toThrow(UsageError);
    expect(() => resolveEmbedder("lsi")).toThrow("Did you mean 'lsa'?");
    expect(resolveEmbedder("auto")).toBe("auto");
    expect(resolveEmbedder("transformer:a/b")).toEqual(EMBEDDERS.resolve("transformer(model=a/b)"));
  });

  it("says what to do about a model that is nowhere", async () => {
    // The hub is not asked: no test needs the network.
    const { env } = await import("@huggingface/transformers");
    env.allowRemoteModels = false;
    const nowhere = openEmbedder(EMBEDDERS.resolve("transformer(model=nobody/has-this-model)"), { modelDir: MODELS });
    await expect(nowhere).rejects.toThrow(SlateLabError);
    await expect(nowhere).rejects.toThrow(/'nobody\/has-this-model' is not in .*SLATELAB_MODELS.*'lsa' or 'use'/);
    env.allowRemoteModels = true;
  });

  it("tells embedders apart by hash", async () => {
    const hashes = [
      (await openEmbedder(EMBEDDERS.resolve("lsa"))).hash,
      (await openEmbedder(EMBEDDERS.resolve("use"))).hash,
    ];
    expect(new Set(hashes).size).toBe(2);
  });
});

describe.skipIf(!hasModel)("autoEmbedder with a local model", () => {
  const cacheDir = mkdtempSync(join(tmpdir(), "slatelab-auto-"));
  afterAll(() => rmSync(cacheDir, { recursive: true }));

  /** A clock by which the 64 texts that the rate is measured on take 1.6 seconds. */
  const clock = () => {
    let time = 0;
    return () => (time += 1600);
  };

  it("chooses the transformer for a catalogue that is quickly embedded", async () => {
    const catalogue = topicCatalogue(80);
    const chosen = await autoEmbedder({ catalogue, cacheDir, modelDir: MODELS, now: clock() });
    expect(chosen.embedder.name).toBe("transformer");
    expect(chosen.reason).toContain("about 2 seconds");
    await chosen.embedder.dispose();
  });

  it("chooses lsa for one that would take long, and names the price of the transformer", async () => {
    const catalogue = { ...texts(), size: 10_000_000 };
    const chosen = await autoEmbedder({ catalogue, cacheDir, modelDir: MODELS, now: clock() });
    expect(chosen.embedder.name).toBe("lsa");
    expect(chosen.reason).toContain("about 4167 minutes, once");
  });
});

function texts() {
  return { hash: "long", title: (item: number) => `Item ${item}`, description: () => "" };
}
