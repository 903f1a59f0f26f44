import type { FactorKernel, FactorMemory } from "./factor-memory.ts";

/** A dense layer in a `FactorMemory`: row o of the weights is `stride` floats long and starts with the inputs' weights. */
export interface ScanLayer {
  weights: Float32Array;
  /** Where the first input's weight lies in a row. */
  offset: number;
  stride: number;
  inputs: number;
  outputs: number;
}

/** What the scores of a tower are computed from. */
export interface TowerScanTables {
  /** [items × factors] */
  factors: Float32Array;
  /** [items × inputs of the first layer] */
  units: Float32Array;
  layers: readonly ScanLayer[];
  /** Weights of the last layer's units, then the bias: [units + 1] */
  head: Float32Array;
}

const UNIT_BYTES = 32;
const LAYER_WORDS = 5;
const HEAD_WORDS = 8;

/**
 * Scores of every item for one query: gmf · factors[i] + head · tower(units[i]) + bias (assembly/factors/tower.ts). Write `gmf` and
 * `starts`, then ask.
 */
export class TowerScan {
  /** [factors] */
  readonly gmf: Float32Array;
  /** What each layer's sums begin with: a bias, and in the first layer what does not depend on the item. Each [outputs]. */
  readonly starts: readonly Float32Array[];
  readonly #kernel: FactorKernel;
  readonly #spec: Int32Array;
  readonly #scores: Float32Array;

  /** Memory blocks for items, GMF factors and the layers' widths, the first layer's item inputs first. */
  static blocks(items: number, factors: number, widths: readonly number[]): number[] {
    const words = HEAD_WORDS + LAYER_WORDS * (widths.length - 1);
    const starts = widths.slice(1).map((width) => width * 4);
    return [factors * 4, ...starts, 2 * Math.max(...widths) * UNIT_BYTES, words * 4, items * 4];
  }

  constructor(memory: FactorMemory, { factors, units, layers, head }: TowerScanTables) {
    const items = units.length / layers[0].inputs;
    const width = factors.length / items;
    this.#kernel = memory.kernel;
    this.gmf = memory.floats(width);
    this.starts = layers.map((layer) => memory.floats(layer.outputs));
    const widest = Math.max(layers[0].inputs, ...layers.map((layer) => layer.outputs));
    const scratch = memory.floats((2 * widest * UNIT_BYTES) / 4);
    this.#spec = memory.ints(HEAD_WORDS + LAYER_WORDS * layers.length);
    this.#scores = memory.floats(items);
    const bias = head.byteOffset + (head.length - 1) * 4;
    const [g, m] = [factors.byteOffset, units.byteOffset];
    this.#spec.set([g, m, width, this.gmf.byteOffset, head.byteOffset, bias, scratch.byteOffset, layers.length]);
    layers.forEach(({ weights, offset, stride, inputs, outputs }, l) => {
      const words = [weights.byteOffset + offset * 4, stride * 4, inputs, outputs, this.starts[l].byteOffset];
      this.#spec.set(words, HEAD_WORDS + l * LAYER_WORDS);
    });
  }

  /** A view that the next call overwrites: [items]. */
  scores(): Float32Array {
    this.#kernel.towerScores(this.#spec.byteOffset, this.#scores.length, this.#scores.byteOffset);
    return this.#scores;
  }
}
