import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packSequences } from "../../src/core/sequences.ts";
import { splitAsGiven } from "../../src/dataset/prepare.ts";
import { heldOutOf } from "../../src/dataset/split.ts";
import { type Safetensor, writeSafetensors } from "../../src/files/safetensors.ts";
import { readSafetensors } from "../../src/files/safetensors-file.ts";
import type { Blueprint } from "../../src/models/definition.ts";
import { MODELS } from "../../src/models/index.ts";
import { exportWeights } from "../../src/run/export-weights.ts";
import { recommend } from "../../src/run/find-recommender.ts";
import { importWeights } from "../../src/run/import-weights.ts";
import { evaluateOffline } from "../../src/run/offline-evaluation.ts";
import { findOfflineModel } from "../../src/run/offline-model.ts";
import { tables } from "../../tables.ts";
import { worldOfUtilities } from "../env/fixture.ts";
import { SMALL } from "../models/fixture.ts";
import { SSE_PT, savedNetwork } from "../run/fixture.ts";
import { newFolder } from "../store/fixture.ts";
import { runHere } from "./fixture.ts";

/**
 * Written by safetensors 0.8 and PyTorch 2.15, of modules named as those of gsasrec-pytorch: 7 items, length 5, width 4, 2 blocks,
 * 2 heads, weights normal with sd 0.8. Below are the scores that PyTorch computed with it.
 */
const PORT = join(import.meta.dirname, "..", "run", "gsasrec-port.safetensors");
const HISTORIES = [[3, 1, 6], [2], [7, 6, 5, 4, 3]];
const WITH_OUTPUT_TABLE = [
  [-0.34809, -4.07269, -1.47807, 1.62503, -0.81002, -0.83026, -0.18859],
  [0.60831, 4.51717, -0.15195, -0.52677, -2.81393, -2.11379, 0.47195],
  [0.05263, 2.91995, 0.19222, -0.27275, -1.01752, -0.94928, -0.22842],
];
const WITH_INPUT_TABLE = [
  [4.51235, -2.14236, 0.21942, -0.84636, 1.69824, -0.80758, 0.23256],
  [-5.38125, 3.32997, 0.64234, -0.73144, 2.51671, 0.58071, 2.78628],
  [-3.89468, 1.71369, -0.79554, 0.21611, 0.37164, 0.33984, 2.23966],
];

type Tensors = Record<string, Safetensor>;

/** The port's file with some of its tensors changed. */
function changedPort(change: (tensors: Tensors) => void, metadata = {}): string {
  const tensors = { ...readSafetensors(PORT).tensors };
  change(tensors);
  const path = join(newFolder(), "port.safetensors");
  writeSafetensors(path, tensors, metadata);
  return path;
}

const without = (name: string) => (tensors: Tensors) => delete tensors[name];

async function imported(file: string, heads?: number): Promise<string> {
  return (await importWeights({ file, folder: newFolder(), heads }, MODELS)).path;
}

/** Scores of all items but those of the history, by id. */
async function scoresOf(
  model: string,
  history: readonly number[],
  items = 7,
  user?: number,
): Promise<(number | undefined)[]> {
  const { items: best } = await recommend(tables, { model, engine: "wasm" }, { history, user, k: items });
  return Array.from({ length: items }, (_, item) => best.find((it) => it.item === item)?.score);
}

describe("weights that PyTorch saved", () => {
  it.each([
    ["a table for the output", () => PORT, WITH_OUTPUT_TABLE],
    ["one table for both ends", () => changedPort(without("output_embedding.weight")), WITH_INPUT_TABLE],
  ])("score as they do there, with %s", async (_, make, expectedScores) => {
    const path = await imported(make(), 2);
    for (const [row, ids] of HISTORIES.entries()) {
      const scores = await scoresOf(
        path,
        ids.map((id) => id - 1),
      );
      for (const [item, score] of scores.entries()) {
        if (ids.includes(item + 1)) expect(score).toBeUndefined();
        else expect(score).toBeCloseTo(expectedScores[row][item], 4);
      }
    }
  });

  it("are evaluated and played", async () => {
    const path = await imported(PORT, 2);
    const names = Array.from({ length: 7 }, (_, i) => String(i + 1));
    const split = splitAsGiven(packSequences([[2, 0], [1]]), [{ user: 0, history: Int32Array.of(2, 0, 5), target: 3 }]);
    const data = { split, items: 7, userNames: ["a", "b"], itemNames: names };
    const model = await findOfflineModel(path, MODELS)(data, "wasm");
    const { metrics } = await evaluateOffline(model, { heldOut: heldOutOf(split, "validation"), data, seed: 1 });
    model.close();
    expect(metrics.catalogue["HR@1"]).toBe(1);
    const agent = { model: `gsasrec(checkpoint="${path}")`, world: worldOfUtilities(new Array(7).fill(0)) };
    const { items } = await recommend(tables, agent, { user: 0, history: [2, 0, 5], k: 2 });
    expect(items.map(({ item }) => item)).toEqual([3, 6]);
  });
});

describe("export, then import", () => {
  it.each<[string, Blueprint]>([
    ["SASRec", { architecture: "sasrec", settings: SMALL }],
    [
      "SASRec as the paper has it",
      { architecture: "sasrec", settings: { ...SMALL, tied: true, scaled: true, epsilon: 1e-8 } },
    ],
    ["SSE-PT", { architecture: "sse-pt", settings: SSE_PT }],
  ])("gives the scores of before: %s", async (_, blueprint) => {
    const before = await savedNetwork(blueprint);
    const file = join(newFolder(), "weights.safetensors");
    await exportWeights(before, file, MODELS);
    const after = await imported(file);
    const user = blueprint.architecture === "sse-pt" ? 2 : undefined;
    const was = await scoresOf(before, [3, 1, 11], 12, user);
    const is = await scoresOf(after, [3, 1, 11], 12, user);
    expect(was.filter((score) => score !== undefined)).toHaveLength(9);
    was.forEach((score, i) => {
      if (score === undefined) expect(is[i]).toBeUndefined();
      else expect(is[i]).toBeCloseTo(score, 5);
    });
  });
});

const f32 = (...shape: number[]) => ({ shape, data: new Float32Array(shape.reduce((product, it) => product * it, 1)) });

/** A file of these bytes. */
function fileOfBytes(bytes: Buffer): string {
  const path = join(newFolder(), "port.safetensors");
  writeFileSync(path, bytes);
  return path;
}

describe("slatelab import", () => {
  it.each<[string, () => string, string, string?]>([
    [
      "no heads",
      () => PORT,
      "--heads: Expected how many attention heads the network has, which weights do not tell, got none",
      "",
    ],
    ["heads that do not go in", () => PORT, "--heads: Expected a number that divides the width, 4, got 3", "3"],
    [
      "other heads than the file's",
      () => changedPort(() => {}, { architecture: "sasrec", settings: '{"heads":4}' }),
      "--heads: Expected 4, as FILE says, got 2",
    ],
    [
      "a weight that is missing",
      () => changedPort(without("transformer_blocks.1.dense2.bias")),
      "FILE: Expected 'transformer_blocks.1.dense2.bias' of the shape [4], got none",
    ],
    [
      "weights of another name",
      () =>
        changedPort((it) => {
          it["module.item_embedding.weight"] = it["item_embedding.weight"];
          delete it["item_embedding.weight"];
        }),
      "FILE: Expected 'item_embedding.weight' of the shape [rows,width], got none; the nearest is 'module.item_embedding.weight'",
    ],
    [
      "a table of another width",
      () =>
        changedPort((it) => {
          it["output_embedding.weight"] = f32(9, 3);
        }),
      "FILE: output_embedding.weight: Expected the shape [9,4], got [9,3]",
    ],
    [
      "no table at all",
      () =>
        changedPort((it) => {
          it["position_embedding.weight"] = f32(20);
        }),
      "FILE: position_embedding.weight: Expected a table, [rows, width], got [20]",
    ],
    [
      "a weight too many",
      () =>
        changedPort((it) => {
          it["seq_norm.wieght"] = f32(4);
        }),
      "FILE: Expected only weights of this architecture, got 'seq_norm.wieght'. Did you mean 'seq_norm.weight'?",
    ],
    [
      "whole numbers",
      () =>
        changedPort((it) => {
          it["seq_norm.bias"] = { shape: [4], data: new Int32Array(4) };
        }),
      "FILE: seq_norm.bias: Expected numbers of type F32 or F64, got Int32Array",
    ],
    [
      "what torch.save wrote",
      () => fileOfBytes(Buffer.from("PK\x03\x04 and more")),
      "got a zip file, as torch.save writes",
    ],
    [
      "a file cut short",
      () => fileOfBytes(readFileSync(PORT).subarray(0, -1)),
      "FILE: Expected 1328 bytes of numbers, as its header says, got 1327",
    ],
    [
      "numbers of two bytes",
      () => fileOfBytes(Buffer.from(readFileSync(PORT).toString("latin1").replace('"F32"', '"F16"'), "latin1")),
      'Expected one of I8, U8, I16, U16, I32, U32, F32, F64, got "F16"',
    ],
    ["a folder", () => newFolder(), "FILE: Expected a safetensors file, got a folder"],
    ["nothing", () => join(newFolder(), "none"), "FILE: Expected a safetensors file, got no such file"],
  ])("refuses %s and writes nothing", async (_, make, message, heads = "2") => {
    const file = make();
    const cwd = newFolder();
    const { code, stderr } = await runHere(
      ["import", file, ...(heads === "" ? [] : ["--heads", heads]), "--out", "new"],
      cwd,
    );
    expect(stderr.replaceAll(file, "FILE")).toContain(message);
    expect(code).toBe(2);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it("says what it made, beside which there may be nothing yet", async () => {
    const cwd = newFolder();
    const args = ["import", PORT, "--heads", "2"];
    const first = await runHere(args, cwd);
    const path = join(".slatelab", "checkpoints", "gsasrec-port", "best.ckpt");
    expect(first.stdout).toContain(`${path}: 33 tensors of sasrec, {"items":7,"length":5,"width":4,"blocks":2`);
    expect(existsSync(join(cwd, path))).toBe(true);
    expect(await runHere(args, cwd)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--out: Expected a folder without a checkpoint, got "),
    });
  });

  it("fails on weights that are not finite", async () => {
    const file = changedPort((it) => {
      it["seq_norm.bias"] = { shape: [4], data: Float32Array.of(1, Number.NaN, 1, 1) };
    });
    await expect(imported(file, 2)).rejects.toThrow(
      `${file}: seq_norm.bias, number 1: Expected a finite number, got NaN`,
    );
  });
});
