import * as tf from "@tensorflow/tfjs-core";
import { expected } from "../core/errors.ts";
import { keyedUniform } from "../core/random.ts";
import { DropoutMasks } from "./dropout-masks.ts";
import { type MaskAttrs, dropoutMask as maskKernel } from "./kernels/own.ts";

/**
 * Drops each number of x with probability `rate` and scales the others by 1/(1 − rate) (inverted dropout, Srivastava et
 * al. 2014). Which numbers go is a pure function of `key` and their place: the same on every engine. A new key for each
 * call (`Stream.key()`) makes the masks independent. Rate 0 is the identity. The gradient goes through the same mask.
 *
 * @param rate in [0, 1)
 * @param key any 32-bit integer
 */
export function dropout<T extends tf.Tensor>(x: T, rate: number, key: number): T {
  if (!(rate >= 0 && rate < 1)) throw expected("a dropout rate in [0, 1)", rate);
  if (!Number.isInteger(key)) throw expected("an integer key", key, "dropout");
  return rate === 0 ? x : masked(x, { shape: x.shape, ...maskAttrs(rate, key) });
}

function maskAttrs(rate: number, key: number): Omit<MaskAttrs, "shape"> {
  const keys = [0, 1].map((word) => (keyedUniform(key, word, 0) * 2 ** 32) | 0);
  return { keys: [keys[0], keys[1]], threshold: Math.round(rate * 2 ** 32) >>> 0, scale: 1 / (1 - rate) };
}

/** Holds on to the mask alone for the gradient, not to x. */
function masked<T extends tf.Tensor>(x: T, attrs: MaskAttrs): T {
  const op = tf.customGrad((input, save) => {
    const mask = makeMask(attrs);
    (save as tf.GradSaveFunc)([mask]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, saved[0]);
    return { value: tf.mul(input as tf.Tensor, mask), gradFunc };
  });
  return op(x) as T;
}

const masks = new DropoutMasks();

function makeMask(attrs: MaskAttrs): tf.Tensor {
  const [engine, name] = [tf.engine(), maskKernel.name];
  if (!tf.getKernel(name, tf.getBackend())) return engine.makeTensorFromTensorInfo(masks.make(tf.backend(), attrs));
  return engine.runKernel(name, {}, attrs as unknown as tf.NamedAttrMap) as tf.Tensor;
}
