import * as tf from "@tensorflow/tfjs-core";
import { Stream } from "../../src/core/random.ts";
import type { SequenceBatch } from "../../src/dataset/sequence-batch.ts";
import { TopK } from "../../src/factors/top-k.ts";
import { keepAll } from "../../src/models/layers.ts";
import { fromPort, type WeightName, weightNames } from "../../src/models/port-weights.ts";
import { SasRec, type Trace } from "../../src/models/sasrec.ts";
import { gbceBeta, gbceLoss } from "../../src/models/sequence-losses.ts";
import { type Fixture, type FixtureTensor, settingsOf } from "./fixture.ts";

/** Most that our numbers may differ from gsasrec-pytorch's: by themselves, and relative to the gradient's own size. */
export const LIMITS = { value: 1e-4, gradient: 1e-3 } as const;

/**
 * A gradient's entries are compared relative to themselves, or to this share of the largest entry of all gradients where
 * they are smaller: a key's bias, say, has gradient 0 (it moves all scores of a row alike), and what float32 leaves of it
 * is rounding.
 */
const GRADIENT_FLOOR = 1e-3;

/** How far one of our numbers is from gsasrec-pytorch's. */
export interface Comparison {
  readonly name: string;
  /** The largest difference; NaN when ours is not a number. */
  readonly worst: number;
  readonly limit: number;
  readonly passed: boolean;
  /** Where the largest difference is, and both numbers there. */
  readonly detail: string;
}

/** Computes everything in a file of gsasrec-pytorch's numbers with our model and compares it. An engine must be open. */
export function compareFixture(fixture: Fixture): Comparison[] {
  const model = modelOf(fixture);
  tf.engine().startScope();
  try {
    return [
      ...compareTrace(fixture, model.trace(batchOf(fixture))),
      compareLogits(fixture, model),
      ...compareTop(fixture, model),
      ...compareTraining(fixture, model),
    ];
  } finally {
    tf.engine().endScope();
    model.dispose();
  }
}

function modelOf({ config, weights }: Fixture): SasRec {
  const settings = settingsOf(config);
  const model = new SasRec(settings, new Stream("parity"));
  const values = weightNames(settings).map((name) => [name.ours, fromPort(weights[name.port], name)]);
  model.weights.load(Object.fromEntries(values));
  return model;
}

function batchOf({ config, input }: Pick<Fixture, "config" | "input">): SequenceBatch {
  return { items: Int32Array.from(input.flat()), count: input.length, length: config.sequenceLength };
}

function compareTrace({ hidden, attention }: Fixture, trace: Trace): Comparison[] {
  return [
    compareValues("hidden", trace.hidden, hidden.data),
    ...trace.attention.map((weights, i) => compareValues(`attention ${i}`, weights, attention[i].data)),
  ];
}

/** At every position, padding included: label first, then negatives. */
function compareLogits(fixture: Fixture, model: SasRec): Comparison {
  const { config, labels, negatives, logits } = fixture;
  const { hidden } = model.trace(batchOf(fixture));
  const rows = tf.reshape(hidden, [-1, config.embeddingDim]);
  const scores = tf.matMul(rows, model.output, false, true).dataSync(); // [B × L × (N + 2)]
  const candidates = labels.flatMap((list, b) => list.map((label, at) => [label, ...negatives[b][at]]));
  const ours = candidates.flatMap((items, row) => items.map((item) => scores[row * (config.numItems + 2) + item]));
  return compareValues("logits", ours, logits.data);
}

/** Best items after the last position that are not in the input. */
function compareTop(fixture: Fixture, model: SasRec): Comparison[] {
  const { config, input, top5 } = fixture;
  const scores = model.scores(batchOf(fixture)).dataSync();
  const scoreOf = (b: number, item: number) => scores[b * (config.numItems + 2) + item];
  const ours = input.flatMap((list, b) => {
    const best = new TopK(top5.items[b].length);
    for (let item = 1; item <= config.numItems; item++) if (!list.includes(item)) best.offer(item, scoreOf(b, item));
    return [...best.drain().scores];
  });
  // Items whose scores are within the limit of each other may change places; the scores place by place still agree.
  const ofTheirs = top5.items.flatMap((items, b) => items.map((item) => scoreOf(b, item)));
  return [compareValues("top-5 scores", ours, top5.scores.flat()), compareValues("top-5 items", ours, ofTheirs)];
}

function compareTraining(fixture: Fixture, model: SasRec): Comparison[] {
  const { config, gradients } = fixture;
  const { value, grads } = tf.variableGrads(() => trainingLoss(fixture, model), model.weights.list());
  const largest = Math.max(...Object.values(gradients).flatMap(({ data }) => data.map(Math.abs)));
  const compared = weightNames(settingsOf(config)).map((name) => {
    const ours = grads[model.weights.get(name.ours).name].dataSync();
    return compareGradient(ours, { name, theirs: gradients[name.port], floor: GRADIENT_FLOOR * largest });
  });
  return [compareValues("loss", value, [fixture.loss]), ...compared];
}

function trainingLoss(fixture: Fixture, model: SasRec): tf.Scalar {
  const { numItems, paddingId, negsPerPos, gbceT } = fixture.config;
  const real = fixture.input.flat().flatMap((item, place) => (item === paddingId ? [] : [place]));
  const [labels, negatives] = [fixture.labels.flat(), fixture.negatives.flat()];
  const batch = {
    labels: Int32Array.from(real, (place) => labels[place]),
    negatives: Int32Array.from(real.flatMap((place) => negatives[place])),
  };
  const beta = gbceBeta({ negatives: negsPerPos, items: numItems, t: gbceT });
  return gbceLoss({ ...model.head(batchOf(fixture), keepAll), ...batch }, beta);
}

function compareValues(name: string, ours: tf.Tensor | readonly number[], theirs: readonly number[]): Comparison {
  const values = ours instanceof tf.Tensor ? ours.dataSync() : ours;
  return worstOf(values, theirs, { name, limit: LIMITS.value, difference: (a, b) => Math.abs(a - b) });
}

function compareGradient(
  ours: ArrayLike<number>,
  { name, theirs, floor }: { name: WeightName; theirs: FixtureTensor; floor: number },
): Comparison {
  const difference = (a: number, b: number) => Math.abs(a - b) / Math.max(Math.abs(b), floor);
  const want = [...fromPort(theirs, name)];
  return worstOf(ours, want, { name: `gradient ${name.port}`, limit: LIMITS.gradient, difference });
}

interface Rule {
  name: string;
  limit: number;
  difference(ours: number, theirs: number): number;
}

function worstOf(ours: ArrayLike<number>, theirs: readonly number[], { name, limit, difference }: Rule): Comparison {
  if (ours.length !== theirs.length) {
    const detail = `ours are ${ours.length} numbers, theirs ${theirs.length}`;
    return { name, worst: Number.POSITIVE_INFINITY, limit, passed: false, detail };
  }
  let at = 0;
  let worst = 0;
  for (let i = 0; i < theirs.length; i++) {
    const d = difference(ours[i], theirs[i]);
    if (d <= worst) continue;
    [worst, at] = [d, i];
    if (Number.isNaN(d)) break;
  }
  return { name, worst, limit, passed: worst <= limit, detail: `number ${at}: ours ${ours[at]}, theirs ${theirs[at]}` };
}
