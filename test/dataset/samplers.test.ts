import { describe, expect, it } from "vitest";
import { Stream } from "../../src/core/random.ts";
import { packSequences, sequenceOf } from "../../src/core/sequences.ts";
import type { Interactions } from "../../src/core/types.ts";
import { type NegativeSampler, PopularitySampler } from "../../src/dataset/negatives.ts";
import {
  type BatchSource,
  epochBatches,
  sharedEmbeddings,
  type TrainingBatch,
  uniformNegatives,
  warpBatches,
} from "../../src/dataset/samplers.ts";
import { type Sampling, sampledBatches } from "../../src/dataset/sampling.ts";
import { randomSequences } from "../models/fixture.ts";

const ITEMS = 60;
const DATA = { sequences: randomSequences(40, ITEMS, [1, 2, 5, 9, 30]), items: ITEMS, length: 7, batchSize: 16 };
const stream = () => new Stream("samplers");
const PADDING = ITEMS + 1;

/** Within four standard deviations of a binomial. */
function expectShare(count: number, total: number, p: number): void {
  expect(Math.abs(count - total * p)).toBeLessThan(4 * Math.sqrt(total * p * (1 - p)) + 1);
}

describe("epochBatches", () => {
  const source = epochBatches({ ...DATA, negatives: 3 }, stream());
  const perEpoch = 2; // 32 users of two or more items

  it("meets every user of two or more items once an epoch, in a new order", () => {
    const epochs = [0, 1].map((epoch) => [0, 1].flatMap((i) => [...source(epoch * perEpoch + i).users]));
    const able = Array.from({ length: 40 }, (_, user) => user).filter((user) => user % 5 !== 0);
    for (const users of epochs) expect([...users].sort((a, b) => a - b)).toEqual(able);
    expect(epochs[0]).not.toEqual(epochs[1]);
  });

  it("pads at the left; labels are the next items of the last L + 1", () => {
    const { items, users, labels, count, length } = source(0);
    expect(items).toHaveLength(count * length);
    let at = 0;
    users.forEach((user, b) => {
      const recent = [...sequenceOf(DATA.sequences, user)].slice(-length - 1).map((item) => item + 1);
      const inputs = [...items.subarray(b * length, (b + 1) * length)];
      const padding = Array(length - recent.length + 1).fill(PADDING);
      expect(inputs).toEqual([...padding, ...recent.slice(0, -1)]);
      expect([...labels.subarray(at, at + recent.length - 1)]).toEqual(recent.slice(1));
      at += recent.length - 1;
    });
    expect(at).toBe(labels.length);
  });

  it("draws k negatives a label, uniform over all items", () => {
    const counts = new Int32Array(PADDING);
    let total = 0;
    for (let step = 0; step < 200; step++) {
      const { labels, negatives } = source(step);
      expect(negatives).toHaveLength(3 * labels.length);
      for (const item of negatives) counts[item]++;
      total += negatives.length;
    }
    expect(counts[0]).toBe(0);
    for (let item = 1; item <= ITEMS; item++) expectShare(counts[item], total, 1 / ITEMS);
  });

  it("gives a step the same batch in any order, and another one under another stream", () => {
    const again = epochBatches({ ...DATA, negatives: 3 }, stream());
    const late = again(5);
    expect(again(0)).toEqual(source(0));
    expect(late).toEqual(source(5));
    expect(epochBatches({ ...DATA, negatives: 3 }, new Stream("other"))(0)).not.toEqual(source(0));
  });

  it.each([ITEMS, ITEMS + 1, -1])("refuses the item %i, as warpBatches does", (item) => {
    const data = {
      ...DATA,
      sequences: packSequences([
        [1, 2],
        [3, item],
      ]),
      negatives: 1,
    };
    const message = `training sequences: Expected items 0..${ITEMS - 1}, got ${item}`;
    expect(() => epochBatches(data, stream())).toThrow(message);
    expect(() => warpBatches(data, stream())).toThrow(message);
  });

  it("refuses data without anything to predict", () => {
    const lonely = { ...DATA, sequences: packSequences([[1], [2]]), negatives: 1 };
    expect(() => epochBatches(lonely, stream())).toThrow("Expected a user with two items or more, got");
  });
});

describe("epochBatches with a sampler of negatives", () => {
  it("asks it for k of each label, whose user and item it tells, and changes nothing else", () => {
    const asked: Interactions[] = [];
    const sampler: NegativeSampler = {
      draw: (rows, k) => {
        asked.push(rows);
        return Int32Array.from(
          { length: rows.items.length * k },
          (_, i) => (rows.items[Math.floor(i / k)] + (i % k)) % ITEMS,
        );
      },
    };
    const { negatives, ...batch } = epochBatches({ ...DATA, negatives: 3, sampler }, stream())(0);
    const { negatives: uniform, ...plain } = epochBatches({ ...DATA, negatives: 3 }, stream())(0);
    expect(batch).toEqual(plain);
    expect(asked).toHaveLength(1);
    expect([...asked[0].items]).toEqual(Array.from(batch.labels, (label) => label - 1));
    const lengths = Array.from(batch.users, (user) =>
      Math.min(DATA.length, sequenceOf(DATA.sequences, user).length - 1),
    );
    expect([...asked[0].users]).toEqual([...batch.users].flatMap((user, b) => Array(lengths[b]).fill(user)));
    expect(negatives).toHaveLength(uniform.length);
    negatives.forEach((id, i) => {
      expect(id).toBe(1 + ((batch.labels[Math.floor(i / 3)] - 1 + (i % 3)) % ITEMS));
    });
  });
});

describe("epochBatches of shuffled sequences", () => {
  const given = Array.from(DATA.sequences.items);
  const source = epochBatches({ ...DATA, length: 30, negatives: 1, shuffled: true }, stream());
  /** Each user's items as an epoch has them: the inputs, then the last label. */
  const ordersOf = (epoch: number) =>
    [0, 1].flatMap((i) => {
      const { users, items, labels, length } = source(epoch * 2 + i);
      let at = 0;
      return Array.from(users, (user, b) => {
        const inputs = [...items.subarray(b * length, (b + 1) * length)].filter((item) => item !== PADDING);
        at += inputs.length;
        expect([...labels.subarray(at - inputs.length, at - 1)]).toEqual(inputs.slice(1));
        return { user, order: [...inputs, labels[at - 1]].map((item) => item - 1) };
      });
    });

  it("have each user's own items in a new order every epoch", () => {
    const sorted = (list: Iterable<number>) => [...list].sort((a, b) => a - b);
    const [first, second] = [0, 1].map((epoch) => new Map(ordersOf(epoch).map(({ user, order }) => [user, order])));
    for (const [user, order] of first) {
      expect(sorted(order)).toEqual(sorted(sequenceOf(DATA.sequences, user)));
      expect(sorted(second.get(user)!)).toEqual(sorted(order));
    }
    const moved = [...first].filter(([user, order]) => String(second.get(user)) !== String(order));
    expect(moved.length).toBeGreaterThan(first.size / 2);
    expect(Array.from(DATA.sequences.items)).toEqual(given);
  });
});

describe("epochBatches over whole histories", () => {
  const long = {
    ...DATA,
    sequences: randomSequences(40, ITEMS, [1, 2, 8, 9, 15, 30, 54]),
    batchSize: 10,
    negatives: 0,
  };
  const source = epochBatches({ ...long, wholeHistory: true }, stream());
  const labelsOf = (user: number) => sequenceOf(long.sequences, user).length - 1;
  const able = Array.from({ length: 40 }, (_, user) => user).filter((user) => labelsOf(user) > 0);
  const windows = able.reduce((sum, user) => sum + Math.ceil(labelsOf(user) / DATA.length), 0);
  const perEpoch = Math.ceil(windows / 10);
  /** Each row's user and the items that it predicts, with those before them. */
  const rowsOf = (epoch: number) =>
    Array.from({ length: perEpoch }, (_, i) => source(epoch * perEpoch + i)).flatMap((batch) => {
      let at = 0;
      return Array.from(batch.users, (user, b) => {
        const row = [...batch.items.subarray(b * DATA.length, (b + 1) * DATA.length)];
        const inputs = row.filter((item) => item !== PADDING);
        expect(row.slice(-inputs.length)).toEqual(inputs);
        const labels = [...batch.labels.subarray(at, at + inputs.length)];
        at += inputs.length;
        return { user, window: [inputs[0], ...labels], inputs };
      });
    });

  it("makes each item but the first of a user a label once an epoch, after the items before it", () => {
    for (const epoch of [0, 1, 2]) {
      const rows = rowsOf(epoch);
      expect(rows).toHaveLength(windows);
      for (const user of able) {
        const history = [...sequenceOf(long.sequences, user)].map((item) => item + 1);
        const own = rows.filter((row) => row.user === user);
        for (const { window, inputs } of own) expect(inputs).toEqual(window.slice(0, -1));
        own.sort((a, b) => placeOf(history, a.window) - placeOf(history, b.window));
        expect([history[0], ...own.flatMap(({ window }) => window.slice(1))]).toEqual(history);
      }
    }
  });

  it("cuts elsewhere in another epoch, all places as likely", () => {
    // 29 labels in 5 windows of 7 leave 6 to share: the first window has 1 to 7 labels.
    const user = able.find((one) => labelsOf(one) === 29)!;
    const history = [...sequenceOf(long.sequences, user)].map((item) => item + 1);
    const counts = new Int32Array(DATA.length + 1);
    for (let epoch = 0; epoch < 200; epoch++) {
      const first = rowsOf(epoch).find((row) => row.user === user && placeOf(history, row.window) === 0)!;
      counts[first.inputs.length]++;
    }
    for (let labels = 1; labels <= DATA.length; labels++) expectShare(counts[labels], 200, 1 / 7);
  });

  it("leaves histories that fit as they are", () => {
    const short = { ...DATA, length: 60, negatives: 2 };
    const whole = epochBatches({ ...short, wholeHistory: true }, stream())(0);
    expect(whole.labels).toHaveLength(whole.users.reduce((sum, user) => sum + labelsIn(short, user), 0));
  });
});

/** Where a window starts in a history. */
function placeOf(history: number[], window: number[]): number {
  return history.findIndex((_, at) => window.every((item, i) => history[at + i] === item));
}

function labelsIn({ sequences }: typeof DATA, user: number): number {
  return sequenceOf(sequences, user).length - 1;
}

describe("uniformNegatives", () => {
  it("draws places apart", () => {
    const [rows, negatives, items] = [300, 50, 10];
    const ids = uniformNegatives({ rows, negatives, items, key: 7 });
    let [across, along] = [0, 0];
    for (let i = negatives; i < ids.length; i++) {
      if (ids[i] === ids[i - 1]) along++;
      if (ids[i] === ids[i - negatives]) across++;
    }
    expectShare(along, ids.length - negatives, 1 / items);
    expectShare(across, ids.length - negatives, 1 / items);
  });
});

describe("warpBatches", () => {
  const source = warpBatches(DATA, stream());

  it("draws users with replacement among those of two or more items", () => {
    const counts = new Map<number, number>();
    for (let step = 0; step < 300; step++) {
      for (const user of source(step).users) counts.set(user, (counts.get(user) ?? 0) + 1);
    }
    expect(counts.size).toBe(32);
    for (const [user, count] of counts) {
      expect(user % 5).not.toBe(0);
      expectShare(count, 300 * 16, 1 / 32);
    }
  });

  it("draws one negative a label, outside of all that the user has met, uniformly", () => {
    const counts = new Map<number, number>();
    let total = 0;
    for (let step = 0; step < 300; step++) {
      const batch = source(step);
      expect(batch.negatives).toHaveLength(batch.labels.length);
      let at = 0;
      batch.users.forEach((user, b) => {
        const met = sequenceOf(DATA.sequences, user);
        const row = batch.items.subarray(b * DATA.length, (b + 1) * DATA.length);
        for (const item of row) {
          if (item === PADDING) continue;
          const negative = batch.negatives[at++] - 1;
          expect(met.includes(negative)).toBe(false);
          if (user !== 4) continue;
          counts.set(negative, (counts.get(negative) ?? 0) + 1);
          total++;
        }
      });
    }
    expect(counts.size).toBe(ITEMS - 30);
    for (const count of counts.values()) expectShare(count, total, 1 / 30);
  });

  it("refuses a user who leaves no negative", () => {
    const all = {
      ...DATA,
      items: 3,
      sequences: packSequences([
        [0, 1],
        [2, 0, 1],
      ]),
    };
    expect(() => warpBatches(all, stream())).toThrow(
      "training sequence of user 1: Expected a user who has not met every item, got all 3",
    );
  });
});

describe("sharedEmbeddings", () => {
  const base = warpBatches(DATA, stream());
  const settings = { items: ITEMS, users: 40, keepItem: 0.9, keepUser: 0.08 };

  it("changes nothing where everything is kept", () => {
    const kept = sharedEmbeddings(base, { ...settings, keepItem: 1, keepUser: 1 }, stream().fork("sse"));
    for (let step = 0; step < 5; step++) expect(kept(step)).toEqual(warpBatches(DATA, stream())(step));
  });

  it("replaces items of input and labels, and users, at their rates; padding and negatives stay", () => {
    const shared = sharedEmbeddings(base, settings, stream().fork("sse"));
    const changed = { items: 0, labels: 0, users: 0, both: 0 };
    const total = { items: 0, users: 0 };
    for (let step = 0; step < 300; step++) {
      const [before, after] = [base(step), shared(step)];
      expect(after.negatives).toEqual(before.negatives);
      const real = [...before.items.keys()].filter((i) => before.items[i] !== PADDING);
      before.items.forEach((item, i) => {
        if (item === PADDING) expect(after.items[i]).toBe(PADDING);
        else expect(after.items[i] >= 1 && after.items[i] <= ITEMS).toBe(true);
      });
      real.forEach((place, row) => {
        const [input, label] = [after.items[place] !== before.items[place], after.labels[row] !== before.labels[row]];
        changed.items += Number(input);
        changed.labels += Number(label);
        changed.both += Number(input && label);
      });
      changed.users += after.users.filter((user, i) => user !== before.users[i]).length;
      total.items += real.length;
      total.users += after.users.length;
    }
    const item = 0.1 * (1 - 1 / ITEMS);
    expectShare(changed.items, total.items, item);
    expectShare(changed.labels, total.items, item);
    expectShare(changed.both, total.items, item * item);
    expectShare(changed.users, total.users, 0.92 * (1 - 1 / 40));
  });

  it("replaces by any id alike", () => {
    const shared = sharedEmbeddings(base, { ...settings, keepItem: 0, keepUser: 0 }, stream().fork("sse"));
    const items = new Int32Array(ITEMS + 2);
    const users = new Int32Array(40);
    for (let step = 0; step < 300; step++) {
      const batch = shared(step);
      for (const item of batch.labels) items[item]++;
      for (const user of batch.users) users[user]++;
    }
    const total = items.reduce((sum, count) => sum + count, 0);
    expect([items[0], items[PADDING]]).toEqual([0, 0]);
    for (let item = 1; item <= ITEMS; item++) expectShare(items[item], total, 1 / ITEMS);
    for (const count of users) expectShare(count, 300 * 16, 1 / 40);
  });

  it.each(["keepItem", "keepUser"])("refuses a %s that is no probability", (name) => {
    expect(() => sharedEmbeddings(base, { ...settings, [name]: 1.1 }, stream())).toThrow(
      `${name}: Expected a probability from 0 to 1, got 1.1`,
    );
  });
});

describe("sampledBatches", () => {
  const plain = () => warpBatches(DATA, stream().fork("batches"));
  const shared = { keepItem: 0.5, keepUser: 0.5 };
  const popular = () => {
    const sampler = new PopularitySampler(ITEMS);
    sampler.count(DATA.sequences.items);
    return sampler;
  };

  it.each<[string, Sampling, () => BatchSource<TrainingBatch>]>([
    [
      "epochs",
      { sampler: "epochs", negatives: 2, wholeHistory: true },
      () => epochBatches({ ...DATA, negatives: 2, wholeHistory: true }, stream().fork("batches")),
    ],
    [
      "popularity",
      { sampler: "popularity", negatives: 2 },
      () => epochBatches({ ...DATA, negatives: 2, sampler: popular() }, stream().fork("batches")),
    ],
    ["warp", { sampler: "warp" }, plain],
    [
      "warp with shared embeddings",
      { sampler: "warp", shared },
      () => sharedEmbeddings(plain(), { items: ITEMS, users: 40, ...shared }, stream().fork("shared-embeddings")),
    ],
  ])("draws %s from streams of its own", (_, sampling, expected) => {
    const [source, wanted] = [sampledBatches(DATA, sampling, stream()), expected()];
    for (let step = 0; step < 3; step++) expect(source(step)).toEqual(wanted(step));
  });
});
