/** A key-value memory (Wang et al., KDD 2018): who asks is matched with keys, and reads and writes the values by how near they are. */
import * as tf from "@tensorflow/tfjs-core";
import { distances } from "../../engine/distances.ts";

/** Addresses w = softmax(−‖u − K_h‖) of vectors [B, d] in keys [H, d]: [B, H] */
export function addressesOf(vectors: tf.Tensor2D, keys: tf.Tensor2D): tf.Tensor2D {
  return tf.softmax(tf.neg(distances({ from: vectors, to: tf.expandDims(keys, 0) }))) as tf.Tensor2D;
}
