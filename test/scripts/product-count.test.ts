import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { countProducts } from "../../scripts/perf/product-count.ts";
import { onEachEngine } from "../models/fixture.ts";

onEachEngine("the count of products", () => {
  it("is two operations a multiply-add, whichever side is transposed, and of all products of a gradient", async () => {
    const [a, b] = [tf.ones<tf.Rank.R3>([4, 3, 5]), tf.ones<tf.Rank.R3>([4, 7, 5])];
    const count = async (run: () => void) => {
      const end = countProducts();
      tf.tidy(run);
      return end();
    };
    const product = () => tf.matMul(a, b, false, true);
    const one = 2 * 4 * 3 * 5 * 7;
    expect(await count(product)).toBe(one);
    expect(await count(() => tf.matMul(a, tf.ones([4, 3, 6]), true))).toBe(2 * 4 * 3 * 5 * 6);
    expect(await count(() => tf.add(a, a))).toBe(0);
    expect(await count(() => tf.grads(() => tf.sum(product()))([a, b]))).toBe(3 * one);
    tf.dispose([a, b]);
  });
});
