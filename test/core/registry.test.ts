import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Definition, Registry, versionedName, withInner } from "../../src/core/registry.ts";
import { checkpointSetting, specSetting } from "../../src/core/settings.ts";

const plain = { name: "plain", summary: "nothing to set", settings: z.strictObject({}) };
const wrapper = {
  name: "wrapper",
  summary: "wraps another",
  settings: z.strictObject({
    inner: specSetting().default("plain").describe("what is wrapped"),
    weights: checkpointSetting().optional().describe("where it starts from"),
    share: z.number().default(0.5),
  }),
};
const things = new Registry("thing", [plain, wrapper]);

describe("a registry", () => {
  it("resolves a spec with all that it names, into plain data", () => {
    const resolved = things.resolve("wrapper(share=0.25,inner=wrapper(weights=a/b.ckpt))");
    expect(resolved).toEqual({
      name: "wrapper",
      spec: "wrapper(inner=wrapper(weights=a/b.ckpt),share=0.25)",
      settings: { inner: "wrapper(weights=a/b.ckpt)", share: 0.25 },
      inner: {
        inner: {
          name: "wrapper",
          spec: "wrapper(weights=a/b.ckpt)",
          settings: { inner: "plain", weights: "a/b.ckpt", share: 0.5 },
          inner: { inner: { name: "plain", spec: "plain", settings: {}, inner: {}, checkpoints: {} } },
          checkpoints: { weights: resolve("a/b.ckpt") },
        },
      },
      checkpoints: {},
    });
    expect(structuredClone(resolved)).toEqual(resolved);
    expect(withInner(resolved).map(({ name }) => name)).toEqual(["wrapper", "wrapper", "plain"]);
  });

  it.each(["1e5", "123", "true", "a, b)/c.ckpt", '"'])("keeps the path %j as it was typed", (path) => {
    const typed = /[,)"]/.test(path) ? JSON.stringify(path) : path;
    const resolved = things.resolve(`wrapper(weights=${typed})`);
    expect(resolved.settings.weights).toBe(path);
    expect(resolved.checkpoints).toEqual({ weights: resolve(path) });
    expect(things.resolve(resolved.spec)).toEqual(resolved);
    const { inner } = things.resolve({ name: "wrapper", settings: { inner: resolved.spec } });
    expect(inner.inner).toEqual(resolved);
  });

  it("names the nearest thing and setting, at any depth", () => {
    expect(() => things.resolve("plane")).toThrow("Unknown thing 'plane'. Did you mean 'plain'? Known: plain, wrapper");
    expect(() => things.resolve("Plain")).toThrow("Unknown thing 'Plain'. Did you mean 'plain'?");
    expect(() => things.resolve("WRAPER(share=1)")).toThrow("Unknown thing 'WRAPER'. Did you mean 'wrapper'?");
    expect(() => things.resolve(`${"x".repeat(5000)}`)).toThrow(/^Unknown thing 'x{80}…'. Known: plain, wrapper$/);
    expect(() => things.resolve("wrapper(inner=plane)")).toThrow("Did you mean 'plain'?");
    expect(() => things.resolve("wrapper(shore=1)")).toThrow("Did you mean 'share'?");
  });

  it("takes more definitions, but no name twice", () => {
    const more = things.with([{ ...plain, name: "another" }]);
    expect(more.names).toEqual(["plain", "wrapper", "another"]);
    expect(more.get("another").summary).toBe("nothing to set");
    expect(() => things.with([plain])).toThrow("Expected things of different names, got two of 'plain'");
  });

  it("knows one version of a thing, and says which where another is asked for", () => {
    const third: Definition = { ...plain, name: "often-made", version: 3 };
    const versions = new Registry<Definition>("thing", [plain, third]);
    expect(versions.list.map(versionedName)).toEqual(["plain", "often-made-v3"]);
    for (const asked of ["often-made-v2", "often-made-v3", "often-made-2", "often-made@1", "often-made-V2.1"]) {
      const says = `thing: Expected 'often-made', which is version 3 and has no other, got "${asked}"`;
      expect(() => versions.resolve(asked)).toThrow(says);
    }
    expect(() => versions.resolve("plain-v2")).toThrow("Unknown thing 'plain-v2'. Did you mean 'plain'?");
  });

  it.each(["No spaces", "a(x=1)", "Upper", "", "1st", "ünder"])("takes no definition called '%s'", (name) => {
    expect(() => new Registry("thing", [{ ...plain, name }])).toThrow(
      `thing: Expected a name of lower case letters, digits and dashes, got "${name}"`,
    );
  });

  it("wraps things in each other up to a depth", () => {
    const nested = (depth: number) => `${"wrapper(inner=".repeat(depth)}plain${")".repeat(depth)}`;
    expect(withInner(things.resolve(nested(19))).length).toBe(20);
    expect(() => things.resolve(nested(20))).toThrow("thing: Expected at most 20 things in each other, got more");
    expect(() => things.resolve(nested(20_000))).toThrow("Expected at most 20");
  });
});
