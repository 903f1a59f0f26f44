import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { buildProgram } from "../../scripts/program.ts";
import { writeCheckpoint } from "../../src/files/checkpoint.ts";
import { fileOf } from "../data/fixture.ts";
import { ENGINES } from "../engine/engines.ts";
import { newFolder } from "../store/fixture.ts";

afterEach(() => vi.restoreAllMocks());

/** Runs a command in this process and gives what it printed on stdout. */
async function slatelab(...args: string[]): Promise<string> {
  const printed = vi.spyOn(console, "log").mockImplementation(() => {});
  vi.spyOn(console, "error").mockImplementation(() => {});
  const program = await buildProgram(args);
  printed.mockClear();
  await program.parseAsync(args, { from: "user" });
  return printed.mock.calls.flat().join("\n");
}

const ITEMS = 120;

/** Everybody walks round the items from somewhere: the next one is the answer. */
function walks(users: number, items: number): string {
  const lines = Array.from({ length: users }, (_, user) =>
    Array.from({ length: 12 }, (__, time) => `${user + 1} ${((7 * user + time) % items) + 1} ${time}`),
  );
  return lines.flat().join("\n");
}

/** One that outlives a test. */
const lastingFolder = () => mkdtempSync(join(tmpdir(), "slatelab-evaluate-"));

async function preparedWalks(items = ITEMS): Promise<string> {
  const folder = lastingFolder();
  await slatelab("prepare", "interactions", fileOf(walks(240, items)), "--out", folder, "--k-core", "1");
  return folder;
}

let data: string;
let trained: string;

beforeAll(async () => {
  data = await preparedWalks();
  trained = lastingFolder();
  const set = "length=6,dropout=0,batchSize=40,learningRate=0.02,blocks=1,width=16,steps=40,decayEnd=0";
  await slatelab("pretrain", "sasrec", data, "--rounds", "4", "--engine", "wasm", "--set", set, "--out", trained);
});

describe("slatelab pretrain", () => {
  it.each(ENGINES)("leaves TensorBoard what the log has where the engine can write it: %s", async (engine) => {
    const out = newFolder();
    const set = "length=4,batchSize=20,blocks=1,width=8,steps=2,decayEnd=0,warmUp=0";
    await slatelab("pretrain", "sasrec", data, "--rounds", "1", "--engine", engine, "--set", set, "--out", out);
    const folder = join(out, "tensorboard");
    expect(existsSync(folder)).toBe(engine === "native");
    const written = engine === "native" ? readdirSync(folder).map((name) => readFileSync(join(folder, name))) : [];
    for (const file of written) expect(file.includes("validation/nDCG@10")).toBe(true);
    expect(written).toHaveLength(engine === "native" ? 1 : 0);
  });
});

describe("slatelab evaluate with a checkpoint", () => {
  it.each(ENGINES)("ranks with it on the %s engine, and tells what training told", async (engine) => {
    const trec = join(newFolder(), "trec");
    const path = join(trained, "best.ckpt");
    const said = await slatelab("evaluate", path, data, "--engine", engine, "--trec", trec, "--json");
    const report = JSON.parse(said);
    const { metrics } = JSON.parse(readFileSync(join(trained, "best.json"), "utf8"));
    expect(report).toMatchObject({ model: path, on: "validation", users: 240 });
    expect(report.catalogue["nDCG@10"]).toBeGreaterThan(0.8);
    expect(report.catalogue["nDCG@10"]).toBeCloseTo(metrics["nDCG@10"], 3);
    expect(report.sampled["HR@10"]).toBeGreaterThan(0.9);
    const listed = JSON.parse(readFileSync(join(trec, "metrics.json"), "utf8"));
    expect(listed["nDCG@10"]).toBeCloseTo(report.catalogue["nDCG@10"], 3);
  });

  it("takes the folder of a training for its best checkpoint", async () => {
    const said = await slatelab("evaluate", trained, data, "--on", "test", "--users", "20", "--engine", "wasm");
    expect(said).toContain("best.ckpt on 20 test users");
  });

  it("refuses weights for another catalogue", async () => {
    const other = await preparedWalks(100);
    const refused = slatelab("evaluate", trained, other, "--engine", "wasm");
    await expect(refused).rejects.toThrow("best.ckpt: Expected weights for 100 items, got 120");
  });

  it("refuses a checkpoint of tables, of something else, and what is none at all", async () => {
    const folder = newFolder();
    const [tables, other] = ["tables.ckpt", "other.ckpt"].map((name) => join(folder, name));
    writeCheckpoint(tables, { model: "funksvd", configuration: {}, training: {}, sections: {} });
    writeCheckpoint(other, { model: "tower", configuration: {}, training: {}, sections: {} });
    const text = join(folder, "text.ckpt");
    writeFileSync(text, "hello");
    const empty = join(folder, "empty");
    mkdirSync(empty);
    const cases: [string, string][] = [
      [
        join(folder, "tables.json"),
        'tables.json: Expected a checkpoint of sasrec, gsasrec, ssept or mfgan, got "funksvd"',
      ],
      [other, 'other.ckpt: Expected a checkpoint of sasrec, gsasrec, ssept or mfgan, got "tower"'],
      [text, "text.ckpt: Expected a checkpoint, got"],
      [empty, "Expected a checkpoint, or a folder with best.ckpt"],
      [join(folder, "nowhere.ckpt"), "nowhere.ckpt: Expected a checkpoint, got no such file"],
      ["popularty", "Unknown model 'popularty'. Did you mean 'popularity'?"],
    ];
    for (const [model, message] of cases) await expect(slatelab("evaluate", model, data)).rejects.toThrow(message);
  });
});
