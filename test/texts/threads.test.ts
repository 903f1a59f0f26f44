/** The built package in worker threads gives what the sources give in one thread. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { Stream } from "../../src/core/random.ts";
import { packageRoot } from "../../src/engine/paths.ts";
import * as sources from "../../src/texts/neighbours.ts";
import { createUse } from "../../src/texts/use.ts";

async function built<T>(path: string): Promise<T> {
  return import(pathToFileURL(join(packageRoot(), "dist", path)).href);
}

describe("worker threads", () => {
  it("find the same neighbours", async () => {
    const [size, dimensions] = [1000, 24];
    const random = new Stream("threads");
    const rows = new Float32Array(size * dimensions).map(() => random.normal(0, 0.15 / Math.sqrt(dimensions)));
    const { NeighbourIndex } = await built<typeof sources>("src/texts/neighbours.js");
    const threaded = new NeighbourIndex({ rows, size, dimensions }, { threads: 3 });
    const single = new sources.NeighbourIndex({ rows, size, dimensions });
    await Promise.all([threaded.fill(), single.fill()]);
    for (let item = 0; item < size; item += 11) expect(threaded.of(item)).toEqual(single.of(item));
  });

  it("embed the same vectors, in the order of the texts", async () => {
    const texts = Array.from({ length: 40 }, (_, i) => `Text number ${i}`);
    const threaded = (await built<{ createUse: typeof createUse }>("src/texts/use.js")).createUse();
    const single = createUse();
    try {
      expect(await threaded.embed(texts)).toEqual(await single.embed(texts));
    } finally {
      await Promise.all([threaded.dispose(), single.dispose()]);
    }
  });
});
