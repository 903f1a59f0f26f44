import * as tf from "@tensorflow/tfjs-core";
import { expected, unknownName } from "../core/errors.ts";
import { checkSection } from "../core/section-rules.ts";

/** Numbers of a model's weights by name, row-major. */
export type WeightValues = Record<string, Float32Array>;

/** Numbers with their shape, row-major. */
export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The same as other tools have it, of numbers of any type. */
export interface GivenTensor {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Gives the numbers that a new weight of so many starts from, or throws. */
export type WeightSource = (name: string, length: number) => Float32Array;

/** The numbers of a checkpoint. Throws a SlateLabError that begins with `where` for a weight that is missing or of another size. */
export function weightsOf(values: WeightValues, where: string): WeightSource {
  return (name, length) => {
    const own = Object.hasOwn(values, name) ? values[name] : undefined;
    checkSection(own, { type: Float32Array, length }, `${where}: ${name}`);
    return values[name];
  };
}

/** What new weights start from while `Weights.from` builds a model, and those made so far. */
let building: { readonly source: WeightSource; readonly made: tf.Variable[] } | undefined;

/** Of a network: with its gradient and the two moments of Adam, four bytes each, it fills the 4 GB of a WebAssembly memory. */
const MOST_NUMBERS = 2 ** 28;

/** The named variables of a model: what its steps move and its checkpoints hold. */
export class Weights {
  readonly #variables = new Map<string, tf.Variable>();
  #numbers = 0;

  /**
   * Builds a model whose weights start from what `source` gives instead of being drawn: it is asked before a weight is allocated, so
   * that a checkpoint that says to be larger than it is costs nothing. What was made goes when `build` throws.
   */
  static from<M>(source: WeightSource, build: () => M): M {
    const made: tf.Variable[] = [];
    building = { source, made };
    try {
      return build();
    } catch (error) {
      tf.dispose(made);
      throw error;
    } finally {
      building = undefined;
    }
  }

  /** The weights of several networks as one, called `PART/NAME`: the same variables, so that whoever made them frees them. */
  static joined(parts: Readonly<Record<string, Weights>>): Weights {
    const joined = new Weights();
    for (const [part, weights] of Object.entries(parts))
      for (const name of weights.names) joined.#variables.set(`${part}/${name}`, weights.get(name));
    return joined;
  }

  /** Adds a variable of zeros, or of what `fill` writes. Throws a UsageError when the name is taken, and for one too many numbers. */
  add<R extends tf.Rank>(
    name: string,
    shape: tf.ShapeMap[R],
    fill: (values: Float32Array) => unknown = () => {},
  ): tf.Variable<R> {
    if (this.#variables.has(name)) throw expected("a new name of a weight", name);
    const length = shape.reduce((product, extent) => product * extent, 1);
    this.#numbers += length;
    if (this.#numbers > MOST_NUMBERS)
      throw expected(`a network of at most ${MOST_NUMBERS} numbers`, this.#numbers, `weights: ${name}`);
    const values = building ? building.source(name, length) : drawn(length, fill);
    const variable = tf.tidy(() => tf.variable<R>(tf.tensor<R>(values, shape)));
    building?.made.push(variable);
    this.#variables.set(name, variable);
    return variable;
  }

  get names(): string[] {
    return [...this.#variables.keys()];
  }

  /** All variables, in the order they were added. */
  list(): tf.Variable[] {
    return [...this.#variables.values()];
  }

  /** Throws a UsageError that names the nearest one when there is none of this name. */
  get(name: string): tf.Variable {
    const variable = this.#variables.get(name);
    if (!variable) throw unknownName("weight", name, this.names);
    return variable;
  }

  /** Copies of all values, with their shapes. */
  tensors(): Record<string, NamedTensor> {
    const values = this.read();
    return Object.fromEntries(this.names.map((name) => [name, { shape: this.get(name).shape, data: values[name] }]));
  }

  /** Copies of all values. */
  read(): WeightValues {
    return Object.fromEntries(this.names.map((name) => [name, this.get(name).dataSync().slice() as Float32Array]));
  }

  /** Replaces all values. Throws a UsageError when one is missing, unknown or of another size, before anything changes. */
  load(values: WeightValues, where = "weights"): void {
    this.#check(values, where);
    for (const [name, variable] of this.#variables) {
      tf.tidy(() => variable.assign(tf.tensor(values[name], variable.shape)));
    }
  }

  dispose(): void {
    for (const variable of this.#variables.values()) variable.dispose();
    this.#variables.clear();
  }

  #check(values: WeightValues, where: string): void {
    for (const name of Object.keys(values)) this.get(name);
    for (const [name, { size }] of this.#variables) {
      if (values[name]?.length !== size) throw expected(`${size} numbers`, values[name]?.length, `${where}: ${name}`);
    }
  }
}

function drawn(length: number, fill: (values: Float32Array) => unknown): Float32Array {
  const values = new Float32Array(length);
  fill(values);
  return values;
}
