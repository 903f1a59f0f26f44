import * as tf from "@tensorflow/tfjs-core";
import { joined } from "../core/arrays.ts";
import { SlateLabError } from "../core/errors.ts";

/** Tensor variables as one vector, in their order. */
export class FlatVariables {
  readonly #variables: readonly tf.Variable[];
  readonly #sizes: number[];
  /** What was last written, and the data that the variables had then: as long as they have it, it need not be read. */
  #written: { vector: tf.Tensor1D; data: readonly object[] } | undefined;

  constructor(variables: readonly tf.Variable[]) {
    this.#variables = variables;
    this.#sizes = variables.map(({ size }) => size);
  }

  get count(): number {
    return this.#variables.length;
  }

  read(): tf.Tensor1D {
    const written = this.#written;
    const same = written && this.#variables.every(({ dataId }, i) => dataId === written.data[i]);
    return same ? written.vector.clone() : flatten(this.#variables);
  }

  write(vector: tf.Tensor1D): void {
    tf.tidy(() => {
      const parts = tf.split(vector, this.#sizes);
      for (const [i, variable] of this.#variables.entries()) variable.assign(shaped(parts[i], variable.shape));
    });
    this.dispose();
    this.#written = { vector: tf.keep(vector.clone()), data: this.#variables.map(({ dataId }) => dataId) };
  }

  /** Lets go of what was last written; the variables stay. */
  dispose(): void {
    this.#written?.vector.dispose();
    this.#written = undefined;
  }

  /** Tensors by variable name as one vector. Throws when one is missing. */
  gather(tensors: tf.NamedTensorMap): tf.Tensor1D {
    const ordered = this.#variables.map(({ name }) => tensors[name]);
    const missing = ordered.findIndex((tensor) => !tensor);
    if (missing >= 0) throw new SlateLabError(`The loss does not depend on variable ${missing} of its phase`);
    return flatten(ordered);
  }

  /** Copies of each variable's numbers of a vector. */
  split(values: Float32Array): Float32Array[] {
    let end = 0;
    return this.#sizes.map((size) => {
      end += size;
      return values.slice(end - size, end);
    });
  }

  /** So many vectors of parts in the order of `split`, one after the other; undefined when the parts do not fit. */
  join(parts: readonly Float32Array[], vectors: number): Float32Array[] | undefined {
    const { count } = this;
    const fits = parts.length === vectors * count && parts.every(({ length }, i) => length === this.#sizes[i % count]);
    if (!fits) return undefined;
    return Array.from({ length: vectors }, (_, i) => joined(parts.slice(i * count, (i + 1) * count)));
  }
}

function flatten(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.tidy(() => tf.concat1d(tensors.map((tensor) => shaped(tensor, [tensor.size]) as tf.Tensor1D)));
}

/** A view costs an operation on some engines: none is made where the shape is right. */
function shaped(tensor: tf.Tensor, shape: number[]): tf.Tensor {
  return tensor.shape.length === shape.length ? tensor : tf.reshape(tensor, shape);
}
