import * as tf from "@tensorflow/tfjs-core";
import { Stream } from "../../src/core/random.ts";
import type { SequenceBatch } from "../../src/dataset/sequence-batch.ts";
import { TopK } from "../../src/factors/top-k.ts";
import { keepAll } from "../../src/models/layers.ts";
import { valuesOf, weightNames } from "../../src/models/port-weights.ts";
import { SasRec, type Trace } from "../../src/models/sasrec.ts";
import { gbceBeta, gbceLoss } from "../../src/models/sequence-losses.ts";
import { type Comparison, compareGradients, compareValues } from "./comparison.ts";
import { type GsasrecFixture, settingsOf } from "./gsasrec-fixture.ts";

/** Computes everything in a file of gsasrec-pytorch's numbers with our model and compares it. An engine must be open. */
export function compareGsasrec(fixture: GsasrecFixture): Comparison[] {
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

function modelOf({ config, weights }: GsasrecFixture): SasRec {
  const settings = settingsOf(config);
  const model = new SasRec(settings, new Stream("parity"));
  model.weights.load(valuesOf(weights, weightNames(settings)));
  return model;
}

function batchOf({ config, input }: Pick<GsasrecFixture, "config" | "input">): SequenceBatch {
  return { items: Int32Array.from(input.flat()), count: input.length, length: config.sequenceLength };
}

function compareTrace({ hidden, attention }: GsasrecFixture, trace: Trace): Comparison[] {
  return [
    compareValues("hidden", trace.hidden, hidden.data),
    ...trace.attention.map((weights, i) => compareValues(`attention ${i}`, weights, attention[i].data)),
  ];
}

/** At every position, padding included: label first, then negatives. */
function compareLogits(fixture: GsasrecFixture, model: SasRec): Comparison {
  const { config, labels, negatives, logits } = fixture;
  const { hidden } = model.trace(batchOf(fixture));
  const rows = tf.reshape(hidden, [-1, config.embeddingDim]);
  const scores = tf.matMul(rows, model.output, false, true).dataSync(); // [B × L × (N + 2)]
  const candidates = labels.flatMap((list, b) => list.map((label, at) => [label, ...negatives[b][at]]));
  const ours = candidates.flatMap((items, row) => items.map((item) => scores[row * (config.numItems + 2) + item]));
  return compareValues("logits", ours, logits.data);
}

/** Best items after the last position that are not in the input. */
function compareTop(fixture: GsasrecFixture, model: SasRec): Comparison[] {
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

function compareTraining(fixture: GsasrecFixture, model: SasRec): Comparison[] {
  const { config, gradients, loss } = fixture;
  const ours = () => trainingLoss(fixture, model);
  const names = weightNames(settingsOf(config));
  return [
    compareValues("loss", ours(), [loss]),
    ...compareGradients(ours, model.weights, { title: "gradient", names, gradients }),
  ];
}

function trainingLoss(fixture: GsasrecFixture, model: SasRec): tf.Scalar {
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
