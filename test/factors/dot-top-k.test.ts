import { describe, expect, it } from "vitest";
import { UserClicks } from "../../src/core/clicks.ts";
import { SlateLabError, UsageError } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import { DotTopK, type Excluded } from "../../src/factors/dot-top-k.ts";
import { DriftLedger } from "../../src/factors/drift-ledger.ts";
import { keyItem } from "../../src/factors/rank-key.ts";
import { FUNKSVD, FunkSvd } from "../../src/models/funksvd.ts";
import { learnClick } from "../../src/train/pointwise.ts";
import { allKeys } from "./fixture.ts";

const NOBODY: Excluded = { length: 0, includes: () => false };

interface Fixture {
  model: FunkSvd;
  index: DotTopK;
  random: Stream;
  clicks: UserClicks[];
}

interface Size {
  users?: number;
  items?: number;
  width?: number;
  list?: number;
  learningRate?: number;
}

/** A model, marked, with an index that hears of its moves. */
function fixture(
  name: string,
  { users = 12, items = 3000, width = 8, list = 64, learningRate = 5e-4 }: Size = {},
): Fixture {
  const random = new Stream(name);
  const model = new FunkSvd({ users, items, width }, { ...FUNKSVD, learningRate }).initialise(random.fork("model"));
  const index = watch(model, new DotTopK(model.scan, list));
  model.parameters.mark();
  return { model, index, random, clicks: Array.from({ length: users }, () => new UserClicks()) };
}

function watch({ parameters: { tables } }: FunkSvd, index: DotTopK): DotTopK {
  return index.watch({ factors: tables.items, biases: tables.itemBiases });
}

/** The answer by definition. */
function bruteForce({ scan }: FunkSvd, user: number, k: number, excluded: Excluded = NOBODY): number[] {
  const answer: number[] = [];
  for (const key of allKeys(scan, user)) {
    if (answer.length === k) break;
    if (!excluded.includes(keyItem(key))) answer.push(keyItem(key));
  }
  return answer;
}

function check({ model, index, clicks }: Fixture, user: number, k: number): number[] {
  const answer = [...index.top({ user, k, excluded: clicks[user] })];
  expect(answer).toEqual(bruteForce(model, user, k, clicks[user]));
  return answer;
}

/** A click and eight negatives, as agents learn them. */
function click({ model, random, clicks }: Fixture, user: number, item: number): void {
  clicks[user].add(item);
  const { items } = model.scan.shape;
  learnClick({ model, items, stream: random, negatives: { count: 8, together: false } }, { user, item, last: -1 });
}

/** Puts an item's factors anywhere and tells the index, as a watched table does. */
function place({ model }: Fixture, item: number, factors: ArrayLike<number>): void {
  const { items } = model.scan.tables;
  const { width } = model.scan.shape;
  const row = items.subarray(item * width, (item + 1) * width);
  const before = row.slice();
  row.set(factors);
  model.parameters.tables.items.watcher?.moved(item, Math.hypot(...row.map((x, i) => x - before[i])));
}

function pushBias({ model }: Fixture, item: number, rate: number): void {
  const { itemBiases } = model.parameters.tables;
  itemBiases.gradients[itemBiases.gradientAt(item)] = -Math.sign(rate);
  itemBiases.step({ learningRate: Math.abs(rate), weightDecay: 0 });
}

describe("exact top-k under updates", () => {
  it.each([
    ["small steps", { learningRate: 5e-4 }, 0.02],
    ["larger steps", { learningRate: 5e-3 }, 0.3],
    ["rough steps", { learningRate: 0.2, items: 600 }, 1],
    ["a list as long as the catalogue", { learningRate: 0.05, items: 300, list: 400 }, 0.5],
    ["a list of one", { learningRate: 5e-4, list: 1 }, 1],
    ["128 factors", { width: 128, items: 1500, list: 256 }, 0.02],
  ])("is a brute force over 3,000 rounds (%s)", (name, size, scanShare) => {
    const fix = fixture(name, size);
    fix.index.build();
    for (let round = 0; round < 3000; round++) {
      const user = fix.random.int(12);
      const answer = check(fix, user, 1 + fix.random.int(12));
      if (fix.random.uniform() < 0.3) click(fix, user, fix.random.pick(answer));
    }
    const { queries, scans } = fix.index.costs;
    expect(queries).toBe(3000);
    expect(scans / queries).toBeLessThanOrEqual(scanShare);
  });

  it("finds an item that jumps from far outside a list to the top, and down again", () => {
    const fix = fixture("jump", { items: 2000 });
    fix.index.build();
    for (let round = 0; round < 300; round++) {
      const user = fix.random.int(12);
      const worst = bruteForce(fix.model, user, 2000)[1999 - fix.random.int(100)];
      const p = fix.model.scan.tables.users.slice(user * 8, (user + 1) * 8);
      place(
        fix,
        worst,
        p.map((x) => 1000 * x),
      );
      expect(check(fix, user, 5)[0]).toBe(worst);
      place(
        fix,
        worst,
        p.map((x) => -x),
      );
      check(fix, user, 5);
      check(fix, fix.random.int(12), 10);
    }
  });

  it("hears of biases alone, up and down", () => {
    const fix = fixture("bias", { items: 1000, list: 32 });
    fix.index.build();
    for (let round = 0; round < 1000; round++) {
      const top = check(fix, fix.random.int(12), 5);
      pushBias(
        fix,
        fix.random.uniform() < 0.5 ? fix.random.pick(top) : fix.random.int(1000),
        fix.random.normal(0, 0.05),
      );
    }
  });

  it("keeps ties in order of id while some of the tied items move", () => {
    const fix = fixture("ties", { items: 1200, list: 40 });
    const { items, biases } = fix.model.scan.tables;
    // Five different rows only: every score is shared by hundreds of items.
    for (let item = 5; item < 1200; item++) items.copyWithin(item * 8, (item % 5) * 8, (item % 5) * 8 + 8);
    for (let item = 0; item < 1200; item++) biases[item] = (item % 3) * 0.01;
    fix.model.parameters.mark();
    fix.index.build();
    for (let round = 0; round < 1500; round++) {
      const top = check(fix, fix.random.int(12), 8);
      if (round % 5 === 0)
        pushBias(fix, fix.random.uniform() < 0.5 ? fix.random.pick(top) : fix.random.int(1200), 0.01);
    }
  });

  it("goes on when clicks have used up a list, to the last item of the catalogue", () => {
    const fix = fixture("exhausted", { users: 2, items: 400, list: 20 });
    fix.index.build();
    for (let left = 400; left > 0; left--) {
      const [best] = check(fix, 0, 6);
      click(fix, 0, best);
    }
    expect(check(fix, 0, 6)).toEqual([]);
    expect(check(fix, 1, 6)).toHaveLength(6);
  });

  it("does not trust a list made under exclusions once they are lifted", () => {
    const fix = fixture("lifted", { list: 16 });
    for (const item of bruteForce(fix.model, 3, 100)) fix.clicks[3].add(item);
    check(fix, 3, 10);
    fix.clicks[3] = new UserClicks();
    check(fix, 3, 10);
  });

  it("follows a user who moves anywhere without a word", () => {
    const fix = fixture("user", { items: 800 });
    fix.index.build();
    for (let round = 0; round < 400; round++) {
      const start = fix.random.int(12) * 8;
      const scale = fix.random.uniform() < 0.9 ? 1e-3 : 1;
      for (let i = start; i < start + 8; i++) fix.model.scan.tables.users[i] += fix.random.normal(0, scale);
      check(fix, fix.random.int(12), 5);
    }
  });

  it("stays exact when items shrink between the list and the first query", () => {
    const fix = fixture("shrink", { items: 500, list: 10 });
    fix.model.scan.tables.items.forEach((x, i, all) => {
      all[i] = x * 20;
    });
    fix.model.parameters.mark();
    fix.index.build();
    for (let item = 0; item < 500; item += 2) place(fix, item, new Float32Array(8));
    for (let user = 0; user < 12; user++) check(fix, user, 5);
  });

  it("refuses a bad query and a diverged model", () => {
    const fix = fixture("bad", { items: 50 });
    expect(() => fix.index.top({ user: 12, k: 5 })).toThrow(UsageError);
    expect(() => fix.index.top({ user: 0, k: 0 })).toThrow(UsageError);
    fix.index.build();
    fix.model.scan.tables.users[0] = Number.NaN;
    expect(() => fix.index.top({ user: 0, k: 5 })).toThrow(SlateLabError);
    fix.model.parameters.tables.items.gradients[fix.model.parameters.tables.items.gradientAt(4)] = Number.NaN;
    expect(() => fix.model.parameters.step({ learningRate: 1, weightDecay: 0 })).toThrow(SlateLabError);
  });
});

describe("marks", () => {
  /** Rounds of play with a seed of their own; returns every answer. */
  function episode(fix: Fixture, seed: string, rounds = 300): number[][] {
    const random = new Stream(seed);
    return Array.from({ length: rounds }, () => {
      const user = random.int(12);
      const answer = check(fix, user, 5);
      if (random.uniform() < 0.5) click({ ...fix, random }, user, random.pick(answer));
      return answer;
    });
  }

  it("a revert gives the same episode under the same seed, on the lists made at the mark", () => {
    const fix = fixture("revert", { learningRate: 0.01 });
    fix.index.build();
    const first = episode(fix, "seed");
    const firstScans = fix.index.costs.scans;
    for (let again = 2; again < 5; again++) {
      fix.model.parameters.restore();
      fix.clicks = fix.clicks.map(() => new UserClicks());
      expect(episode(fix, "seed")).toEqual(first);
    }
    expect(fix.index.costs.scans).toBeLessThanOrEqual(4 * firstScans);
  });

  it("a revert undoes the scans' own copy of items too", () => {
    const fix = fixture("packed");
    const { users } = fix.model.scan.tables;
    const { items } = fix.model.parameters.tables;
    const [best] = check(fix, 2, 1);
    const at = items.gradientAt(best);
    for (let i = 0; i < 8; i++) items.gradients[at + i] = users[16 + i];
    fix.model.parameters.step({ learningRate: 3, weightDecay: 0 });
    expect(check(fix, 2, 1)).not.toEqual([best]);
    fix.model.parameters.restore();
    // Far enough from where the list was made that only a new scan can answer.
    for (let i = 16; i < 24; i++) users[i] *= 4;
    const { scans } = fix.index.costs;
    check(fix, 2, 20);
    expect(fix.index.costs.scans).toBe(scans + 1);
  });

  it("a snapshot in the middle goes on as before", () => {
    const fix = fixture("snapshot", { learningRate: 0.01 });
    episode(fix, "start");
    const snapshot = structuredClone(fix.model.parameters.changes());
    const clicks = fix.clicks.map((list) => list.view().toArray());
    const go = () => {
      fix.clicks = clicks.map((list) => new UserClicks(list));
      return episode(fix, "rest");
    };
    const rest = go();
    fix.model.parameters.restore(snapshot);
    expect(go()).toEqual(rest);
  });

  it("training between marks voids the lists", () => {
    const fix = fixture("train", { learningRate: 0.05 });
    fix.index.build();
    for (let era = 0; era < 3; era++) {
      episode(fix, `era ${era}`);
      fix.model.parameters.mark();
      fix.index.build();
      for (let user = 0; user < 12; user++) check(fix, user, 10);
      const { scans } = fix.index.costs;
      for (let user = 0; user < 12; user++) check(fix, user, 10);
      expect(fix.index.costs.scans).toBe(scans);
    }
  });

  it("an index that came after the mark is exact after a revert too", () => {
    const fix = fixture("late", { learningRate: 0.05 });
    episode(fix, "before", 100);
    fix.index = watch(fix.model, new DotTopK(fix.model.scan, 64));
    fix.index.build();
    episode(fix, "between", 100);
    fix.model.parameters.restore();
    episode(fix, "after", 100);
  });
});

describe("the drift ledger", () => {
  it("knows which rows moved at least so far", () => {
    const random = new Stream("ledger");
    const ledger = new DriftLedger(200);
    const paths = new Float64Array(200);
    for (let era = 0; era < 3; era++) {
      for (let move = 0; move < 500; move++) {
        const row = random.int(150);
        const length = random.uniform() < 0.1 ? 0 : 2 ** random.normal(-10, 8);
        ledger.add(row, length);
        paths[row] += length;
        const bar = 2 ** random.normal(-6, 8);
        const found = new Set<number>();
        let count = 0;
        ledger.visitAbove(bar, 7, (rows) => {
          for (const row of rows) found.add(row);
          count += rows.length;
          expect(rows.length).toBeLessThanOrEqual(7);
        });
        expect([found.size, ledger.countAbove(bar)]).toEqual([count, count]);
        expect([...paths.keys()].filter((r) => paths[r] >= bar && !found.has(r))).toEqual([]);
        expect([...found].filter((r) => paths[r] < Math.min(bar / 1.26, 1e7))).toEqual([]);
      }
      expect(ledger.size).toBe(paths.filter((path) => path > 0).length);
      ledger.clear();
      paths.fill(0);
      expect(ledger.size).toBe(0);
    }
  });
});
