import * as tf from "@tensorflow/tfjs-core";
import { expected } from "../core/errors.ts";
import { adamStep } from "../engine/adam-step.ts";
import { FlatVariables } from "../factors/flat-variables.ts";
import type { AdamSettings, RateSchedule } from "../models/adam-settings.ts";

/** What the learning rate is multiplied by at a step (from 0) under a schedule. */
export function rateFactor(step: number, { warmUp, end }: RateSchedule): number {
  if (step < warmUp) return (step + 1) / warmUp;
  if (end === null) return 1;
  return step < end ? (1 + Math.cos((Math.PI * (step - warmUp)) / (end - warmUp))) / 2 : 0;
}

/** What Adam holds between two steps. */
export interface AdamState {
  readonly steps: number;
  /** The running products β1^t and β2^t, as float32 made them: the power itself differs in its last bits. */
  readonly decays: readonly number[];
  /** First moments of all variables, then second ones, none before the first step; then averages, where they are kept. */
  readonly moments: readonly Float32Array[];
}

/** A number for each of all variables' numbers. */
type Vector = tf.Variable<tf.Rank.R1>;

/**
 * Adam (Kingma, Ba: ICLR 2015) over fixed variables, with a state that can be saved and put back exactly. The variables are
 * stepped as one vector: TensorFlow.js' own takes 14 operations for each of them, and comes to the same numbers.
 */
export class Adam {
  readonly #all: readonly tf.Variable[];
  readonly #variables: FlatVariables;
  readonly #settings: AdamSettings;
  #steps = 0;
  #decays: readonly number[];
  /** First and second moment; none before the first step. */
  #moments: readonly Vector[] = [];
  /** None where no average is kept. */
  readonly #average: Vector | undefined;

  constructor(variables: readonly tf.Variable[], settings: AdamSettings) {
    this.#all = variables;
    this.#variables = new FlatVariables(variables);
    this.#settings = settings;
    this.#decays = [settings.beta1, settings.beta2].map(Math.fround);
    if (settings.averageDecay !== undefined) this.#average = keep(() => this.#variables.read());
  }

  /** One step down a loss, which it returns. Where that is not finite, nothing moves. */
  minimise(loss: () => tf.Scalar): number {
    const { value, grads } = tf.variableGrads(loss, [...this.#all]);
    const reached = value.dataSync()[0];
    if (Number.isFinite(reached)) this.step(grads);
    tf.dispose([value, grads]);
    return reached;
  }

  /** One step. The gradients are by variable name, as `tf.variableGrads` gives them. */
  step(gradients: tf.NamedTensorMap): void {
    const gradient = this.#variables.gather(gradients);
    if (this.#moments.length === 0) this.#moments = [0, 1].map(() => keep(() => tf.zerosLike(gradient)));
    tf.tidy(() => this.#move(gradient));
    gradient.dispose();
    const { beta1, beta2 } = this.#settings;
    this.#decays = [beta1, beta2].map((beta, i) => Math.fround(this.#decays[i] * Math.fround(beta)));
    this.#steps++;
    this.#moveAverage();
  }

  /** Averages and weights change places: twice, and all is as before. Without averages nothing happens. */
  swapAverages(): void {
    const average = this.#average;
    if (!average) return;
    tf.tidy(() => {
      const values = this.#variables.read();
      this.#variables.write(average);
      average.assign(values);
    });
  }

  state(): AdamState {
    const vectors = this.#average ? [...this.#moments, this.#average] : this.#moments;
    return {
      steps: this.#steps,
      decays: this.#decays,
      moments: vectors.flatMap((vector) => this.#variables.split(vector.dataSync() as Float32Array)),
    };
  }

  /** Throws a UsageError when the state is that of other variables, before anything changes. */
  restore({ steps, decays, moments }: AdamState, where: string): void {
    const averages = this.#average ? 1 : 0;
    const vectors = steps === 0 ? averages : 2 + averages;
    const joined = this.#variables.join(moments, vectors);
    if (!joined) throw expected(`moments of ${this.#variables.count} variables`, "others", where);
    this.#steps = steps;
    this.#decays = decays;
    tf.dispose([...this.#moments]);
    this.#moments = joined.slice(0, vectors - averages).map((values) => keep(() => tf.tensor1d(values)));
    tf.tidy(() => this.#average?.assign(tf.tensor1d(joined[vectors - 1])));
  }

  dispose(): void {
    this.#variables.dispose();
    tf.dispose([...this.#moments, ...(this.#average ? [this.#average] : [])]);
  }

  /** Moves the moments and the weights. */
  #move(gradient: tf.Tensor1D): void {
    const { beta1, beta2, epsilon } = this.#settings;
    const [first, second] = this.#moments;
    const [correction1, correction2] = this.#decays.map((decay) => Math.fround(1 - decay));
    const [weights, ...moved] = adamStep(
      { weights: this.#variables.read(), gradient, first, second },
      { beta1, beta2, epsilon, rate: this.#rate(), correction1, correction2 },
    );
    for (const [i, moment] of this.#moments.entries()) moment.assign(moved[i]);
    this.#variables.write(weights);
  }

  #rate(): number {
    const { learningRate, schedule } = this.#settings;
    return schedule ? learningRate * rateFactor(this.#steps, schedule) : learningRate;
  }

  /** The decay rises to its height, so that the first weights do not weigh on. */
  #moveAverage(): void {
    const average = this.#average;
    if (!average) return;
    const decay = Math.min(this.#settings.averageDecay ?? 0, (1 + this.#steps) / (10 + this.#steps));
    tf.tidy(() => average.assign(tf.add(average, tf.mul(tf.sub(this.#variables.read(), average), 1 - decay))));
  }
}

function keep(make: () => tf.Tensor1D): Vector {
  return tf.tidy(() => tf.variable(make(), false));
}
