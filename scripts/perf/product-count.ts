/** How much of a computation is matrix products. */
import * as tf from "@tensorflow/tfjs-core";

const PRODUCTS: ReadonlySet<string> = new Set(["BatchMatMul", "_FusedMatMul"]);

/**
 * Begins to count the floating-point operations of matrix products, two for a multiply-add. What it returns ends that and gives how many
 * there were. One count at a time.
 */
export function countProducts(): () => Promise<number> {
  let end = () => {};
  const profile = tf.profile(
    () =>
      new Promise<void>((resolve) => {
        end = resolve;
      }),
  );
  return async () => {
    end();
    const { kernels } = await profile;
    const products = kernels.filter(({ name }) => PRODUCTS.has(name));
    return products.reduce((sum, { inputShapes, outputShapes }) => sum + flopsOf(inputShapes[0], outputShapes[0]), 0);
  };
}

/** Of [… m, k] or, transposed, [… k, m] with another side to [… m, n]. */
function flopsOf(left: readonly number[], output: readonly number[]): number {
  const m = output[output.length - 2];
  const k = (left[left.length - 2] * left[left.length - 1]) / m;
  return 2 * k * tf.util.sizeFromShape([...output]);
}
