import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { distances } from "../../src/engine/distances.ts";
import * as kernels from "../../src/engine/kernels/memory.ts";
import { memoryTurns } from "../../src/engine/memory-turns.ts";
import { onEachEngine } from "../models/fixture.ts";
import { difference, gradientGap, tensor, valuesOf, valuesWithout } from "./engines.ts";

/** Names of the kernels of one pass. */
const NAMES = Object.values(kernels).map(({ name }) => name);
/** What of a write counts: exact in float32. */
const SHARE = 0.75;
/** Memory, addresses, erase and add. */
const turnInputs = (rows: number, slots: number, width: number) => [
  tensor([slots, width], 1),
  tf.softmax(tensor([rows, slots], 2)),
  tf.sigmoid(tensor([rows, width], 3)),
  tensor([rows, width], 4),
];
const turns = ([memory, addresses, erase, add]: tf.Tensor[]) =>
  memoryTurns({ memory, addresses, erase, add, writeShare: SHARE } as Parameters<typeof memoryTurns>[0]);
/** A loss by both outcomes. */
const turnLoss = (...inputs: tf.Tensor[]) => {
  const { reads, memory } = turns(inputs);
  const weighted = (x: tf.Tensor, seed: number) => tf.sum(tf.mul(x, tensor(x.shape, seed)));
  return tf.add(weighted(reads, 5), weighted(memory, 6)) as tf.Scalar;
};

/** One turn after the other, in float64. */
function inTurn(inputs: tf.Tensor[]): { reads: number[]; memory: number[] } {
  const [memory, addresses, erase, add] = inputs.map((it) => it.arraySync() as number[][]);
  const reads = addresses.flatMap((shares, b) => {
    const read = memory[0].map((_, i) => shares.reduce((sum, share, h) => sum + share * memory[h][i], 0));
    for (const [h, share] of shares.entries())
      memory[h] = memory[h].map((v, i) => v + SHARE * share * (add[b][i] - erase[b][i] * v));
    return read;
  });
  return { reads, memory: memory.flat() };
}

function expectSame(compute: () => tf.Tensor[]): void {
  const ours = valuesOf(compute);
  for (const [i, { shape, values }] of valuesWithout(NAMES, compute).entries()) {
    expect(ours[i].shape).toEqual(shape);
    expect(difference(ours[i].values, values)).toBeLessThan(1e-5);
  }
}

onEachEngine("a memory that is read and written in turns", () => {
  const SIZES = [
    [1, 1, 1],
    [5, 3, 4],
    [9, 4, 7],
    [33, 10, 20],
  ] as const;

  it.each(SIZES)("comes in %i turns of %i slots, width %i, to what it comes to one by one", (...sizes) => {
    const inputs = turnInputs(...sizes);
    const [reads, memory] = valuesOf(() => Object.values(turns(inputs)));
    const wanted = inTurn(inputs);
    expect(reads.shape).toEqual([sizes[0], sizes[2]]);
    expect(difference(reads.values, wanted.reads)).toBeLessThan(1e-6);
    expect(memory.shape).toEqual([sizes[1], sizes[2]]);
    expect(difference(memory.values, wanted.memory)).toBeLessThan(1e-6);
  });

  it.each(SIZES)(
    "of %i turns, %i slots, width %i is that of the library's operations, and so are gradients",
    (...sizes) => {
      const inputs = turnInputs(...sizes);
      const before = inputs.map((input) => input.dataSync().slice());
      expectSame(() => [...Object.values(turns(inputs)), ...tf.grads(turnLoss as never)(inputs)]);
      expect(inputs.map((input) => input.dataSync())).toEqual(before);
    },
  );

  it.each([0, 1, 2, 3])("has the gradient by input %i that finite differences have", (at) => {
    const inputs = turnInputs(6, 3, 5);
    expect(gradientGap((x) => turnLoss(...inputs.with(at, x)), inputs[at])).toBeLessThan(1e-2);
  });
});

onEachEngine("distances", () => {
  const far = (from: tf.Tensor, to: tf.Tensor) => distances({ from: from as tf.Tensor2D, to: to as tf.Tensor3D });
  const loss = (from: tf.Tensor, to: tf.Tensor) => {
    const y = far(from, to);
    return tf.sum(tf.mul(y, tensor(y.shape, 3))) as tf.Scalar;
  };
  const CASES = [
    { rows: 4, lists: 4, count: 3, width: 5 },
    { rows: 4, lists: 1, count: 6, width: 20 },
    { rows: 1, lists: 1, count: 1, width: 1 },
    { rows: 3, lists: 3, count: 1, width: 8 },
  ];

  it.each(CASES)("are Euclid's: %o", ({ rows, lists, count, width }) => {
    const [from, to] = [tensor([rows, width], 1), tensor([lists, count, width], 2)];
    const [{ shape, values }] = valuesOf(() => far(from, to));
    const [xs, lists3] = [from.arraySync() as number[][], to.arraySync() as number[][][]];
    const wanted = xs.flatMap((x, b) =>
      lists3[lists === 1 ? 0 : b].map((t) => Math.hypot(...t.map((y, i) => y - x[i]))),
    );
    expect(shape).toEqual([rows, count]);
    expect(difference(values, wanted)).toBeLessThan(1e-6);
  });

  it.each(CASES)("are those of the library's operations, and so are gradients: %o", ({ rows, lists, count, width }) => {
    const inputs = [tensor([rows, width], 1), tensor([lists, count, width], 2)];
    expectSame(() => [far(inputs[0], inputs[1]), ...tf.grads(loss as never)(inputs)]);
  });

  it("have no slope, and no infinite one, where there is none to go", () => {
    const at = tensor([2, 3], 1);
    const slopes = valuesOf(() => tf.grads(loss as never)([at, tf.reshape(at, [2, 1, 3])]));
    for (const { values } of slopes) expect(values.every((slope) => slope === 0)).toBe(true);
  });
});
