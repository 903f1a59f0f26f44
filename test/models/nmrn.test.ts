import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { Stream } from "../../src/core/random.ts";
import type { Interactions } from "../../src/core/types.ts";
import { uniformSampler } from "../../src/dataset/negatives.ts";
import { ADAM } from "../../src/models/adam-settings.ts";
import { lossesOf, Nmrn, nmrnPhase } from "../../src/models/nmrn/nmrn.ts";
import { NO_VIOLATOR, warpLosses, warpWeight } from "../../src/models/nmrn/warp.ts";
import { Adam } from "../../src/train/adam.ts";
import { difference } from "../engine/engines.ts";
import { onEachEngine } from "./fixture.ts";
import { EVENTS, NEGATIVES, nmrn, scalarReplay, slopesOf, type Table, TINY } from "./nmrn-fixture.ts";

/** The first so many events. */
const first = (count: number): Interactions => ({
  users: EVENTS.users.subarray(0, count),
  items: EVENTS.items.subarray(0, count),
});
/** What `make` gives, as numbers. */
const read = (make: () => tf.Tensor) => tf.tidy(() => make().dataSync().slice());
const meanLoss = (model: Nmrn, events: Interactions, negatives: Int32Array) =>
  tf.mean(lossesOf(model, events, negatives).losses) as tf.Scalar;

function gradientsOf(model: Nmrn, events: Interactions, negatives: Int32Array): Record<string, Float32Array> {
  return tf.tidy(() => {
    const { grads } = tf.variableGrads(() => meanLoss(model, events, negatives), model.weights.list());
    const of = (name: string) => grads[model.weights.get(name).name].dataSync().slice() as Float32Array;
    return Object.fromEntries(model.weights.names.map((name) => [name, of(name)]));
  });
}

describe("the weight of a violator", () => {
  it.each([
    [0, 500, 6.2146],
    [49, 500, Math.log(10)],
    [0, 2, Math.log(2)],
    [499, 500, 0],
  ])("at draw %i of %i items", (draw, items, weight) => {
    expect(warpWeight(draw, items)).toBeCloseTo(weight, 4);
  });
});

onEachEngine("NMRN", () => {
  it.each([
    TINY,
    { ...TINY, width: 7, slots: 5, margin: 0.5 },
    { ...TINY, width: 1, slots: 1, margin: 1 },
    { ...TINY, width: 3, slots: 10, margin: 6 },
    { ...TINY, itemTerm: true, writeShare: 0.3 },
  ])("computes all events at once as one after the other, and their gradients: %o", (settings) => {
    const model = nmrn(settings);
    const weights: Table = model.weights.read();
    const met = { ...EVENTS, negatives: NEGATIVES };
    const wanted = scalarReplay(weights, settings, met);
    tf.tidy(() => {
      const replay = model.replay(EVENTS);
      const { losses, violators } = lossesOf(model, EVENTS, NEGATIVES);
      expect(difference(replay.addresses.dataSync(), wanted.addresses.flat())).toBeLessThan(1e-5);
      expect(difference(replay.reads.dataSync(), wanted.reads.flat())).toBeLessThan(1e-5);
      expect(difference(replay.distances.dataSync(), wanted.distances)).toBeLessThan(1e-5);
      expect(difference(replay.memory.dataSync(), wanted.memory)).toBeLessThan(1e-5);
      expect(difference(losses.dataSync(), wanted.losses)).toBeLessThan(1e-5);
      expect(Array.from(violators)).toEqual(wanted.violators);
    });
    const gradients = gradientsOf(model, EVENTS, NEGATIVES);
    const scalar = (moved: Table) =>
      scalarReplay(moved, settings, met).losses.reduce((sum, loss) => sum + loss, 0) / EVENTS.users.length;
    for (const name of model.weights.names)
      expect(difference(gradients[name], slopesOf(scalar, weights, name)), name).toBeLessThan(1e-4);
    model.dispose();
  });

  it.each([false, true])("scores the nearest items highest, with terms of items: %s", (itemTerm) => {
    const model = nmrn({ itemTerm });
    const users = Int32Array.of(0, 3);
    const all = Int32Array.from({ length: 2 * TINY.items }, (_, i) => i % TINY.items);
    const far = read(() => model.distances(model.read(users), all));
    const scores = read(() => model.scores(users));
    for (const row of [0, TINY.items]) {
      const order = (by: (i: number) => number) =>
        Array.from({ length: TINY.items }, (_, i) => row + i).sort((a, b) => by(a) - by(b));
      expect(order((i) => -scores[i])).toEqual(order((i) => far[i]));
    }
    model.dispose();
  });

  it("has addresses that sum to 1", () => {
    const model = nmrn({ slots: 10 });
    const sums = read(() => tf.sum(model.replay(EVENTS).addresses, 1));
    expect(
      difference(
        sums,
        EVENTS.users.map(() => 1),
      ),
    ).toBeLessThan(1e-6);
    model.dispose();
  });

  it("changes nothing by reading, and nothing but the values by writing", () => {
    const model = nmrn();
    const before = model.weights.read();
    const [first, second] = [0, 1].map(() => read(() => model.read(EVENTS.users)));
    read(() => model.replay(EVENTS).reads);
    read(() => meanLoss(model, EVENTS, NEGATIVES));
    expect(second).toEqual(first);
    expect(model.weights.read()).toEqual(before);
    model.write(EVENTS);
    const { values, ...others } = model.weights.read();
    expect(values).not.toEqual(before.values);
    expect({ ...others, values: before.values }).toEqual(before);
    model.dispose();
  });

  it("writes events in blocks of any size as one by one", () => {
    const memoryBy = (size: number) => {
      const model = nmrn();
      for (let at = 0; at < EVENTS.users.length; at += size)
        model.write({ users: EVENTS.users.slice(at, at + size), items: EVENTS.items.slice(at, at + size) });
      const { values } = model.weights.read();
      model.dispose();
      return values;
    };
    const [one, three, all] = [1, 3, 7].map(memoryBy);
    expect(difference(three, one)).toBeLessThan(1e-6);
    expect(difference(all, one)).toBeLessThan(1e-6);
  });

  it("lets no negative into the values", () => {
    const model = nmrn();
    const wanted = scalarReplay(model.weights.read(), TINY, { ...EVENTS, negatives: NEGATIVES }).memory;
    const { values } = model.weights.read();
    read(() =>
      meanLoss(
        model,
        EVENTS,
        NEGATIVES.map((item) => (item + 1) % TINY.items),
      ),
    );
    expect(model.weights.read().values).toEqual(values);
    model.write(EVENTS);
    expect(difference(model.weights.read().values, wanted)).toBeLessThan(1e-6);
    model.dispose();
  });

  it("leaves the values as they are where e = 0 and a = 0", () => {
    const model = nmrn();
    const before = model.weights.read();
    const zeros = (name: string) => new Float32Array(before[name].length);
    const silent = ["erase/weight", "add/weight", "add/bias"].map((name) => [name, zeros(name)]);
    model.weights.load({ ...before, ...Object.fromEntries(silent), "erase/bias": zeros("erase/bias").fill(-200) });
    model.write(EVENTS);
    expect(model.weights.read().values).toEqual(before.values);
    model.dispose();
  });

  it("scores an event by the memory before it: what it and later ones write is not in what it reads", () => {
    const model = nmrn();
    const wanted = read(() => model.replay(EVENTS).reads);
    const place = 3;
    const others = { users: EVENTS.users, items: EVENTS.items.map((item, b) => (b < place ? item : (item + 5) % 12)) };
    const moved = read(() => model.replay(others).reads);
    const known = (place + 1) * TINY.width;
    expect(moved.subarray(0, known)).toEqual(wanted.subarray(0, known));
    expect(moved.subarray(known)).not.toEqual(wanted.subarray(known));
    model.dispose();
  });

  it("learns how to write from what is read after a write, and not before one", () => {
    const model = nmrn();
    const after = gradientsOf(model, first(2), NEGATIVES.slice(0, 6));
    const before = gradientsOf(model, first(1), NEGATIVES.slice(0, 3));
    for (const name of ["erase/weight", "erase/bias", "add/weight", "add/bias"]) {
      expect(
        after[name].some((slope) => Math.abs(slope) > 1e-4),
        name,
      ).toBe(true);
      expect(
        before[name].every((slope) => slope === 0),
        name,
      ).toBe(true);
    }
    model.dispose();
  });

  it.each([
    [2.9, 2, 0],
    [2, 2.9, 0],
    [3, 2.999, 1],
    [4, 2.5, 1],
    [3, 3, NO_VIOLATOR],
    [7, 3.001, NO_VIOLATOR],
  ])("has no loss just where negatives are further away by the margin: %f and %f, violator %i", (one, two, place) => {
    tf.tidy(() => {
      const far = tf.tensor1d([0, one, two]); // the item is where it is looked for
      const inputs = { positive: tf.zeros<tf.Rank.R1>([1]), negatives: Int32Array.of(1, 2) };
      const distances = (items: Int32Array) =>
        tf.gather(far, tf.tensor2d(items, [1, items.length], "int32")) as unknown as tf.Tensor2D;
      const { losses, violators } = warpLosses({ ...inputs, distances }, { margin: 3, items: 3 });
      const hinge = place < 0 ? 0 : 3 - [one, two][place];
      expect(violators[0]).toBe(place);
      expect(losses.dataSync()[0]).toBeCloseTo(hinge * warpWeight(Math.max(place, 0), 3), 5);
      expect(losses.dataSync()[0] === 0).toBe(place === NO_VIOLATOR);
    });
  });

  it("learns planted clusters: far below the loss of one who knows nothing", () => {
    const CLUSTERS = 6;
    const settings = { users: 24, items: 2 * CLUSTERS, width: 8, slots: 8, margin: 3, itemTerm: false, writeShare: 1 };
    const random = new Stream("clusters");
    const model = new Nmrn(settings, random.fork("model"));
    const phase = nmrnPhase(model, { negatives: uniformSampler(settings.items), tries: 10 });
    const adam = new Adam(phase.variables, { ...ADAM, learningRate: 0.1 });
    const losses = Array.from({ length: 120 }, (_, step) => {
      const draws = random.fork(step);
      const users = new Int32Array(24).map(() => draws.int(settings.users));
      const events = { users, items: users.map((user) => (user % CLUSTERS) + CLUSTERS * draws.int(2)) };
      const loss = adam.minimise(() => phase.loss(events, draws));
      model.write(events);
      return loss;
    });
    const meanOf = (list: number[]) => list.reduce((sum, loss) => sum + loss, 0) / list.length;
    const nothing = settings.margin * warpWeight(0, settings.items);
    expect(meanOf(losses.slice(0, 10))).toBeGreaterThan(0.7 * nothing);
    expect(meanOf(losses.slice(-20))).toBeLessThan(0.5 * nothing);
    adam.dispose();
    model.dispose();
  });

  it.each<[string, Interactions, Int32Array, string]>([
    ["no events", first(0), NEGATIVES, "Expected an event, got none"],
    [
      "another user",
      { users: Int32Array.of(5), items: Int32Array.of(0) },
      NEGATIVES,
      "events: Expected users 0..4, got 5",
    ],
    [
      "another item",
      { users: Int32Array.of(0), items: Int32Array.of(12) },
      NEGATIVES,
      "events: Expected items 0..11, got 12",
    ],
    [
      "columns that differ",
      { users: Int32Array.of(0), items: Int32Array.of(1, 2) },
      NEGATIVES,
      "events: Expected 1 items, got 2",
    ],
    ["another negative", EVENTS, NEGATIVES.map((item) => -item), "negatives: Expected items 0..11, got -1"],
    ["negatives that do not share out", EVENTS, NEGATIVES.slice(1), "Expected as many negatives for each row, got 20"],
    ["no negatives", EVENTS, NEGATIVES.slice(0, 0), "Expected as many negatives for each row, got 0"],
  ])("refuses %s", (_, events, negatives, message) => {
    const model = nmrn();
    expect(() => tf.tidy(() => meanLoss(model, events, negatives))).toThrow(message);
    model.dispose();
  });
});
