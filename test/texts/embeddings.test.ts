import { mkdtempSync, readdirSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Interrupted } from "../../src/core/errors.ts";
import { autoEmbedder } from "../../src/texts/auto-embedder.ts";
import { itemTexts } from "../../src/texts/embedder.ts";
import { EMBEDDERS, openEmbedder } from "../../src/texts/embedders.ts";
import { embedCatalogue, isEmbedded, PART } from "../../src/texts/embeddings.ts";
import { CountingEmbedder, topicCatalogue } from "./fixture.ts";

const SIZE = 3 * PART + 17;
const catalogue = topicCatalogue(SIZE);
let cacheDir: string;

beforeEach(() => {
  cacheDir = mkdtempSync(join(tmpdir(), "slatelab-embeddings-"));
});

afterEach(() => rmSync(cacheDir, { recursive: true }));

function partFiles(): string[] {
  const [folder] = readdirSync(join(cacheDir, "embeddings"));
  return readdirSync(join(cacheDir, "embeddings", folder)).map((file) => join(cacheDir, "embeddings", folder, file));
}

describe("embedCatalogue", () => {
  it("embeds every item in order and tells how far it is", async () => {
    const embedder = new CountingEmbedder();
    const progress: number[] = [];
    const onProgress = (done: number) => progress.push(done);
    const embeddings = await embedCatalogue({ catalogue, embedder, cacheDir, onProgress });
    expect(embeddings).toMatchObject({ size: SIZE, dimensions: 4, catalogueHash: catalogue.hash });
    expect([...embeddings.rows]).toEqual([...(await embedder.embed(itemTexts(catalogue)))]);
    expect(progress).toEqual([0, PART, 2 * PART, 3 * PART, SIZE]);
  });

  it("reads them from the cache the next time, without a fit", async () => {
    const first = await embedCatalogue({ catalogue, embedder: new CountingEmbedder(), cacheDir });
    const embedder = new CountingEmbedder();
    const second = await embedCatalogue({ catalogue, embedder, cacheDir });
    expect([embedder.texts, embedder.fits]).toEqual([0, 0]);
    expect(second.rows).toEqual(first.rows);
  });

  it("goes on after an interrupt with the parts that are there", async () => {
    const stop = new AbortController();
    const onProgress = (done: number) => done > PART && stop.abort();
    const interrupted = { catalogue, embedder: new CountingEmbedder(), cacheDir, onProgress, signal: stop.signal };
    await expect(embedCatalogue(interrupted)).rejects.toThrow(Interrupted);
    expect(isEmbedded(interrupted)).toBe(false);
    const embedder = new CountingEmbedder();
    await embedCatalogue({ catalogue, embedder, cacheDir });
    expect([embedder.texts, embedder.fits]).toEqual([SIZE - 2 * PART, 1]);
    expect(isEmbedded(interrupted)).toBe(true);
  });

  it("makes a damaged part again", async () => {
    const first = await embedCatalogue({ catalogue, embedder: new CountingEmbedder(), cacheDir });
    truncateSync(partFiles()[1], 100);
    const embedder = new CountingEmbedder();
    const second = await embedCatalogue({ catalogue, embedder, cacheDir });
    expect(embedder.texts).toBe(PART);
    expect(second.rows).toEqual(first.rows);
  });

  it("keeps embedders and catalogues apart", async () => {
    await embedCatalogue({ catalogue, embedder: new CountingEmbedder("one"), cacheDir });
    const [other, shorter] = [new CountingEmbedder("other"), topicCatalogue(20)];
    await embedCatalogue({ catalogue, embedder: other, cacheDir });
    await embedCatalogue({ catalogue: shorter, embedder: other, cacheDir });
    expect(other.texts).toBe(SIZE + 20);
  });
});

describe("autoEmbedder", () => {
  it("chooses lsa where there is neither a cache nor a local model, and says how to do better", async () => {
    const { embedder, reason } = await autoEmbedder({ catalogue, cacheDir, modelDir: cacheDir });
    expect(embedder.name).toBe("lsa");
    expect(reason).toMatch(/no transformer model.*SLATELAB_MODELS/);
  });

  it("prefers what the cache has", async () => {
    const small = topicCatalogue(3);
    const use = await openEmbedder(EMBEDDERS.resolve("use"));
    await embedCatalogue({ catalogue: small, embedder: use, cacheDir });
    await use.dispose();
    const { embedder, reason } = await autoEmbedder({ catalogue: small, cacheDir, modelDir: cacheDir });
    expect(embedder.name).toBe("use");
    expect(reason).toMatch(/in the cache.*transformer/);
  });
});
