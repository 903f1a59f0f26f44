import { describe, expect, it } from "vitest";
import { fuzzFiles } from "../../scripts/fuzz/files.ts";
import { tryForm } from "../../scripts/fuzz/form.ts";
import { PORT_FILE } from "../../scripts/fuzz/port-file.ts";
import { SAMPLES } from "../../scripts/fuzz/samples.ts";
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

describe("the fuzz of one form", () => {
  it.each([
    ["samples", SAMPLES],
    ["weights of the port", PORT_FILE],
  ])("finds no fault in damaged %s, of which some are taken", async (name, form) => {
    const target: FuzzTarget = { name, summary: "", run: (random, folder) => tryForm(form, random, folder) };
    const tried = await fuzz(target, { seed: 1, first: 0, runs: RUNS });
    expect(tried.filter(({ verdict }) => verdict === "fault")).toEqual([]);
    expect(new Set(tried.map(({ verdict }) => verdict))).toEqual(new Set(["accepted", "refused"]));
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

  it("lets a message repeat what was given, and no more of it", async () => {
    const says = (message: string) => attempt(() => Promise.reject(new UsageError(message)), "", '{"NaN": 1}');
    expect((await says("Unknown table 'NaN'. Known: users, items")).verdict).toBe("refused");
    expect((await says("Unknown table 'NaN'. Known: undefined")).verdict).toBe("fault");
  });

  it("takes what nothing is thrown for", async () => {
    expect(await attempt(() => "fine")).toEqual({ verdict: "accepted", detail: "fine" });
  });
});
