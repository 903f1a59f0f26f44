import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { seal, unseal } from "../../scripts/fuzz/binaries/seal.ts";
import { buildProgram } from "../../scripts/program.ts";
import { SlateLabError } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import { openEngine } from "../../src/engine/engine.ts";
import { writeCheckpoint } from "../../src/files/checkpoint.ts";
import { architectureOf, type Blueprint } from "../../src/models/definition.ts";
import { MODELS } from "../../src/models/index.ts";
import { fromPort, weightNames } from "../../src/models/port-weights.ts";
import { SasRec, type SasRecSettings } from "../../src/models/sasrec.ts";
import type { SequenceModel } from "../../src/models/sequence-model.ts";
import type { SsePtSettings } from "../../src/models/sse-pt.ts";
import type { NamedTensor } from "../../src/models/weights.ts";
import { batchOf, SMALL, scramble } from "../models/fixture.ts";
import { newFolder } from "../store/fixture.ts";

afterEach(() => vi.restoreAllMocks());

const BATCH = { ...batchOf([[3, 1, 12], [5, 6, 7, 8, 9, 10], [2]]), users: Int32Array.of(0, 2, 1) };
const SSE_PT = {
  architecture: "sse-pt",
  settings: {
    items: 12,
    users: 3,
    length: 6,
    itemWidth: 6,
    userWidth: 2,
    blocks: 1,
    heads: 1,
    dropout: 0,
    epsilon: 1e-5,
  } satisfies SsePtSettings,
};

const build = ({ architecture, settings }: Blueprint, random: Stream) =>
  architectureOf(MODELS, architecture).build(settings, random);

/** Something computed with the WebAssembly engine, which is closed again: `export` opens its own. */
async function withEngine<T>(compute: () => T): Promise<T> {
  const engine = await openEngine("wasm");
  try {
    return compute();
  } finally {
    engine.close();
  }
}

const scoresOf = (model: SequenceModel) => Array.from(model.scores(BATCH).dataSync());

/** Saves a model with weights of all sizes; gives the checkpoint and the model's scores. */
async function save(blueprint: Blueprint): Promise<{ path: string; scores: number[] }> {
  const path = join(newFolder(), "best.ckpt");
  return withEngine(() => {
    const model = build(blueprint, new Stream(1));
    scramble(model.weights);
    const configuration = { model: blueprint, objective: { loss: "softmax" } };
    const facts = { model: blueprint.architecture, configuration, training: {} };
    writeCheckpoint(path, { ...facts, sections: model.weights.read() });
    return { path, scores: scoresOf(model) };
  });
}

async function runExport(...args: string[]): Promise<void> {
  vi.spyOn(console, "log").mockImplementation(() => {});
  const line = ["export", ...args];
  await (await buildProgram(line)).parseAsync(line, { from: "user" });
}

/** Reads the format as its description has it. */
function readSafetensors(path: string): { facts: Record<string, string>; tensors: Record<string, NamedTensor> } {
  const bytes = readFileSync(path);
  const start = 8 + Number(bytes.readBigUInt64LE());
  expect(start % 8).toBe(0);
  const { __metadata__: facts, ...entries } = JSON.parse(bytes.toString("utf8", 8, start));
  const tensors = Object.entries(entries).map(([name, entry]) => {
    const {
      dtype,
      shape,
      data_offsets: [from, to],
    } = entry as { dtype: string; shape: number[]; data_offsets: number[] };
    expect(dtype).toBe("F32");
    return [
      name,
      { shape, data: Array.from({ length: (to - from) / 4 }, (_, i) => bytes.readFloatLE(start + from + 4 * i)) },
    ];
  });
  return { facts, tensors: Object.fromEntries(tensors) };
}

describe("slatelab export", () => {
  it.each([
    { tied: false, scaled: false },
    { tied: true, scaled: true },
  ])("writes weights from which the port's plain architecture scores the same, %o", async (options) => {
    const settings: SasRecSettings = { ...SMALL, ...options };
    const { path, scores } = await save({ architecture: "sasrec", settings });
    const file = join(newFolder(), "model.safetensors");
    await runExport(path, file);
    const { facts, tensors } = readSafetensors(file);
    expect(JSON.parse(facts.settings)).toEqual(settings);
    const names = weightNames({ ...settings, tied: false });
    expect(Object.keys(tensors)).toEqual(names.map(({ port }) => port));
    for (const { port, shape } of names) expect(tensors[port].shape).toEqual(shape);
    const theirs = await withEngine(() => {
      const port = new SasRec({ ...settings, tied: false, scaled: false }, new Stream(2));
      port.weights.load(Object.fromEntries(names.map((name) => [name.ours, fromPort(tensors[name.port], name)])));
      return scoresOf(port);
    });
    theirs.forEach((score, i) => {
      expect(score).toBeCloseTo(scores[i], 5);
    });
  });

  it("writes SSE-PT under our names", async () => {
    const { path, scores } = await save(SSE_PT);
    const file = join(newFolder(), "new", "model.safetensors");
    await runExport(path, file);
    const { facts, tensors } = readSafetensors(file);
    expect(facts.architecture).toBe("sse-pt");
    expect(tensors.users.shape).toEqual([3, 2]);
    const again = await withEngine(() => {
      const model = build(SSE_PT, new Stream(2));
      const values = Object.entries(tensors).map(([name, { data }]) => [name, Float32Array.from(data)]);
      model.weights.load(Object.fromEntries(values));
      return scoresOf(model);
    });
    expect(again).toEqual(scores);
  });

  it.each([
    ["a file of another name", "m.pt", 'Expected a file name that ends in .safetensors, got "m.pt"'],
    ["no checkpoint", "m.safetensors", "Expected a checkpoint, got no such file"],
  ])("refuses %s and writes nothing", async (_, name, message) => {
    const folder = newFolder();
    const target = name.endsWith("pt") ? name : join(folder, name);
    await expect(runExport(join(folder, "none.ckpt"), target)).rejects.toThrow(message);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("fails on weights that are not finite, and writes nothing", async () => {
    const { path } = await save(SSE_PT);
    const container = unseal(path);
    container.numbers.writeFloatLE(Number.NaN, 8);
    seal(path, container);
    const to = join(newFolder(), "weights.safetensors");
    await expect(runExport(path, to)).rejects.toThrow(SlateLabError);
    await expect(runExport(path, to)).rejects.toThrow(/best\.ckpt: \w+, number \d+: Expected a finite number, got NaN/);
    expect(existsSync(to)).toBe(false);
  });
});
