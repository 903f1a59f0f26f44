/** A key-value memory (Wang et al., KDD 2018): who asks is matched with keys, and reads and writes the values by how near they are. */
import * as tf from "@tensorflow/tfjs-core";
import { linearRecurrence } from "../../engine/recurrence.ts";

/** Inside the root of a distance, so that it has a slope at 0. */
const EPSILON = 1e-12;

/** Euclidean distances along the last axis, which goes: of [..., d] and [..., d] that broadcast. */
export function distances(from: tf.Tensor, to: tf.Tensor): tf.Tensor {
  return tf.sqrt(tf.add(tf.sum(tf.square(tf.sub(from, to)), -1), EPSILON));
}

/** Addresses w = softmax(−‖u − K_h‖) of vectors [B, d] in keys [H, d]: [B, H] */
export function addressesOf(vectors: tf.Tensor2D, keys: tf.Tensor2D): tf.Tensor2D {
  return tf.softmax(tf.neg(distances(tf.expandDims(vectors, 1), keys))) as tf.Tensor2D;
}

/** What is read at addresses [B, H]: s = wᵀV, of one memory for all, [H, d], or of one for each, [B, H, d]: [B, d] */
export function readAt(addresses: tf.Tensor2D, memory: tf.Tensor): tf.Tensor2D {
  return tf.sum(tf.mul(tf.expandDims(addresses, 2), memory), 1) as tf.Tensor2D;
}

/** What is written, a row at a time. */
export interface MemoryWrites {
  /** w: [B, H] */
  readonly addresses: tf.Tensor2D;
  /** e, from 0 to 1: [B, d] */
  readonly erase: tf.Tensor2D;
  /** a: [B, d] */
  readonly add: tf.Tensor2D;
}

/**
 * The memory before each write and after the last, V_h ← V_h ⊙ (1 − w_h e) + w_h a row by row, differentiable: [H, d] →
 * [B + 1, H, d]
 */
export function memoriesAlong(memory: tf.Tensor2D, { addresses, erase, add }: MemoryWrites): tf.Tensor3D {
  const [slots, width] = memory.shape;
  const rows = addresses.shape[0];
  const at = tf.expandDims(addresses, 2); // [B, H, 1]
  const flat = (x: tf.Tensor) => tf.reshape(tf.mul(at, tf.expandDims(x, 1)), [rows, slots * width]) as tf.Tensor2D;
  const states = linearRecurrence({
    start: tf.reshape(memory, [-1]) as tf.Tensor1D,
    keep: tf.sub(1, flat(erase)),
    add: flat(add),
  });
  return tf.reshape(states, [rows + 1, slots, width]);
}
