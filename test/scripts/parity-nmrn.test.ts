import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../scripts/parity/comparison.ts";
import { compareNmrn } from "../../scripts/parity/nmrn-compare.ts";
import { absentOfNmrn, checkNmrn, type NmrnFixture, nmrnNames } from "../../scripts/parity/nmrn-fixture.ts";
import { openFixture, readContent } from "../../scripts/parity/open.ts";
import type { NmrnSettings } from "../../src/models/nmrn/nmrn.ts";
import { fromPort, type WeightName } from "../../src/models/port-weights.ts";
import { onEachEngine } from "../models/fixture.ts";
import { EVENTS, NEGATIVES, nmrn, type ScalarReplay, scalarReplay, slopesOf, TINY } from "../models/nmrn-fixture.ts";
import { FOLDER, failedIn, filesWith } from "./parity-fixture.ts";

const FILES = filesWith("slots", "NMRN");
const load = (name: string) => checkNmrn(readContent(join(FOLDER, name)), name);

/** A file's content with all that may be in it. */
type Whole = NmrnFixture & {
  sampler: NonNullable<NmrnFixture["sampler"]>;
  expected: Required<NmrnFixture["expected"]> & { sampler: Required<NonNullable<NmrnFixture["expected"]["sampler"]>> };
};

/** The first file's content, changed, in a file of its own. */
function changed(change: (it: Whole) => unknown): string {
  const fixture = structuredClone(readContent(join(FOLDER, FILES[0]))) as Whole;
  change(fixture);
  const path = join(mkdtempSync(join(tmpdir(), "slatelab-parity-")), "changed.json");
  writeFileSync(path, JSON.stringify(fixture));
  return path;
}

/** A file of other sizes, whose numbers come of the events one after the other. */
function fileOf(settings: NmrnSettings): string {
  const model = nmrn(settings);
  const weights = model.weights.read();
  model.dispose();
  const met = { ...EVENTS, negatives: NEGATIVES };
  const replay = scalarReplay(weights, settings, met);
  const meanOf = ({ losses }: ScalarReplay) => losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  const slopes = (name: string) => slopesOf((moved) => meanOf(scalarReplay(moved, settings, met)), weights, name);
  const asInFile = (of: (name: string) => ArrayLike<number>) =>
    Object.fromEntries(nmrnNames(settings).map((name) => [name.port, tensorOf(of(name.ours), name)]));
  const outcome = (_: unknown, b: number) => ({
    address: { shape: [settings.slots], data: replay.addresses[b] },
    read: { shape: [settings.width], data: replay.reads[b] },
    distance: replay.distances[b],
    violator: replay.violators[b] < 0 ? null : replay.violators[b],
    loss: replay.losses[b],
  });
  const events = Array.from(EVENTS.users, (user, b) => [user, EVENTS.items[b]]);
  const content = {
    config: settings,
    weights: asInFile((name) => weights[name]),
    events,
    negatives: events.map((_, b) => Array.from(NEGATIVES.slice(3 * b, 3 * b + 3))),
    expected: {
      events: events.map(outcome),
      memoryAfter: { shape: [settings.slots, settings.width], data: replay.memory },
      meanLoss: meanOf(replay),
      gradients: asInFile(slopes),
    },
  };
  const path = join(mkdtempSync(join(tmpdir(), "slatelab-parity-")), "other.json");
  writeFileSync(path, JSON.stringify(content));
  return path;
}

/** A weight in a file's layout. */
function tensorOf(values: ArrayLike<number>, name: WeightName): { shape: readonly number[]; data: number[] } {
  return { shape: name.shape, data: Array.from(fromPort({ shape: name.shape.toReversed(), data: values }, name)) };
}

onEachEngine("our NMRN", () => {
  it.each<Partial<NmrnSettings>>([
    { width: 5, slots: 2, margin: 1 },
    { users: 9, items: 14, width: 1, slots: 7, margin: 4 },
    { width: 2, slots: 1, margin: 0 },
  ])("computes what a file of other sizes says: %o", (settings) => {
    const opened = openFixture(fileOf({ ...TINY, ...settings }));
    expect(opened.absent).toEqual(["sampler"]);
    const compared = opened.compare();
    expect(failedIn(compared)).toEqual([]);
    expect(compared).toHaveLength(15);
  });
});

describe.skipIf(FILES.length === 0)("parity with NMRN", () => {
  onEachEngine("our model", () => {
    it.each(FILES)("computes what %s says", (name) => {
      const fixture = load(name);
      const compared = compareNmrn(fixture);
      expect(failedIn(compared)).toEqual([]);
      const parts = ["addresses", "reads", "distances", "violators", "losses", "memory after", "mean loss"];
      const gradients = Object.keys(fixture.weights).map((weight) => `mean gradient ${weight}`);
      const sampler = ["logits", "reward", "loss"].map((it) => `sampler ${it}`);
      const ofSampler = Object.keys(fixture.sampler?.weights ?? {}).map((weight) => `sampler gradient ${weight}`);
      const names = compared.map((it) => it.name);
      expect(names.sort()).toEqual([...parts, ...gradients, ...sampler, ...ofSampler].sort());
    });

    const LIMIT = 2 * LIMITS.value;
    it.each<[string, (it: Whole["expected"]) => unknown, string]>([
      ["an address", ({ events }) => (events[3].address.data[1] += LIMIT), "addresses"],
      ["a read", ({ events }) => (events[7].read.data[5] -= LIMIT), "reads"],
      ["a distance", ({ events }) => (events[1].distance += LIMIT), "distances"],
      ["a violator", ({ events }) => (events[2].violator = 1), "violators"],
      ["no violator", ({ events }) => (events[2].violator = null), "violators"],
      ["a loss", ({ events }) => (events[6].loss += LIMIT), "losses"],
      ["the memory", (it) => (it.memoryAfter.data[23] += LIMIT), "memory after"],
      ["the mean loss", (it) => (it.meanLoss += LIMIT), "mean loss"],
      ["a gradient", (it) => (it.gradients["erase.bias"].data[4] *= 1.002), "mean gradient erase.bias"],
      ["a logit", ({ sampler }) => (sampler.logits.data[8] += LIMIT), "sampler logits"],
      ["the reward", ({ sampler }) => (sampler.reward += LIMIT), "sampler reward"],
      ["the sampler's loss", ({ sampler }) => (sampler.loss += LIMIT), "sampler loss"],
      [
        "a gradient of the sampler",
        ({ sampler }) => (sampler.gradients["fc3.weight"].data[5] *= 1.002),
        "sampler gradient fc3.weight",
      ],
      [
        "a gradient that is 0, by a thousandth of the largest",
        ({ sampler }) =>
          (sampler.gradients["fc3.bias"].data[0] = 1e-3 * Math.max(...sampler.gradients["fc3.weight"].data)),
        "sampler gradient fc3.bias",
      ],
    ])("finds %s that is off, and nothing else", (_, change, name) => {
      const fixture = load(FILES[0]) as Whole;
      change(fixture.expected);
      expect(failedIn(compareNmrn(fixture))).toEqual([name]);
    });

    it("finds another margin, and what hangs on it alone", () => {
      const fixture = load(FILES[0]);
      fixture.config.margin = 2.5;
      const failed = failedIn(compareNmrn(fixture));
      expect(failed).toEqual(expect.arrayContaining(["losses", "mean loss"]));
      expect(failed.filter((name) => /addresses|reads|distances|memory|sampler/.test(name))).toEqual([]);
    });

    it("compares what a file has, and names what it has not", () => {
      const path = changed(({ expected }) => {
        for (const name of ["memoryAfter", "gradients"] as const) Reflect.deleteProperty(expected, name);
        Reflect.deleteProperty(expected.sampler, "reward");
      });
      const opened = openFixture(path);
      expect(opened.absent).toEqual(["memoryAfter", "gradients", "sampler.reward"]);
      const compared = opened.compare().map(({ name }) => name);
      expect(compared).toContain("sampler loss");
      expect(compared.filter((name) => /^memory|^mean gradient|reward/.test(name))).toEqual([]);
    });

    it("compares a file without a sampler", () => {
      const opened = openFixture(
        changed((it) => {
          Reflect.deleteProperty(it, "sampler");
          Reflect.deleteProperty(it.expected, "sampler");
        }),
      );
      expect(opened.absent).toEqual(["sampler"]);
      expect(failedIn(opened.compare())).toEqual([]);
    });
  });

  it("is of a whole file where nothing is missing", () => {
    expect(absentOfNmrn(load(FILES[0]))).toEqual([]);
  });

  it.each<[string, (it: Whole) => unknown, string]>([
    ["no events", (it) => (it.events = []), "events: Expected a list of at least 1"],
    ["an event of three", (it) => it.events[2].push(1), "events[2]: Expected a user and an item, got [1,4,1]"],
    ["a user out of range", (it) => (it.events[2][0] = 6), "events[2]: Expected users 0..5, got 6"],
    ["an item out of range", (it) => (it.events[2][1] = -1), "events[2]: Expected items 0..29, got -1"],
    ["an item too high", (it) => (it.events[2][1] = 30), "events[2]: Expected items 0..29, got 30"],
    ["negatives of an event too few", (it) => it.negatives.pop(), "negatives: Expected 8 rows, got 7"],
    ["a negative too few", (it) => it.negatives[4].pop(), "negatives[4]: Expected 6 ids, got 5"],
    [
      "no negatives",
      (it) => (it.negatives = it.negatives.map(() => [])),
      "negatives: Expected a negative for each event, got none",
    ],
    ["another negative", (it) => (it.negatives[4][1] = 30), "negatives[4]: Expected ids 0..29, got 30"],
    [
      "a weight that is missing",
      (it) => delete it.weights["add.bias"],
      "weights: Expected 'add.bias' of the shape [6], got none",
    ],
    [
      "a weight of another model",
      (it) => (it.weights.extra = it.weights.keys),
      "weights: Expected only weights of this architecture",
    ],
    ["other slots", (it) => (it.config.slots = 5), "weights: keys: Expected the shape [5,6], got"],
    [
      "a layer of the sampler that does not fit",
      (it) => (it.sampler.weights["fc2.weight"].shape = [32, 16]),
      "sampler.weights: fc2.weight: Expected the shape [32,32], got",
    ],
    [
      "a layer that is missing",
      (it) => delete it.sampler.weights["fc1.weight"],
      "sampler.weights: Expected 'fc1.weight' of the shape [1,12], got none",
    ],
    ["another user of the sampler", (it) => (it.sampler.user = 6), "sampler.user: Expected users 0..5, got 6"],
    ["another candidate", (it) => (it.sampler.candidates[3] = 30), "sampler.candidates: Expected items 0..29, got 30"],
    ["a choice that is no place", (it) => (it.sampler.chosen = 9), "sampler.chosen: Expected places 0..8, got 9"],
    [
      "numbers of a sampler that is not there",
      (it) => Reflect.deleteProperty(it, "sampler"),
      "Expected 'sampler', of which there are numbers, got none",
    ],
    ["an outcome too few", (it) => it.expected.events.pop(), "expected.events: Expected 8 events, got 7"],
    [
      "an address of other slots",
      (it) => (it.expected.events[1].address.shape = [5]),
      "expected.events[1].address: Expected the shape [4], got",
    ],
    [
      "a violator that is no place",
      (it) => (it.expected.events[1].violator = 6),
      "expected.events[1].violator: Expected a place in the negatives, 0..5, got 6",
    ],
    [
      "a gradient cut short",
      (it) => it.expected.gradients.keys.data.pop(),
      "expected.gradients: keys: Expected 24 numbers, got 23",
    ],
    [
      "another shape",
      (it) => it.expected.memoryAfter.shape.reverse(),
      "expected.memoryAfter: Expected the shape [4,6], got",
    ],
    [
      "logits too few",
      (it) => (it.expected.sampler.logits.shape = [8]),
      "expected.sampler.logits: Expected the shape [9], got",
    ],
    [
      "a number that nobody knows",
      (it) => Object.assign(it.expected, { memory: it.expected.memoryAfter }),
      "expected: Unknown number to compare 'memory'.",
    ],
    [
      "another number of the sampler",
      (it) => Object.assign(it.expected.sampler, { rewards: 1 }),
      "expected.sampler: Unknown number to compare 'rewards'. Did you mean 'reward'?",
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
