/** How often negatives violate the margin of a trained NMRN. */
import * as tf from "@tensorflow/tfjs-core";
import { Stream } from "../../src/core/random.ts";
import { type NegativeSampler, uniformSampler } from "../../src/dataset/negatives.ts";
import { blocksOf, eventsBetween } from "../../src/dataset/streams.ts";
import { lossesOf, type Nmrn } from "../../src/models/nmrn/nmrn.ts";
import { NO_VIOLATOR } from "../../src/models/nmrn/warp.ts";
import { type NmrnCheckpoint, nmrnOf } from "../../src/train/nmrn-checkpoint.ts";
import { divideStream, type NmrnData } from "../../src/train/nmrn-plan.ts";
import { NmrnStream } from "../../src/train/nmrn-stream.ts";

/** Shares of the draws made, up to the first that violates the margin, that do. */
export interface Violations {
  /** By the sampler that it was trained with. */
  readonly own: number;
  readonly uniform: number;
}

/** Events after the first half that negatives are drawn for, and those of a block. */
const [EVENTS, BLOCK] = [10_000, 64];

/** Measures how often draws violate the margin of an NMRN, as it is after the first half, on the events that come next. */
export function violationsOf(read: NmrnCheckpoint, data: NmrnData): Violations {
  const model = nmrnOf(read);
  const stream = new NmrnStream(model, read.learning, new Stream("violations"));
  try {
    stream.restore({ steps: 0, sampler: read.sampler, optimisers: {} }, read.path);
    const share = (sampler: NegativeSampler) => shareOf(model, { sampler, tries: read.learning.tries, data });
    return { own: share(stream.negatives), uniform: share(uniformSampler(data.items)) };
  } finally {
    stream.dispose();
    model.dispose();
  }
}

interface JudgedDraws {
  readonly sampler: NegativeSampler;
  readonly tries: number;
  readonly data: NmrnData;
}

function shareOf(model: Nmrn, { sampler, tries, data }: JudgedDraws): number {
  const { half } = divideStream(data.events);
  const random = new Stream("violations");
  let [violators, draws] = [0, 0];
  for (const events of blocksOf(eventsBetween(data.stream, half, half + EVENTS), BLOCK)) {
    const negatives = sampler.draw(events, tries, random.key());
    const firsts = tf.tidy(() => lossesOf(model, events, negatives).violators);
    for (const first of firsts) {
      violators += Number(first !== NO_VIOLATOR);
      draws += first === NO_VIOLATOR ? tries : first + 1;
    }
  }
  return violators / draws;
}
