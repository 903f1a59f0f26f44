import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { storyShare, wordShare } from "../../scripts/calibrate/stories.ts";
import { Stream } from "../../src/core/random.ts";
import type { Embedder } from "../../src/texts/embedder.ts";
import { EMBEDDERS, openEmbedder } from "../../src/texts/embedders.ts";
import { buildWorld } from "../house.ts";

const home = mkdtempSync(join(tmpdir(), "slatelab-test-"));
afterAll(() => rmSync(home, { recursive: true }));

const world = await buildWorld("cup(items=6000,users=20)");
const asked = { world, queries: 600 };

it("lsa finds more than three fifths, as bag of words does", async () => {
  const lsa = await storyShare({ ...asked, home, embedder: await openEmbedder(EMBEDDERS.resolve("lsa")) });
  expect(wordShare(asked)).toBeGreaterThan(0.6);
  expect(lsa).toBeGreaterThan(0.95 * wordShare(asked));
});

it("rows that say nothing find next to none", async () => {
  const random = new Stream("noise");
  const noise: Embedder = {
    name: "noise",
    dimensions: 16,
    hash: "noise",
    embed: async (texts) =>
      Float32Array.from({ length: texts.length * 16 }, () => (random.uniform() < 0.5 ? -1 : 1) / 4),
    dispose: async () => {},
  };
  expect(await storyShare({ ...asked, home, embedder: noise })).toBeLessThan(0.05);
});
