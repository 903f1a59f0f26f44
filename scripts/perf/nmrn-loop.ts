import * as tf from "@tensorflow/tfjs-core";
import type { Stream } from "../../src/core/random.ts";
import type { StreamModel } from "../../src/core/stream-model.ts";
import type { Interactions } from "../../src/core/types.ts";
import { type NegativeSampler, PopularitySampler, uniformSampler } from "../../src/dataset/negatives.ts";
import { numbersOf } from "../../src/engine/numbers-of.ts";
import type { Nmrn } from "../../src/models/nmrn/nmrn.ts";
import { NoiseSampler, noiseSamplerPhase } from "../../src/models/nmrn/noise-sampler.ts";
import type { NmrnLearning } from "../../src/models/nmrn/recipes.ts";
import { warpWeight } from "../../src/models/nmrn/warp.ts";

/**
 * NMRN as its public notebook goes about it (nmrn of docs/sources.md): one event after the other, one negative after the other, each drawn
 * when it is tried, and the library's own Adam. It learns the same: one step a block, through its writes. Kinder than the notebook: a
 * distance is taken from all slots at once, and what is read is not read anew for each negative.
 */
export class LoopNmrn implements StreamModel {
  readonly items: number;
  readonly #model: Nmrn;
  readonly #learning: NmrnLearning;
  readonly #random: Stream;
  readonly #negatives: NegativeSampler;
  readonly #adam: tf.Optimizer;
  readonly #samplerAdam: tf.Optimizer;

  constructor(model: Nmrn, learning: NmrnLearning, random: Stream) {
    this.items = model.settings.items;
    this.#model = model;
    this.#learning = learning;
    this.#random = random;
    this.#negatives = this.#samplerOf(learning);
    [this.#adam, this.#samplerAdam] = [0, 1].map(() => tf.train.adam(learning.optimiser.learningRate));
  }

  score(users: Int32Array): Float32Array {
    const scores = new Float32Array(users.length * this.items);
    for (const [b, user] of users.entries()) {
      const nearness = numbersOf(() => {
        const read = tf.matMul(this.#addressesOf(user), this.#weight("values") as tf.Tensor2D);
        return tf.neg(distances(read, this.#model.items));
      });
      scores.set(nearness, b * this.items);
    }
    return scores;
  }

  learn(events: Interactions): void {
    const sampler = this.#negatives;
    this.#adam.minimize(() => this.#meanLoss(events), false, this.#model.weights.list());
    if (sampler instanceof PopularitySampler) sampler.count(events.items);
    if (sampler instanceof NoiseSampler) this.#learnToSample(sampler, events);
    for (const event of each(events)) this.#model.write(event);
  }

  dispose(): void {
    if (this.#negatives instanceof NoiseSampler) this.#negatives.dispose();
    for (const adam of [this.#adam, this.#samplerAdam]) adam.dispose();
  }

  #samplerOf({ sampler, noise }: NmrnLearning): NegativeSampler {
    if (sampler === "popularity") return new PopularitySampler(this.items);
    const uniform = uniformSampler(this.items);
    if (sampler === "uniform") return uniform;
    return new NoiseSampler({ model: this.#model, offers: uniform }, noise, this.#random.fork("sampler"));
  }

  #meanLoss(events: Interactions): tf.Scalar {
    let memory: tf.Tensor = this.#weight("values");
    const losses: tf.Tensor[] = [];
    for (const event of each(events)) {
      const addresses = this.#addressesOf(event.users[0]);
      const item = this.#itemOf(event.items[0]);
      losses.push(this.#lossOf(event, tf.matMul(addresses, memory as tf.Tensor2D), item));
      const [erase, add] = [tf.sigmoid(this.#affine("erase", item)), tf.tanh(this.#affine("add", item))];
      const at = tf.transpose(addresses); // [H, 1]
      memory = tf.add(tf.mul(memory, tf.sub(1, tf.mul(at, erase))), tf.mul(at, add));
    }
    return tf.mean(tf.stack(losses));
  }

  #lossOf(event: Interactions, read: tf.Tensor, item: tf.Tensor): tf.Tensor {
    const bar = tf.add(distances(read, item), this.#model.settings.margin);
    for (let draw = 0; draw < this.#learning.tries; draw++) {
      const [negative] = this.#negatives.draw(event, 1, this.#random.key());
      const hinge = tf.sub(bar, distances(read, this.#itemOf(negative)));
      if (hinge.dataSync()[0] > 0) return tf.mul(tf.sum(hinge), warpWeight(draw, this.items));
    }
    return tf.mul(tf.sum(bar), 0);
  }

  #learnToSample(sampler: NoiseSampler, events: Interactions): void {
    const phase = noiseSamplerPhase(sampler);
    const loss = () => tf.mean(tf.stack([...each(events)].map((event) => phase.loss(event, this.#random))));
    this.#samplerAdam.minimize(loss as () => tf.Scalar, false, [...phase.variables]);
  }

  #addressesOf(user: number): tf.Tensor2D {
    return tf.softmax(tf.neg(tf.expandDims(distances(tf.gather(this.#model.users, [user]), this.#weight("keys")), 0)));
  }

  #itemOf(item: number): tf.Tensor {
    return tf.gather(this.#model.items, [item]);
  }

  #affine(layer: string, x: tf.Tensor): tf.Tensor {
    return tf.add(tf.matMul(x, this.#weight(`${layer}/weight`) as tf.Tensor2D), this.#weight(`${layer}/bias`));
  }

  #weight(name: string): tf.Variable {
    return this.#model.weights.get(name);
  }
}

/** Of rows that broadcast: [1, d] and [k, d] → [k] */
function distances(from: tf.Tensor, to: tf.Tensor): tf.Tensor1D {
  return tf.sqrt(tf.add(tf.sum(tf.square(tf.sub(from, to)), 1), 1e-12));
}

/** Events one by one. */
function* each({ users, items }: Interactions): Generator<Interactions> {
  for (let i = 0; i < users.length; i++) yield { users: users.subarray(i, i + 1), items: items.subarray(i, i + 1) };
}
