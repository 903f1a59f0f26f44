/** One clock for all rows: row-sparse steps that are a dense AdamW's, against one that is written out. */
import { describe, expect, it } from "vitest";
import { SlateLabError, UsageError } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import { DotTopK } from "../../src/factors/dot-top-k.ts";
import { FactorMemory } from "../../src/factors/factor-memory.ts";
import { fillNormal } from "../../src/factors/initialise.ts";
import { MomentumTail } from "../../src/factors/momentum-tail.ts";
import { keyItem } from "../../src/factors/rank-key.ts";
import { RowTable } from "../../src/factors/row-table.ts";
import { FOCAL, focalSlope } from "../../src/models/focal.ts";
import { FUNKSVD, FunkSvd } from "../../src/models/funksvd.ts";
import { learnClick } from "../../src/train/pointwise.ts";
import { allKeys, DenseAdamW, distance } from "./fixture.ts";

const SETTINGS = { learningRate: 1e-3, weightDecay: 0.4 };

function tableOf(rows: number, width: number, settings = SETTINGS): RowTable {
  const table = new RowTable(new FactorMemory(RowTable.blocks(rows, width)), rows, width);
  fillNormal(table.weights, new Stream("weights"), 0.5);
  table.startClock(new MomentumTail(settings));
  return table;
}

/** What the stored numbers say. */
function weightsOf(table: RowTable): Float64Array {
  return Float64Array.from(table.weights, (weight) => table.scale * weight);
}

/** Adds a random gradient of this size to a row, here and in a dense array. */
function addGradient(table: RowTable, row: number, { random, size = 1, dense }: Gradient): void {
  const at = table.gradientAt(row);
  for (let i = 0; i < table.width; i++) {
    const g = Math.fround(size * random.normal());
    table.gradients[at + i] += g;
    if (dense) dense[row * table.width + i] += g;
  }
}

interface Gradient {
  random: Stream;
  size?: number;
  dense?: Float64Array;
}

/** Steps on random rows: some often, some seldom. */
function wander(table: RowTable, random: Stream, steps = 60): void {
  for (let s = 0; s < steps; s++) {
    addGradient(table, random.int(random.int(table.rows) + 1), { random });
    table.step(SETTINGS);
    if (random.uniform() < 0.3) table.settle();
  }
}

describe("one clock for all rows", () => {
  it.each([
    { width: 1, size: 1 },
    { width: 8, size: 1 },
    { width: 9, size: 1 },
    // Here the moments' root is as small as ε, and smaller.
    { width: 8, size: 3e-6 },
    { width: 8, size: 1e-8 },
  ])("is a dense AdamW on sparse batches: $width wide, gradients of $size", ({ width, size }) => {
    const random = new Stream(`dense ${width} ${size}`);
    const table = tableOf(40, width);
    const reference = new DenseAdamW(weightsOf(table));
    for (let s = 0; s < 3000; s++) {
      const dense = new Float64Array(40 * width);
      // Rows 20.. are met once in a hundred steps, rows 30.. by the first few alone, and rows 35.. never.
      const rows = s < 5 ? [30 + s] : s % 20 === 0 ? [20 + random.int(5)] : [random.int(20), random.int(20)];
      for (const row of rows) addGradient(table, row, { random, size, dense });
      table.step(SETTINGS);
      reference.step(dense, SETTINGS.learningRate, SETTINGS.weightDecay);
      if (s % 500 === 7 || s === 2999) {
        table.settle();
        expect(distance(weightsOf(table), reference.weights)).toBeLessThan(4e-6);
      }
      if (s === 1700) table.mark();
    }
    expect(distance(weightsOf(table).slice(0, 20), reference.weights.slice(20, 40))).toBeGreaterThan(0.1);
  });

  it("moves rows on for as long as a momentum lasts, and tells its watcher", () => {
    const table = tableOf(10, 4);
    table.mark();
    const moves: number[] = [];
    table.watcher = { moved: (row, far) => row === 3 && moves.push(far), reverted: () => {}, replaced: () => {} };
    addGradient(table, 3, { random: new Stream("one") });
    table.step(SETTINGS);
    const start = table.weights.slice(12, 16);
    for (let s = 0; s < 400; s++) {
      addGradient(table, 7, { random: new Stream(s) });
      table.step(SETTINGS);
      table.settle();
    }
    expect(moves.length).toBeGreaterThan(100);
    expect(moves.length).toBeLessThan(200);
    const far = Math.hypot(...start.map((w, i) => table.weights[12 + i] - w));
    expect(moves.slice(1).reduce((sum, move) => sum + move, 0)).toBeCloseTo(far, 6);
    expect(far).toBeGreaterThan(5 * moves[0]);
  });

  it("is taken back to a mark, and goes on from a snapshot as it would have", () => {
    const [here, there] = [tableOf(50, 5), tableOf(50, 5)];
    for (const table of [here, there]) {
      wander(table, new Stream("before"));
      table.mark();
      wander(table, new Stream("learn"));
    }
    const changes = structuredClone(here.changes());
    wander(there, new Stream("something else"));
    there.revert();
    there.apply(changes);
    expect(there.state()).toEqual(here.state());
    for (const table of [here, there]) wander(table, new Stream("on"), 300);
    expect(there.state()).toEqual(here.state());
    expect(there.changes()).toEqual(here.changes());
    for (const table of [here, there]) table.revert();
    const marked = structuredClone(here.state());
    wander(here, new Stream("learn"));
    here.revert();
    expect(here.state()).toEqual(marked);
    expect(here.scale).toBe(1);
  });

  it("goes on from a checkpoint as it would have", () => {
    const [whole, resumed] = [tableOf(50, 5), tableOf(50, 5)];
    wander(whole, new Stream("first"), 300);
    const saved = structuredClone(whole.state());
    resumed.checkShape(saved, "saved");
    resumed.load(saved);
    expect(resumed.scale).toBe(whole.scale);
    for (const table of [whole, resumed]) {
      table.mark();
      wander(table, new Stream("on"), 300);
    }
    expect(resumed.state()).toEqual(whole.state());
  });

  it("refuses what is not its own", () => {
    const table = tableOf(5, 4);
    const own = structuredClone(table.state());
    const { times: _, ...without } = own;
    expect(() => table.checkShape(without, "users")).toThrow("users.times: Expected numbers (Uint32Array), got none");
    const ahead = { ...own, steps: Uint32Array.of(0, 0, 9, 0, 0) };
    expect(() => table.checkShape(ahead, "users")).toThrow(
      "users.steps, number 2: Expected a finite number of at most 0",
    );
    expect(() => table.step({ ...SETTINGS, learningRate: 1 })).toThrow(UsageError);
    expect(() => table.startAverage(0.9)).toThrow(SlateLabError);
    expect(() => table.descend(0.1)).toThrow(SlateLabError);
  });
});

/** FunkSVD with a dense AdamW over all numbers, written out in float64. */
class DenseFunkSvd {
  readonly #width: number;
  readonly #known: number;
  readonly #tables: Record<"users" | "items" | "userBiases" | "itemBiases", DenseAdamW>;

  constructor({ parameters: { tables } }: FunkSvd, known: number) {
    const table = (name: string) => new DenseAdamW(tables[name].weights);
    this.#width = tables.users.width;
    this.#known = known;
    this.#tables = {
      users: table("users"),
      items: table("items"),
      userBiases: table("userBiases"),
      itemBiases: table("itemBiases"),
    };
  }

  score(user: number, item: number): number {
    const { users, items, userBiases, itemBiases } = this.#tables;
    let score = userBiases.weights[user] + itemBiases.weights[item];
    for (let f = 0; f < this.#width; f++)
      score += users.weights[user * this.#width + f] * items.weights[item * this.#width + f];
    return score;
  }

  step(batch: { users: Int32Array; items: Int32Array; labels: Float32Array }): void {
    const { users, items, userBiases, itemBiases } = this.#tables;
    const all = [users, items, userBiases, itemBiases];
    const [dp, dq, dbu, dbi] = all.map(({ weights }) => new Float64Array(weights.length));
    batch.users.forEach((user, b) => {
      const item = batch.items[b];
      const slope = focalSlope(batch.labels[b], this.score(user, item), FOCAL) / batch.users.length;
      dbi[item] += slope;
      if (user >= this.#known) return;
      dbu[user] += slope;
      for (let f = 0, u = user * this.#width, i = item * this.#width; f < this.#width; f++, u++, i++) {
        dp[u] += slope * items.weights[i];
        dq[i] += slope * users.weights[u];
      }
    });
    [dp, dq, dbu, dbi].forEach((gradient, i) => {
      all[i].step(gradient, DENSE.learningRate, DENSE.weightDecay);
    });
  }
}

/** Rates that tell decay and momentum apart within a few thousand steps. */
const DENSE = { ...FUNKSVD, l2: 0, learningRate: 2e-3, weightDecay: 0.05, clock: "global" } as const;
const [USERS, KNOWN, ITEMS] = [12, 6, 400];

describe("FunkSVD on one clock", () => {
  it("learns clicks as a dense AdamW does, ranks by it exactly, and knows its first users alone", () => {
    const random = new Stream("clicks");
    const model = new FunkSvd({ users: USERS, items: ITEMS, width: 8 }, { ...DENSE, knownUsers: KNOWN });
    const { tables } = model.initialise(random.fork("model")).parameters;
    const index = new DotTopK(model.scan, 48).watch({ factors: tables.items, biases: tables.itemBiases });
    const reference = new DenseFunkSvd(model, KNOWN);
    const both = {
      parameters: model.parameters,
      step(batch: Parameters<FunkSvd["step"]>[0]) {
        reference.step(batch);
        return model.step(batch);
      },
    };
    const start = () => {
      model.parameters.mark();
      for (let user = 0; user < USERS; user++) model.aim(user);
      index.build();
    };
    start();
    for (let round = 0; round < 1500; round++) {
      const user = random.int(USERS);
      model.aim(user);
      const top = Array.from(index.top({ user, k: 5 }));
      const exact = Array.from(allKeys(model.scan, user).subarray(0, 5), keyItem);
      expect(top).toEqual(exact);
      const scores = Array.from({ length: ITEMS }, (_, item) => reference.score(user, item));
      const best = scores.slice().sort((a, b) => b - a);
      top.forEach((item, place) => {
        expect(Math.abs(scores[item] - best[place])).toBeLessThan(2e-5);
      });
      if (random.uniform() < 0.4) {
        const click = { user, item: random.pick(top), last: -1 };
        learnClick({ model: both, items: ITEMS, stream: random, negatives: { count: 8, together: false } }, click);
      }
      if (round === 900) start();
    }
    model.parameters.settle();
    for (let user = 0; user < USERS; user++)
      for (let item = 0; item < ITEMS; item++)
        expect(Math.abs(model.score(user, item) - reference.score(user, item))).toBeLessThan(2e-5);
    expect(Math.max(...tables.users.weights.slice(KNOWN * 8).map(Math.abs))).toBe(0);
    expect(model.score(KNOWN, 3)).toBe(model.score(KNOWN + 1, 3));
    expect(index.costs.scans).toBeLessThan(300);
  });

  it("goes through the same episode again after a revert", () => {
    const model = new FunkSvd({ users: USERS, items: ITEMS, width: 8 }, { ...DENSE, knownUsers: KNOWN });
    const { tables } = model.initialise(new Stream("model")).parameters;
    const index = new DotTopK(model.scan, 48).watch({ factors: tables.items, biases: tables.itemBiases });
    model.parameters.mark();
    const play = () => {
      const random = new Stream("episode");
      return Array.from({ length: 400 }, (_, round) => {
        const user = random.int(USERS);
        model.aim(user);
        const top = Array.from(index.top({ user, k: 5 }));
        const click = { user, item: top[round % 5], last: -1 };
        learnClick({ model, items: ITEMS, stream: random, negatives: { count: 8, together: false } }, click);
        return top;
      });
    };
    const first = play();
    const after = structuredClone(model.parameters.state());
    model.parameters.restore();
    expect(play()).toEqual(first);
    expect(model.parameters.state()).toEqual(after);
  });
});
