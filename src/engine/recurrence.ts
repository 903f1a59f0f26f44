import * as tf from "@tensorflow/tfjs-core";

/** A state that is scaled and added to, number by number, once a row. */
export interface RecurrenceInputs {
  /** The state at first: [n] */
  readonly start: tf.Tensor1D;
  /** What of it each row keeps: [B, n] */
  readonly keep: tf.Tensor2D;
  /** What each row adds: [B, n] */
  readonly add: tf.Tensor2D;
}

/**
 * All states x_0 … x_B of x_b = keep_b ⊙ x_{b−1} + add_b: [B + 1, n]. Rows do not wait for each other: maps x → a x + c join to one
 * of their kind, so all are joined in ⌈log2 B⌉ rounds of work on whole tensors (W. D. Hillis, G. L. Steele: Data Parallel
 * Algorithms, CACM 1986). Its gradient is the same run backwards.
 */
export function linearRecurrence({ start, keep, add }: RecurrenceInputs): tf.Tensor2D {
  const run = tf.customGrad((...args) => {
    const [start, keep, add, save] = args as [tf.Tensor1D, tf.Tensor2D, tf.Tensor2D, tf.GradSaveFunc];
    const states = scan(tf.expandDims(start, 0), keep, add);
    save([keep, states]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => gradients(dy as tf.Tensor2D, saved as tf.Tensor2D[]);
    return { value: states, gradFunc };
  });
  return run(start, keep, add) as tf.Tensor2D;
}

/** By start, keep and add, of what a loss gains by each state. What it gains by a state comes to it from all later ones too. */
function gradients(dy: tf.Tensor2D, [keep, states]: tf.Tensor2D[]): tf.Tensor[] {
  const [last, ...earlier] = [tf.slice(dy, [keep.shape[0], 0]), tf.slice(dy, 0, [keep.shape[0], -1])];
  const backwards = scan(last, tf.reverse(keep, 0), tf.reverse(earlier[0], 0));
  const slopes = tf.reverse(backwards, 0); // [B + 1, n]
  const added = tf.slice(slopes, [1, 0]);
  const start = tf.reshape(tf.slice(slopes, 0, [1, -1]), [-1]);
  return [start, tf.mul(added, tf.slice(states, 0, [keep.shape[0], -1])), added];
}

/** States from the first, [1, n], on: [B + 1, n] */
function scan(first: tf.Tensor, keep: tf.Tensor2D, add: tf.Tensor2D): tf.Tensor2D {
  const rows = keep.shape[0] + 1;
  let [a, c] = [tf.concat([tf.zerosLike(first), keep]), tf.concat([first, add])] as tf.Tensor2D[];
  for (let reach = 1; reach < rows; reach *= 2) {
    const before = [rows - reach, -1] as [number, number];
    const rest = tf.slice(a, [reach, 0]);
    const joined = tf.add(tf.mul(rest, tf.slice(c, 0, before)), tf.slice(c, [reach, 0]));
    c = tf.concat([tf.slice(c, 0, [reach, -1]), joined]) as tf.Tensor2D;
    a = tf.concat([tf.slice(a, 0, [reach, -1]), tf.mul(rest, tf.slice(a, 0, before))]) as tf.Tensor2D;
  }
  return c;
}
