import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { Stream } from "../../src/core/random.ts";
import { ADAM } from "../../src/models/adam-settings.ts";
import { type Nmrn, nmrnPhase } from "../../src/models/nmrn/nmrn.ts";
import { hardness, type NoiseSampler, noiseSamplerPhase } from "../../src/models/nmrn/noise-sampler.ts";
import { Adam } from "../../src/train/adam.ts";
import { difference } from "../engine/engines.ts";
import { onEachEngine } from "./fixture.ts";
import { EVENTS, nmrn, noiseSampler, TINY } from "./nmrn-fixture.ts";

const ROWS = EVENTS.users.length;

function scene(candidates?: number): { model: Nmrn; sampler: NoiseSampler; dispose(): void } {
  const model = nmrn();
  const sampler = noiseSampler(model, candidates);
  const dispose = () => {
    sampler.dispose();
    model.dispose();
  };
  return { model, sampler, dispose };
}

/** Makes the last layer say so many times as much. */
function sharpen({ weights }: NoiseSampler, times: number): void {
  const last = weights.get("last/weight");
  tf.tidy(() => last.assign(tf.mul(last, times)));
}

onEachEngine("the noise sampler", () => {
  it("draws other items than the one that was met, the same by one key", () => {
    const { sampler, dispose } = scene();
    const drawn = sampler.draw(EVENTS, 40, 1);
    expect(drawn.length).toBe(40 * ROWS);
    drawn.forEach((item, i) => {
      expect(item).not.toBe(EVENTS.items[Math.floor(i / 40)]);
      expect(item >= 0 && item < TINY.items).toBe(true);
    });
    expect(sampler.draw(EVENTS, 40, 1)).toEqual(drawn);
    expect(sampler.draw(EVENTS, 40, 2)).not.toEqual(drawn);
    dispose();
  });

  it("draws any candidate alike in the share of draws that explore", () => {
    const model = nmrn();
    const sampler = noiseSampler(model, 6, 1);
    sharpen(sampler, 50);
    const [K, one] = [20_000, { users: EVENTS.users.slice(0, 1), items: EVENTS.items.slice(0, 1) }];
    const candidates = sampler.candidates(one, 3);
    const drawn = sampler.draw(one, K, 3);
    for (const item of new Set(candidates)) {
      const share = candidates.filter((it) => it === item).length / candidates.length;
      expect(Math.abs(drawn.filter((it) => it === item).length / K - share)).toBeLessThan(0.02);
    }
    sampler.dispose();
    model.dispose();
  });

  it("draws candidates by the softmax of their raw logits", () => {
    const { sampler, dispose } = scene();
    sharpen(sampler, 5);
    const [K, KEY] = [20_000, 3];
    const one = { users: EVENTS.users.slice(0, 1), items: EVENTS.items.slice(0, 1) };
    const candidates = sampler.candidates(one, KEY);
    const shares = tf.tidy(() => tf.softmax(sampler.logits(one.users, candidates)).dataSync().slice());
    expect(Math.max(...shares) / Math.min(...shares)).toBeGreaterThan(Math.E); // more than a sigmoid before the softmax leaves
    const drawn = sampler.draw(one, K, KEY);
    for (const item of new Set(candidates)) {
      const share = candidates.reduce((sum, it, i) => sum + (it === item ? shares[i] : 0), 0);
      const sd = Math.sqrt((share * (1 - share)) / K);
      expect(Math.abs(drawn.filter((it) => it === item).length / K - share)).toBeLessThan(5 * sd + 1e-9);
    }
    dispose();
  });

  it("rewards candidates that are near what is read", () => {
    const { model, sampler, dispose } = scene();
    tf.tidy(() => {
      const candidates = sampler.candidates(EVENTS, 4);
      const { reads } = model.replay(EVENTS);
      const [read, items] = [reads.arraySync(), model.items.arraySync()];
      const wanted = Array.from(candidates, (item, i) => {
        return -Math.hypot(...items[item].map((x, at) => x - read[Math.floor(i / 6)][at]));
      });
      const rewards = hardness(model, reads, candidates);
      expect(rewards.shape).toEqual([ROWS, 6]);
      expect(difference(rewards.dataSync(), wanted)).toBeLessThan(1e-5);
    });
    dispose();
  });

  it("learns to draw what is near, and leaves the model alone, as the model leaves it", () => {
    const { model, sampler, dispose } = scene(11);
    const phase = noiseSamplerPhase(sampler);
    const adam = new Adam(phase.variables, { ...ADAM, learningRate: 0.02 });
    const random = new Stream("noise");
    const reward = () => {
      const drawn = sampler.draw(EVENTS, 200, 1);
      return tf.tidy(() => tf.mean(hardness(model, model.replay(EVENTS).reads, drawn)).dataSync()[0]);
    };
    const [before, weights] = [reward(), model.weights.read()];
    for (let step = 0; step < 60; step++) adam.minimise(() => phase.loss(EVENTS, random.fork(step)));
    expect(model.weights.read()).toEqual(weights);
    expect(reward()).toBeGreaterThan(before + 0.1);

    const learnt = sampler.weights.read();
    const own = nmrnPhase(model, { negatives: sampler, tries: 5 });
    const other = new Adam(own.variables, ADAM);
    other.minimise(() => own.loss(EVENTS, random));
    expect(sampler.weights.read()).toEqual(learnt);
    expect(model.weights.read()).not.toEqual(weights);
    for (const it of [adam, other, { dispose }]) it.dispose();
  });

  it("learns from a single event too", () => {
    const { sampler, dispose } = scene();
    const one = { users: EVENTS.users.slice(0, 1), items: EVENTS.items.slice(0, 1) };
    const phase = noiseSamplerPhase(sampler);
    const before = sampler.weights.read();
    const adam = new Adam(phase.variables, ADAM);
    adam.minimise(() => phase.loss(one, new Stream("one")));
    expect(sampler.weights.read()["last/weight"]).not.toEqual(before["last/weight"]);
    adam.dispose();
    dispose();
  });
});
