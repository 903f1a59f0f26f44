import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../scripts/parity/comparison.ts";
import { compareGsasrec } from "../../scripts/parity/gsasrec-compare.ts";
import { checkGsasrec, type GsasrecFixture } from "../../scripts/parity/gsasrec-fixture.ts";
import { openFixture, readContent } from "../../scripts/parity/open.ts";
import { onEachEngine } from "../models/fixture.ts";
import { FOLDER, failedIn, filesWith } from "./parity-fixture.ts";

const FILES = filesWith("gbceT", "gsasrec-pytorch");

const load = (name: string) => checkGsasrec(readContent(join(FOLDER, name)), name);

describe.skipIf(FILES.length === 0)("parity with gsasrec-pytorch", () => {
  onEachEngine("our model", () => {
    it.each(FILES)("computes what %s says", (name) => {
      const fixture = load(name);
      const compared = compareGsasrec(fixture);
      expect(failedIn(compared)).toEqual([]);
      const parts = ["hidden", "logits", "loss", "top-5 scores", "top-5 items"];
      const attention = fixture.attention.map((_, i) => `attention ${i}`);
      const gradients = Object.keys(fixture.weights).map((weight) => `gradient ${weight}`);
      expect(compared.map((it) => it.name).sort()).toEqual([...parts, ...attention, ...gradients].sort());
    });

    it.each<[string, (it: GsasrecFixture) => void, string]>([
      ["a hidden state", (it) => (it.hidden.data[9] += 2 * LIMITS.value), "hidden"],
      ["a logit", (it) => (it.logits.data[3] -= 2 * LIMITS.value), "logits"],
      ["an attention weight", (it) => (it.attention[0].data[0] += 2 * LIMITS.value), "attention 0"],
      ["the loss", (it) => (it.loss += 2 * LIMITS.value), "loss"],
      ["a best score", (it) => (it.top5.scores[1][2] += 2 * LIMITS.value), "top-5 scores"],
      ["a best item", (it) => it.top5.items[0].reverse(), "top-5 items"],
      ["a number that is missing", (it) => (it.hidden.data[0] = Number.NaN), "hidden"],
      ["a gradient", (it) => (it.gradients["seq_norm.bias"].data[1] *= 1.002), "gradient seq_norm.bias"],
    ])("finds %s that is off, and nothing else", (_, change, name) => {
      const fixture = load(FILES[0]);
      change(fixture);
      expect(failedIn(compareGsasrec(fixture))).toEqual([name]);
    });

    it("finds a weight that is off everywhere behind it", () => {
      const fixture = load(FILES[0]);
      fixture.weights["item_embedding.weight"].data = fixture.weights["item_embedding.weight"].data.map((x) => x * 1.1);
      expect(failedIn(compareGsasrec(fixture))).toEqual(expect.arrayContaining(["hidden", "logits", "loss"]));
    });
  });

  it.each<[string, (it: GsasrecFixture) => void, string]>([
    ["another padding", (it) => (it.config.paddingId = 0), "config.paddingId: Expected"],
    ["another padding id", (it) => (it.config.paddingId = 40), "config: Expected paddingId 41, got 40"],
    [
      "heads that do not divide",
      (it) => (it.config.numHeads = 3),
      "config: Expected embeddingDim that 3 heads divide, got 8",
    ],
    [
      "dropout",
      (it) => Object.assign(it.config, { dropout: 0.5 }),
      "config: Expected dropout 0, since numbers under dropout cannot be compared, got 0.5",
    ],
    ["another β", (it) => (it.beta += 1e-3), "Expected beta"],
    [
      "a weight that is missing",
      (it) => delete it.weights["seq_norm.bias"],
      "weights: Expected 'seq_norm.bias' of the shape [8], got none",
    ],
    [
      "a weight of another model",
      (it) => (it.weights.extra = it.weights["seq_norm.bias"]),
      "weights: Expected only weights",
    ],
    ["a tensor cut short", (it) => it.hidden.data.pop(), "hidden: Expected 256 numbers, got 255"],
    ["another shape", (it) => it.logits.shape.reverse(), "logits: Expected the shape"],
    ["an item out of range", (it) => (it.input[0][0] = 99), "input[0]: Expected ids 1..41, got 99"],
    ["id 0", (it) => (it.negatives[0][0][0] = 0), "negatives[0][0]: Expected ids 1..40, got 0"],
    [
      "no label for an item",
      (it) => (it.labels[0][7] = 41),
      "labels[0][7]: Expected an item where the input is one, got 41",
    ],
    ["too few blocks", (it) => it.attention.pop(), "attention: Expected"],
    ["a row too many", (it) => it.labels.push(it.labels[0]), "labels: Expected"],
  ])("refuses a file with %s", (_, change, message) => {
    const fixture = JSON.parse(readFileSync(join(FOLDER, FILES[0]), "utf8")) as GsasrecFixture;
    change(fixture);
    const path = join(mkdtempSync(join(tmpdir(), "slatelab-parity-")), "changed.json");
    writeFileSync(path, JSON.stringify(fixture));
    expect(() => openFixture(path)).toThrow(`${path}: ${message}`);
  });
});

it("refuses what is not such a file", () => {
  const path = join(mkdtempSync(join(tmpdir(), "slatelab-parity-")), "text.json");
  writeFileSync(path, "hello");
  expect(() => openFixture(path)).toThrow(`${path}: Expected a JSON file`);
  expect(() => openFixture(`${path}.none`)).toThrow(`${path}.none: Expected a JSON file`);
  writeFileSync(path, "{}");
  expect(() => openFixture(path)).toThrow(
    `${path}: Expected numbers of gsasrec-pytorch, MFGAN or NMRN, got a file of nothing`,
  );
  writeFileSync(path, "[]");
  expect(() => openFixture(path)).toThrow(`${path}: Expected an object of numbers to compare, got []`);
});
