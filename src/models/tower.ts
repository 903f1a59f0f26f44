import type { Stream } from "../core/random.ts";
import type { FactorMemory } from "../factors/factor-memory.ts";
import { fillUniform } from "../factors/initialise.ts";
import { RowTable } from "../factors/row-table.ts";

/** A dense layer: y = W x + b, a row of the table for each output with its bias last, [outputs × (inputs + 1)]. */
export class Dense {
  readonly inputs: number;
  readonly outputs: number;
  readonly table: RowTable;

  static blocks(inputs: number, outputs: number): number[] {
    return RowTable.blocks(outputs, inputs + 1);
  }

  constructor(memory: FactorMemory, inputs: number, outputs: number) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.table = new RowTable(memory, outputs, inputs + 1);
  }

  /** Glorot's uniform weights and zero biases. */
  initialise(stream: Stream): this {
    const { weights, width } = this.table;
    fillUniform(weights, stream, Math.sqrt(6 / (this.inputs + this.outputs)));
    for (let o = 0; o < this.outputs; o++) weights[o * width + this.inputs] = 0;
    return this;
  }

  /** y ← W x + b. */
  forward(x: Float64Array, y: Float64Array): void {
    const { weights, width } = this.table;
    for (let o = 0; o < this.outputs; o++) {
      let sum = weights[o * width + this.inputs];
      for (let i = 0; i < this.inputs; i++) sum += weights[o * width + i] * x[i];
      y[o] = sum;
    }
  }

  /** Adds the gradient by dy to the table and writes dx. */
  backward(x: Float64Array, dy: Float64Array, dx: Float64Array): void {
    dx.fill(0);
    for (let o = 0; o < this.outputs; o++) if (dy[o] !== 0) this.#backwardRow(o, x, { slope: dy[o], dx });
  }

  #backwardRow(o: number, x: Float64Array, { slope, dx }: { slope: number; dx: Float64Array }): void {
    const { weights, gradients, width } = this.table;
    const at = this.table.gradientAt(o);
    for (let i = 0; i < this.inputs; i++) {
      gradients[at + i] += slope * x[i];
      dx[i] += slope * weights[o * width + i];
    }
    gradients[at + this.inputs] += slope;
  }
}

/** Dense layers with ReLU after each. `widths` runs from the input to the last layer. */
export class Tower {
  readonly layers: readonly Dense[];
  /** Input, then each layer's output after ReLU; `forward` reads the first. */
  readonly activations: readonly Float64Array[];
  readonly #slopes: readonly Float64Array[];

  static blocks(widths: readonly number[]): number[] {
    return pairs(widths).flatMap(([inputs, outputs]) => Dense.blocks(inputs, outputs));
  }

  constructor(memory: FactorMemory, widths: readonly number[]) {
    this.layers = pairs(widths).map(([inputs, outputs]) => new Dense(memory, inputs, outputs));
    this.activations = widths.map((width) => new Float64Array(width));
    this.#slopes = widths.map((width) => new Float64Array(width));
  }

  get top(): Float64Array {
    return this.activations[this.layers.length];
  }

  /** Runs `activations[0]` through the layers to `top`. */
  forward(): void {
    this.layers.forEach((layer, l) => {
      const y = this.activations[l + 1];
      layer.forward(this.activations[l], y);
      for (let o = 0; o < y.length; o++) y[o] = Math.max(0, y[o]);
    });
  }

  /** Adds the gradients by the slope of `top` to the tables and returns the slope of `activations[0]`. */
  backward(topSlope: Float64Array): Float64Array {
    this.#slopes[this.layers.length].set(topSlope);
    for (let l = this.layers.length - 1; l >= 0; l--) {
      const [y, dy] = [this.activations[l + 1], this.#slopes[l + 1]];
      for (let o = 0; o < y.length; o++) if (y[o] === 0) dy[o] = 0;
      this.layers[l].backward(this.activations[l], dy, this.#slopes[l]);
    }
    return this.#slopes[0];
  }
}

function pairs(widths: readonly number[]): [number, number][] {
  return widths.slice(1).map((outputs, i) => [widths[i], outputs]);
}
