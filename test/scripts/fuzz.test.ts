import { describe, expect, it } from "vitest";
import { fuzzFiles } from "../../scripts/fuzz/files.ts";
import { fuzzSpecs } from "../../scripts/fuzz/specs.ts";
import { attempt, type FuzzTarget, fuzz } from "../../scripts/fuzz/target.ts";
import { SlateLabError, UsageError } from "../../src/core/errors.ts";

const RUNS = 150;

describe("fuzz", () => {
  it.each([fuzzFiles, fuzzSpecs])("finds no fault in a short run: $name", async (target) => {
    const tried = await fuzz(target, { seed: 1, first: 0, runs: RUNS });
    expect(tried.filter(({ verdict }) => verdict === "fault")).toEqual([]);
    expect(tried.some(({ verdict }) => verdict === "accepted")).toBe(true);
    expect(tried.some(({ verdict }) => verdict === "refused")).toBe(true);
  });

  it("makes a run again from seed and number", async () => {
    const drawn: FuzzTarget = {
      name: "draws",
      summary: "",
      run: async (random) => ({ verdict: "accepted", detail: String(random.uniform()) }),
    };
    const details = async (first: number, runs: number) =>
      (await fuzz(drawn, { seed: 3, first, runs })).map(({ run, detail }) => [run, detail]);
    const all = await details(0, 5);
    expect(await details(3, 2)).toEqual(all.slice(3));
    expect(new Set(all.map(([, detail]) => detail)).size).toBe(5);
  });
});

describe("attempt", () => {
  const thrown = (error: unknown) => attempt(() => Promise.reject(error), "a.txt");

  it.each<[string, unknown, string]>([
    ["a usage error that names the place", new UsageError("a.txt:3: Expected a number, got undefined"), "refused"],
    ["a failure that names the place", new SlateLabError("a.txt: Cannot read it"), "refused"],
    ["a usage error that names nothing", new UsageError("Expected a number"), "fault"],
    ["a message without sense", new UsageError("a.txt: Expected undefined users, got 3"), "fault"],
    ["another error", new TypeError("a.txt: x is not a function"), "fault"],
    ["what is no error", "a.txt", "fault"],
  ])("judges %s", async (_, error, verdict) => {
    expect((await thrown(error)).verdict).toBe(verdict);
  });

  it("takes what nothing is thrown for", async () => {
    expect(await attempt(() => "fine")).toEqual({ verdict: "accepted", detail: "fine" });
  });
});
