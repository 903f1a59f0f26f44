import * as tf from "@tensorflow/tfjs-core";
import {
  memoryTurnsGrad,
  memoryTurns as memoryTurnsKernel,
  type TurnAttrs,
  type TurnInputs,
} from "./kernels/memory.ts";
import { linearRecurrence } from "./recurrence.ts";

/** A memory, who comes to it, and what each leaves. */
export interface MemoryTurns extends TurnInputs<tf.Tensor2D> {
  /** V at first: [H, d] */
  readonly memory: tf.Tensor2D;
  /** w: [B, H] */
  readonly addresses: tf.Tensor2D;
  /** e: [B, d] */
  readonly erase: tf.Tensor2D;
  /** a: [B, d] */
  readonly add: tf.Tensor2D;
  /** η, from 0 to 1: what of a write counts. */
  readonly writeShare: number;
}

/** What comes of the turns. */
export interface TurnOutcome {
  /** What each row reads before it writes: [B, d] */
  readonly reads: tf.Tensor2D;
  /** V after the last: [H, d] */
  readonly memory: tf.Tensor2D;
}

/**
 * A memory that is read and written in turns, differentiable: row by row s = wᵀV is read, then V_h ← V_h + η w_h (a − e V_h) is
 * written.
 */
export function memoryTurns(turns: MemoryTurns): TurnOutcome {
  const fused = tf.getKernel(memoryTurnsKernel.name, tf.getBackend());
  return fused ? fusedTurns(turns) : composedTurns(turns);
}

/** One kernel forward and one backward. */
function fusedTurns({ memory, addresses, erase, add, writeShare }: MemoryTurns): TurnOutcome {
  const run = tf.customGrad((...args) => {
    const [save, given] = [args.pop() as tf.GradSaveFunc, args as tf.Tensor[]];
    save(given);
    const value = tf.engine().runKernel(memoryTurnsKernel.name, named(given), { writeShare }) as tf.Tensor;
    return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => gradients(dy, saved, { writeShare }) };
  });
  const both = run(memory, addresses, erase, add);
  const [reads, after] = tf.split(both, [addresses.shape[0], memory.shape[0]]) as tf.Tensor2D[];
  return { reads, memory: after };
}

function gradients(dy: tf.Tensor, saved: tf.Tensor[], attrs: TurnAttrs): tf.Tensor[] {
  return tf.engine().runKernel(memoryTurnsGrad.name, { dy, ...named(saved) }, { ...attrs }) as tf.Tensor[];
}

function named([memory, addresses, erase, add]: tf.Tensor[]): TurnInputs<tf.Tensor> {
  return { memory, addresses, erase, add };
}

/** The same made of TensorFlow.js' own operations on all states at once, for an engine without the kernels. */
function composedTurns({ memory, addresses, erase, add, writeShare }: MemoryTurns): TurnOutcome {
  const [slots, width] = memory.shape;
  const rows = addresses.shape[0];
  const at = tf.expandDims(addresses, 2); // [B, H, 1]
  const by = tf.mul(at, writeShare);
  const flat = (x: tf.Tensor) => tf.reshape(tf.mul(by, tf.expandDims(x, 1)), [rows, slots * width]) as tf.Tensor2D;
  const states = linearRecurrence({
    start: tf.reshape(memory, [-1]) as tf.Tensor1D,
    keep: tf.sub(1, flat(erase)),
    add: flat(add),
  });
  const [before, after] = tf.split(tf.reshape(states, [rows + 1, slots, width]), [rows, 1]);
  return { reads: tf.sum(tf.mul(at, before), 1), memory: tf.squeeze(after, [0]) };
}
