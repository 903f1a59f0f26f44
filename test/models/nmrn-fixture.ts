/** NMRN once more as its paper says it, one event after the other, in float64: what the model is held to. */
import { Stream } from "../../src/core/random.ts";
import type { Interactions } from "../../src/core/types.ts";
import { uniformSampler } from "../../src/dataset/negatives.ts";
import { Nmrn, type NmrnSettings } from "../../src/models/nmrn/nmrn.ts";
import { NoiseSampler } from "../../src/models/nmrn/noise-sampler.ts";
import { numbers } from "../engine/engines.ts";

export const TINY: NmrnSettings = {
  users: 5,
  items: 12,
  width: 4,
  slots: 3,
  margin: 3,
  itemTerm: false,
  writeShare: 1,
};
export const EVENTS: Interactions = {
  users: Int32Array.of(0, 3, 0, 4, 1, 0, 3),
  items: Int32Array.of(7, 2, 2, 11, 0, 5, 7),
};
/** Three of each event, in the order in which they are tried. */
export const NEGATIVES = Int32Array.of(1, 3, 9, 4, 7, 0, 8, 11, 5, 6, 1, 2, 10, 9, 3, 0, 4, 7, 9, 1, 6);

export function nmrn(settings: Partial<NmrnSettings> = {}): Nmrn {
  const model = new Nmrn({ ...TINY, ...settings }, new Stream("nmrn"));
  const scales = { users: 1, items: 2, keys: 1, values: 1.5 };
  const values = model.weights.names.map((name, i) => {
    const scale = name in scales ? scales[name as keyof typeof scales] : 0.5;
    return [name, numbers(model.weights.get(name).size, i + 1).map((x) => scale * x)];
  });
  model.weights.load(Object.fromEntries(values));
  return model;
}

export function noiseSampler(model: Nmrn, candidates = 6, explore = 0): NoiseSampler {
  return new NoiseSampler(
    { model, offers: uniformSampler(model.settings.items) },
    { candidates, hidden: [8, 4], explore },
    new Stream("noise"),
  );
}

/** Weights by name, row-major. */
export type Table = Readonly<Record<string, ArrayLike<number>>>;

/** What events come to, one by one. */
export interface ScalarReplay {
  readonly addresses: number[][];
  readonly reads: number[][];
  readonly distances: number[];
  readonly violators: number[];
  readonly losses: number[];
  /** [H × d] */
  readonly memory: number[];
}

type Size = Pick<NmrnSettings, "width" | "slots" | "items" | "margin" | "writeShare">;

const rowOf = (table: ArrayLike<number>, row: number, width: number) =>
  Array.from({ length: width }, (_, i) => table[row * width + i]);
const distance = (a: readonly number[], b: readonly number[]) =>
  Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 1e-12));

/** v W + b */
function affine(v: readonly number[], weight: ArrayLike<number>, bias: ArrayLike<number>): number[] {
  return v.map((_, out) => v.reduce((sum, x, i) => sum + x * weight[i * v.length + out], bias[out]));
}

function addressOf(user: readonly number[], keys: ArrayLike<number>, { slots, width }: Size): number[] {
  const terms = Array.from({ length: slots }, (_, h) => Math.exp(-distance(user, rowOf(keys, h, width))));
  const sum = terms.reduce((total, term) => total + term, 0);
  return terms.map((term) => term / sum);
}

/** Meets events one after the other. Negatives are [B × k], in the order in which they are tried. */
export function scalarReplay(
  weights: Table,
  size: Size,
  met: Interactions & { negatives: ArrayLike<number> },
): ScalarReplay {
  const { width, slots, items, margin, writeShare } = size;
  const tries = met.negatives.length / met.users.length;
  const memory = Array.from(weights.values);
  const made: ScalarReplay = { addresses: [], reads: [], distances: [], violators: [], losses: [], memory };
  for (const [b, user] of met.users.entries()) {
    const item = rowOf(weights.items, met.items[b], width);
    const w = addressOf(rowOf(weights.users, user, width), weights.keys, size);
    const s = item.map((_, i) => w.reduce((sum, share, h) => sum + share * memory[h * width + i], 0));
    const far = (id: number) => distance(s, rowOf(weights.items, id, width)) - (weights.terms?.[id] ?? 0);
    const near = far(met.items[b]);
    const hinges = Array.from({ length: tries }, (_, j) => {
      return margin + near - far(met.negatives[b * tries + j]);
    });
    const violator = hinges.findIndex((hinge) => hinge > 0);
    const loss = violator < 0 ? 0 : Math.log(Math.floor((items - 1) / (violator + 1)) + 1) * hinges[violator];
    made.addresses.push(w);
    made.reads.push(s);
    made.distances.push(near);
    made.violators.push(violator);
    made.losses.push(loss);
    const erase = affine(item, weights["erase/weight"], weights["erase/bias"]).map(
      (x) => writeShare / (1 + Math.exp(-x)),
    );
    const add = affine(item, weights["add/weight"], weights["add/bias"]).map((x) => writeShare * Math.tanh(x));
    for (let h = 0; h < slots; h++)
      for (let i = 0; i < width; i++)
        memory[h * width + i] = memory[h * width + i] * (1 - w[h] * erase[i]) + w[h] * add[i];
  }
  return made;
}

/** The slope of a function of weights by each number of one of them, by central differences. */
export function slopesOf(f: (weights: Table) => number, weights: Table, name: string): number[] {
  const STEP = 1e-5;
  return Array.from(weights[name], (_, i) => {
    const [up, down] = [STEP, -STEP].map((step) => {
      const moved = Array.from(weights[name]);
      moved[i] += step;
      return f({ ...weights, [name]: moved });
    });
    return (up - down) / (2 * STEP);
  });
}
