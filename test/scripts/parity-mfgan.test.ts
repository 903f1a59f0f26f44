import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../scripts/parity/comparison.ts";
import { compareMfgan } from "../../scripts/parity/mfgan-compare.ts";
import { absentOf, checkMfgan, type MfganFixture } from "../../scripts/parity/mfgan-fixture.ts";
import { openFixture, readContent } from "../../scripts/parity/open.ts";
import { onEachEngine } from "../models/fixture.ts";
import { FOLDER, failedIn, filesWith } from "./parity-fixture.ts";

const FILES = filesWith("generatorBlocks", "MFGAN");
const load = (name: string) => checkMfgan(readContent(join(FOLDER, name)), name);

/** What a file may be compared in, without its gradients' names. */
type Numbers = Required<MfganFixture["expected"]>;

/** The first file's content, changed, in a file of its own. */
function changed(change: (it: MfganFixture & { expected: Numbers }) => void): string {
  const fixture = structuredClone(readContent(join(FOLDER, FILES[0]))) as MfganFixture & { expected: Numbers };
  change(fixture);
  const path = join(mkdtempSync(join(tmpdir(), "slatelab-parity-")), "changed.json");
  writeFileSync(path, JSON.stringify(fixture));
  return path;
}

describe.skipIf(FILES.length === 0)("parity with MFGAN", () => {
  onEachEngine("our model", () => {
    it.each(FILES)("computes what %s says", (name) => {
      const fixture = load(name);
      const compared = compareMfgan(fixture);
      expect(failedIn(compared)).toEqual([]);
      const factors = Object.keys(fixture.config.factors);
      const judged = factors.flatMap((it) => [`fake logits ${it}`, `real logits ${it}`, `discriminator ${it} loss`]);
      const losses = ["policy", "likelihood loss", "weights", "reward", "generator loss"];
      const gradients = [
        ...["likelihood", "generator"].flatMap((loss) =>
          Object.keys(fixture.generator).map((weight) => `${loss} gradient ${weight}`),
        ),
        ...factors.flatMap((it) =>
          Object.keys(fixture.discriminators[it]).map((weight) => `discriminator ${it} gradient ${weight}`),
        ),
      ];
      expect(compared.map((it) => it.name).sort()).toEqual([...losses, ...judged, ...gradients].sort());
    });

    const LIMIT = 2 * LIMITS.value;
    it.each<[string, (it: Numbers) => unknown, string]>([
      ["a policy", (it) => (it.logPolicy.data[30] += LIMIT), "policy"],
      ["the likelihood", (it) => (it.likelihoodLoss += LIMIT), "likelihood loss"],
      ["a judgement of a fake", (it) => (it.fakeLogits.genre.data[2] -= LIMIT), "fake logits genre"],
      ["a judgement of a real one", (it) => (it.realLogits.item.data[4] -= LIMIT), "real logits item"],
      ["a weight of the reward", (it) => (it.weights.data[7] += LIMIT), "weights"],
      ["a reward", (it) => (it.reward.data[1] += LIMIT), "reward"],
      ["the generator's loss", (it) => (it.generatorLoss += LIMIT), "generator loss"],
      ["a discriminator's loss", (it) => (it.discriminatorLoss.item += LIMIT), "discriminator item loss"],
      [
        "a gradient of the likelihood",
        (it) => (it.likelihoodGradients["encoder.last_norm.bias"].data[1] *= 1.002),
        "likelihood gradient encoder.last_norm.bias",
      ],
      [
        "a gradient of the generator",
        (it) => (it.generatorGradients["encoder.last_norm.weight"].data[0] *= 1.002),
        "generator gradient encoder.last_norm.weight",
      ],
      [
        "a gradient of a discriminator",
        (it) => (it.discriminatorGradients.popularity["head.bias"].data[0] *= 1.002),
        "discriminator popularity gradient head.bias",
      ],
    ])("finds %s that is off, and nothing else", (_, change, name) => {
      const fixture = load(FILES[0]);
      change(fixture.expected as Numbers);
      expect(failedIn(compareMfgan(fixture))).toEqual([name]);
    });

    it("finds another λ, and what hangs on it alone", () => {
      const fixture = load(FILES[0]);
      fixture.config.lambda = 30;
      const failed = failedIn(compareMfgan(fixture));
      expect(failed).toEqual(expect.arrayContaining(["weights", "reward", "generator loss"]));
      expect(failed.filter((name) => /policy|likelihood|logits|discriminator/.test(name))).toEqual([]);
    });

    it("compares what a file has, and names what it has not", () => {
      const path = changed(({ expected: it }) => {
        for (const name of ["reward", "realLogits", "likelihoodGradients"] as const) Reflect.deleteProperty(it, name);
      });
      const opened = openFixture(path);
      expect(opened.absent).toEqual(["likelihoodGradients", "realLogits", "reward"]);
      const compared = opened.compare().map(({ name }) => name);
      expect(compared).toContain("weights");
      expect(compared.filter((name) => /^reward|^real|^likelihood gradient/.test(name))).toEqual([]);
    });

    it("takes prefixes that are longer than the model reads, and none at all", () => {
      const longer = load(FILES[0]);
      const { length, items } = longer.config;
      longer.prefixes[2] = Array.from({ length }, (_, i) => 1 + (i % items));
      const cut = structuredClone(longer);
      longer.prefixes[2] = [5, 2, ...longer.prefixes[2]];
      const figures = (fixture: MfganFixture) => compareMfgan(fixture).map(({ worst }) => worst);
      expect(figures(longer)).toEqual(figures(cut));
      longer.prefixes[2] = [];
      expect(compareMfgan(longer).every(({ worst }) => Number.isFinite(worst))).toBe(true);
    });
  });

  it("is of a whole file where nothing is missing", () => {
    expect(absentOf(load(FILES[0]))).toEqual([]);
  });

  it.each<[string, Parameters<typeof changed>[0], string]>([
    ["heads that do not divide", (it) => (it.config.heads = 3), "config: Expected width that 3 heads divide, got 8"],
    ["no factors", (it) => (it.config.factors = {}), "config.factors: Expected a factor, got none"],
    ["no prefixes", (it) => (it.prefixes = []), "prefixes: Expected a list of at least 1"],
    [
      "a factor that is not described",
      (it) => delete it.factors.genre,
      "factors: Expected the factor 'genre', got none",
    ],
    [
      "a factor without its discriminator",
      (it) => delete it.discriminators.genre,
      "discriminators: Expected the factor 'genre', got none",
    ],
    [
      "a factor too many",
      (it) => (it.factors.genr = it.factors.genre),
      "factors: Unknown factor 'genr'. Did you mean 'genre'?",
    ],
    ["an item too many", (it) => it.factors.genre.push([0]), "factors.genre: Expected 23 rows, got 24"],
    ["a value out of range", (it) => (it.factors.genre[3] = [6]), "factors.genre[3]: Expected ids 0..5, got 6"],
    ["an item out of range", (it) => (it.prefixes[1][0] = 24), "prefixes[1]: Expected ids 1..23, got 24"],
    ["a next item too few", (it) => it.realNext.pop(), "realNext[0]: Expected 5 ids, got 4"],
    ["id 0", (it) => (it.fakeNext[0] = 0), "fakeNext[0]: Expected ids 1..23, got 0"],
    [
      "a weight that is missing",
      (it) => delete it.generator["encoder.last_norm.bias"],
      "generator: Expected 'encoder.last_norm.bias' of the shape",
    ],
    [
      "a judge's weight that is missing",
      (it) => delete it.discriminators.item["hidden.weight"],
      "discriminators.item: Expected 'hidden.weight' of the shape",
    ],
    [
      "a weight of another model",
      (it) => (it.generator["hidden.bias"] = it.generator["encoder.last_norm.bias"]),
      "generator: Expected only weights of this architecture",
    ],
    [
      "a gradient cut short",
      (it) => it.expected.discriminatorGradients.genre["encoder.table"].data.pop(),
      "expected.discriminatorGradients.genre: encoder.table: Expected 48 numbers, got 47",
    ],
    ["another shape", (it) => it.expected.weights.shape.reverse(), "expected.weights: Expected the shape [5,3]"],
    [
      "logits of one sequence too few",
      (it) => (it.expected.fakeLogits.item.shape = [4]),
      "expected.fakeLogits.item: Expected the shape [5], got",
    ],
    [
      "a number that nobody knows",
      (it) => Object.assign(it.expected, { rewards: it.expected.reward }),
      "expected: Unknown number to compare 'rewards'. Did you mean 'reward'?",
    ],
    [
      "nothing to compare",
      (it) => Object.assign(it, { expected: {} }),
      "expected: Expected numbers to compare, got none",
    ],
    ["no settings", (it) => Object.assign(it, { config: undefined }), "config: Expected an object, got undefined"],
  ])("refuses a file with %s", (_, change, message) => {
    const path = changed(change);
    expect(() => openFixture(path)).toThrow(`${path}: ${message}`);
  });
});
