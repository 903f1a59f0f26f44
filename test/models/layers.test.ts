import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { Stream } from "../../src/core/random.ts";
import { attend, attentionMask } from "../../src/models/attention.ts";
import { addDense, addTable, keepAll, layerNorm, lookUp } from "../../src/models/layers.ts";
import { lastRows, pack, Rectangle } from "../../src/models/packing.ts";
import { Transformer } from "../../src/models/transformer.ts";
import { Weights } from "../../src/models/weights.ts";
import { difference, gradientGap, tensor } from "../engine/engines.ts";
import { batchOf, onEachEngine, scramble } from "./fixture.ts";

const BATCH = batchOf([[3, 1, 4], [1, 5, 9, 2, 6], []]);
const packed = () => pack(BATCH, { padding: 13, length: 6 });
const squares = (x: tf.Tensor) => tf.sum(tf.square(x)) as tf.Scalar;
const table = (shape: [number, number], seed = 1) => tensor(shape, seed) as tf.Tensor2D;

onEachEngine("layers", () => {
  it("holds no network that memory could not, and asks for nothing of it", () => {
    const weights = new Weights();
    weights.add("small", [3]);
    const before = tf.memory().numTensors;
    const says = "weights: wide: Expected a network of at most 268435456 numbers, got 1099511627779";
    expect(() => weights.add("wide", [2 ** 20, 2 ** 20])).toThrow(says);
    expect(tf.memory().numTensors).toBe(before);
    weights.dispose();
  });

  it("packs the places that hold an item, without the columns that are all padding", () => {
    const { rows, columns, items, positions, sequences, slots, places } = packed();
    expect({ rows, columns }).toEqual({ rows: 8, columns: 5 });
    expect([...items]).toEqual([3, 1, 4, 1, 5, 9, 2, 6]);
    expect([...positions]).toEqual([3, 4, 5, 1, 2, 3, 4, 5]);
    expect([...sequences]).toEqual([0, 0, 0, 1, 1, 1, 1, 1]);
    expect([...slots]).toEqual([-1, -1, 0, 1, 2, 3, 4, 5, 6, 7, -1, -1, -1, -1, -1]);
    expect([...places]).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("spreads rows to their places and collects them again", () => {
    const x = table([8, 3]);
    const rectangle = new Rectangle(packed());
    expect(rectangle.collect(rectangle.spread(x)).arraySync()).toEqual(x.arraySync());
    const shown = tf.unstack(rectangle.show(x, 6)).map((sequence) => sequence.dataSync());
    const zeros = (rows: number) => Array<number>(3 * rows).fill(0);
    expect(difference(shown[0], [...zeros(3), ...x.dataSync().slice(0, 9)])).toBe(0);
    expect(difference(shown[2], zeros(6))).toBe(0);
  });

  it.each<[string, () => [(x: tf.Tensor) => tf.Scalar, tf.Tensor]]>([
    [
      "a norm's input",
      () => [
        (x) =>
          squares(
            layerNorm(
              x as tf.Tensor2D,
              { gain: tensor([5], 3) as tf.Tensor1D, bias: tensor([5], 4) as tf.Tensor1D },
              1e-5,
            ),
          ),
        table([7, 5], 2),
      ],
    ],
    [
      "a norm's gain",
      () => [
        (x) => squares(layerNorm(table([7, 5]), { gain: x as tf.Tensor1D, bias: tf.ones([5]) }, 1e-5)),
        tensor([5]),
      ],
    ],
    [
      "a norm's bias",
      () => [
        (x) => squares(layerNorm(table([7, 5]), { gain: tf.ones([5]), bias: x as tf.Tensor1D }, 1e-5)),
        tensor([5]),
      ],
    ],
    ["a table", () => [(x) => squares(lookUp(x as tf.Tensor2D, Int32Array.of(1, 0, 1, 3))), table([4, 3])]],
    ["attention's query", () => [(x) => squares(attended({ query: x as tf.Tensor2D })), table([8, 4], 5)]],
    ["attention's key", () => [(x) => squares(attended({ key: x as tf.Tensor2D })), table([8, 4], 5)]],
    ["attention's value", () => [(x) => squares(attended({ value: x as tf.Tensor2D })), table([8, 4], 5)]],
  ])("has the right gradient by %s", (_, make) => {
    const [f, x] = make();
    expect(gradientGap(f, x)).toBeLessThan(1e-2);
  });

  it("sees the future only where it is not causal", () => {
    const value = table([8, 4], 3);
    const later = tf.tensor2d(Array.from({ length: 8 }, (_, row) => Array<number>(4).fill(row === 2 ? 5 : 0)));
    // How far a change of the first sequence's last value moves its first output.
    const last = (causal: boolean) => {
      const [plain, changed] = [value, tf.add<tf.Tensor2D>(value, later)].map((it) => attended({ value: it }, causal));
      return difference(changed.arraySync()[0], plain.arraySync()[0]);
    };
    expect(last(true)).toBe(0);
    expect(last(false)).toBeGreaterThan(0.1);
  });

  it.each([
    { causal: true, blocks: 2, heads: 2 },
    { causal: false, blocks: 2, heads: 1 },
    { causal: false, blocks: 1, heads: 2 },
    { causal: true, blocks: 0, heads: 1 },
  ])("gives the last positions what they would get among all, and the same gradients: %o", (shape) => {
    const weights = new Weights();
    const stack = new Transformer({ weights, random: new Stream("stack") }, { ...shape, width: 4, epsilon: 1e-5 });
    scramble(weights);
    const slope = table([3, 4], 9);
    const among = (x: tf.Tensor2D, rectangle: Rectangle) =>
      stack.finish(lastRows(stack.run(x, { rectangle, drop: keepAll }), packed()));
    const alone = (x: tf.Tensor2D, rectangle: Rectangle) =>
      stack.runLast(x, { packing: packed(), rectangle, drop: keepAll });
    const [all, last] = [among, alone].map((compute) => {
      const loss = (x: tf.Tensor) =>
        tf.sum(tf.mul(compute(x as tf.Tensor2D, new Rectangle(packed())), slope)) as tf.Scalar;
      const { grads } = tf.variableGrads(() => loss(table([8, 4], 3)), weights.list());
      const slopes = weights.list().map(({ name }) => [...(grads[name]?.dataSync() ?? [0])]);
      const output = compute(table([8, 4], 3), new Rectangle(packed())).dataSync();
      return [
        [...output],
        [
          ...tf
            .grad(loss)(table([8, 4], 3))
            .dataSync(),
        ],
        slopes.flat(),
      ];
    });
    for (const [i, values] of last.entries()) {
      expect(difference(values, all[i])).toBeLessThan(1e-5);
      expect(values.some((x) => Math.abs(x) > 0.05)).toBe(true);
    }
    weights.dispose();
  });

  it("gives no weight where no key is allowed, whatever the scores", () => {
    let shown: number[][][][] = [];
    const big = (seed: number) => tf.mul<tf.Tensor2D>(table([8, 4], seed), 1e3);
    attended({ query: big(1), key: big(2) }, true, (weights) => {
      shown = weights.arraySync();
    });
    const allowed = [[2, 3, 4], [0, 1, 2, 3, 4], []]; // columns of the rectangle that hold an item
    for (const [b, heads] of shown.entries())
      for (const rows of heads)
        for (const [query, weights] of rows.entries()) {
          const seen = allowed[b].filter((key) => key <= query);
          for (const [key, weight] of weights.entries()) if (!seen.includes(key)) expect(weight).toBe(0);
          expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(seen.length > 0 ? 1 : 0, 5);
        }
    expect(shown.length).toBe(3);
  });

  it("starts small, and the same under the same stream", () => {
    const make = (seed: string) => {
      const initial = { weights: new Weights(), random: new Stream(seed) };
      addTable(initial, "table", [200, 20]);
      addDense(initial, "dense", [20, 30]);
      return initial.weights.read();
    };
    const [a, b, c] = [make("x"), make("x"), make("y")];
    expect(a).toEqual(b);
    expect(a.table).not.toEqual(c.table);
    const sd = (values: Float32Array) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
    // A normal cut at 2 sd has .88 of its sd.
    expect(sd(a.table)).toBeCloseTo(0.02 * 0.88, 3);
    expect(Math.max(...a.table.map(Math.abs))).toBeLessThanOrEqual(0.04);
    expect(sd(a["dense/weight"])).toBeCloseTo(0.2 * 0.88, 1);
    expect(a["dense/bias"].every((x) => x === 0)).toBe(true);
  });
});

function attended(
  inputs: Partial<Record<"query" | "key" | "value", tf.Tensor2D>>,
  causal = true,
  watch?: (weights: tf.Tensor4D) => void,
): tf.Tensor2D {
  const rectangle = new Rectangle(packed());
  const mask = attentionMask(rectangle, causal);
  const all = { query: table([8, 4], 1), key: table([8, 4], 2), value: table([8, 4], 3), ...inputs };
  return attend(all, { rectangle, mask, heads: 2, drop: keepAll, watch });
}
