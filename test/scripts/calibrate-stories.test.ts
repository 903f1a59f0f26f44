import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { embedderShares, wordShares } from "../../scripts/calibrate/stories.ts";
import { Stream } from "../../src/core/random.ts";
import type { Embedder } from "../../src/texts/embedder.ts";
import { EMBEDDERS, openEmbedder } from "../../src/texts/embedders.ts";
import { buildWorld } from "../house.ts";

const home = mkdtempSync(join(tmpdir(), "slatelab-test-"));
afterAll(() => rmSync(home, { recursive: true }));

const world = await buildWorld("cup(items=6000,users=20)");
const asked = { world, queries: 600 };

it("bag of words and lsa find stories and labels, loosely", async () => {
  const lsa = await embedderShares({ ...asked, home, embedder: await openEmbedder(EMBEDDERS.resolve("lsa")) });
  for (const { story, labels } of [wordShares(asked), lsa]) {
    expect(story).toBeGreaterThan(0.15);
    expect(story).toBeLessThan(0.5);
    expect(labels).toBeGreaterThan(0.02);
  }
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
  const { story, labels } = await embedderShares({ ...asked, home, embedder: noise });
  expect(story).toBeLessThan(0.03);
  expect(labels).toBeLessThan(0.03);
});
