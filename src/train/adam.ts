import * as tf from "@tensorflow/tfjs-core";
import { expected, SlateLabError } from "../core/errors.ts";

export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** How the rate changes from step to step; without it, it does not. */
  readonly schedule?: RateSchedule;
  /** Decay of an exponential moving average of the weights, to be validated and kept as the best in place of them. */
  readonly averageDecay?: number;
}

/** The rate rises linearly for `warmUp` steps, then falls as half a cosine to nothing at step `end`, if there is one. */
export interface RateSchedule {
  readonly warmUp: number;
  readonly end: number | null;
}

/** What the learning rate is multiplied by at a step, from 0. */
export function rateFactor(step: number, { warmUp, end }: RateSchedule): number {
  if (step < warmUp) return (step + 1) / warmUp;
  if (end === null) return 1;
  return step < end ? (1 + Math.cos((Math.PI * (step - warmUp)) / (end - warmUp))) / 2 : 0;
}

/** PyTorch's defaults, which the gSASRec port trains with; TensorFlow.js' own ε is 1e-7. */
export const ADAM: AdamSettings = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** What the optimiser holds between two steps. */
export interface AdamState {
  readonly steps: number;
  /** The running products β1^t and β2^t, as float32 made them: the power itself differs in its last bits. */
  readonly decays: readonly number[];
  /** First moments of all variables, then second ones, none before the first step; then averages, where they are kept. */
  readonly moments: readonly Float32Array[];
}

const DECAYS = ["accBeta1", "accBeta2"] as const;

/** TensorFlow.js lets the rate of an optimiser change only from within. */
class RatedAdam extends tf.AdamOptimizer {
  setRate(rate: number): void {
    this.learningRate = rate;
  }
}

/** Adam (Kingma, Ba: ICLR 2015) of TensorFlow.js over fixed variables, with a state that can be saved and put back exactly. */
export class Adam {
  readonly #variables: readonly tf.Variable[];
  readonly #settings: AdamSettings;
  readonly #optimiser: RatedAdam;
  /** Of each variable; none where no average is kept. */
  readonly #averages: readonly tf.Variable[];

  constructor(variables: readonly tf.Variable[], settings: AdamSettings) {
    const { learningRate, beta1, beta2, epsilon } = settings;
    this.#variables = variables;
    this.#settings = settings;
    this.#optimiser = new RatedAdam(learningRate, beta1, beta2, epsilon);
    this.#averages = settings.averageDecay === undefined ? [] : variables.map((it) => tf.variable(it, false));
  }

  /** One step. The gradients are by variable name, as `tf.variableGrads` gives them. */
  step(gradients: tf.NamedTensorMap): void {
    // TensorFlow.js pairs gradients with moments by their order.
    const ordered = this.#variables.map(({ name }) => ({ name, tensor: gradients[name] }));
    const missing = ordered.findIndex(({ tensor }) => !tensor);
    if (missing >= 0) throw new SlateLabError(`The loss does not depend on variable ${missing} of its phase`);
    const { learningRate, schedule } = this.#settings;
    if (schedule) this.#optimiser.setRate(learningRate * rateFactor(this.#optimiser.iterations, schedule));
    this.#optimiser.applyGradients(ordered);
    this.#average();
  }

  /** Averages and weights change places: twice, and all is as before. Without averages nothing happens. */
  swapAverages(): void {
    tf.tidy(() => {
      for (const [i, average] of this.#averages.entries()) {
        const value = tf.clone(average);
        average.assign(this.#variables[i]);
        this.#variables[i].assign(value);
      }
    });
  }

  /** The decay rises to its height, so that the first weights do not weigh on. */
  #average(): void {
    const steps = this.#optimiser.iterations;
    const decay = Math.min(this.#settings.averageDecay ?? 0, (1 + steps) / (10 + steps));
    tf.tidy(() => {
      for (const [i, average] of this.#averages.entries()) {
        average.assign(tf.add(average, tf.mul(tf.sub(this.#variables[i], average), 1 - decay)));
      }
    });
  }

  async state(): Promise<AdamState> {
    const [iterations, ...moments] = await this.#optimiser.getWeights();
    const [steps] = iterations.tensor.dataSync();
    iterations.tensor.dispose();
    return {
      steps,
      decays: DECAYS.map((name) => this.#decay(name).dataSync()[0]),
      moments: [...moments.map(({ tensor }) => tensor), ...this.#averages].map(
        (tensor) => tensor.dataSync().slice() as Float32Array,
      ),
    };
  }

  /** Throws a UsageError when the state is that of other variables, before anything changes. */
  async restore({ steps, decays, moments }: AdamState, where: string): Promise<void> {
    const pairs = [...this.#variables, ...this.#variables, ...this.#averages];
    const own = moments.length <= this.#averages.length ? this.#averages : pairs;
    const fits = moments.length === own.length && own.every(({ size }, i) => moments[i].length === size);
    if (!fits) throw expected(`moments of ${this.#variables.length} variables`, "others", where);
    const tensors = moments.map((values, i) => ({ name: `moment-${i}`, tensor: tf.tensor(values, own[i].shape) }));
    const iterations = { name: "iter", tensor: tf.scalar(steps, "int32") };
    const before = own.length - this.#averages.length;
    await this.#optimiser.setWeights([iterations, ...tensors.slice(0, before)]);
    for (const [i, average] of this.#averages.entries()) average.assign(tensors[before + i].tensor);
    tf.dispose([iterations.tensor, ...tensors.map(({ tensor }) => tensor)]);
    DECAYS.forEach((name, i) => {
      tf.tidy(() => this.#decay(name).assign(tf.scalar(decays[i])));
    });
  }

  dispose(): void {
    this.#optimiser.dispose();
    tf.dispose([...this.#averages]);
  }

  /** A running product; private in the type, and in no other way to be had. */
  #decay(name: (typeof DECAYS)[number]): tf.Variable {
    return Reflect.get(this.#optimiser, name);
  }
}
