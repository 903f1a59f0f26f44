/** What discriminators learn from: real next items of training sequences, and fake ones of the same prefixes. */
import * as tf from "@tensorflow/tfjs-core";
import type { Stream } from "../../core/random.ts";
import { packSequences, type Sequences, sequenceOf } from "../../core/sequences.ts";
import { itemsAt, type PlacedSequences, type Places, pickPlaces, prefixesAt } from "../../dataset/places.ts";
import { withNext } from "../../dataset/sequence-batch.ts";
import { topK } from "../../factors/top-k.ts";
import { keepAll } from "../layers.ts";
import type { SasRec } from "../sasrec.ts";
import type { JudgedBatch } from "./discriminator.ts";
import { policyLogits, sampleActions } from "./policy.ts";

/** Places whose items are real, with fake items for each. */
export interface JudgedPairs extends Places {
  /** Items 0..N-1: a list for each place. */
  readonly fakes: Sequences;
}

/** How fake items are drawn. */
export interface FakeDraw {
  /** For each real one. */
  readonly fakes: number;
  /** From the policy, which may draw the real item, or from its likeliest items but the real one. */
  readonly draw: "policy" | "best";
  /** How many likeliest items. */
  readonly best: number;
  /** Of the policy. */
  readonly temperature: number;
}

/** Draws fake items from the generator as it is, without dropout, for each place. */
export function drawFakes(
  generator: SasRec,
  { data, places, how }: { data: PlacedSequences; places: Places; how: FakeDraw },
  random: Stream,
): JudgedPairs {
  const logits = tf.tidy(() => policyLogits(generator.last(prefixesAt(data, places), keepAll), how.temperature));
  const lists = how.draw === "policy" ? fromPolicy(logits, how, random) : fromBest(logits, how, random);
  logits.dispose();
  return { ...places, fakes: packSequences(lists(itemsAt(data.sequences, places))) };
}

/** Items 0..N-1 for each place, given the real ones' ids. */
type FakeLists = (real: Int32Array) => Int32Array[];

function fromPolicy(logits: tf.Tensor2D, { fakes }: FakeDraw, random: Stream): FakeLists {
  const draws = Array.from({ length: fakes }, () => sampleActions(logits, random));
  return (real) => Array.from(real, (_, b) => Int32Array.from(draws, (actions) => actions[b] - 1));
}

function fromBest(logits: tf.Tensor2D, { fakes, best }: FakeDraw, random: Stream): FakeLists {
  const items = logits.shape[1];
  const values = logits.dataSync();
  return (real) =>
    Array.from(real, (id, b) => {
      const scores = values.subarray(b * items, (b + 1) * items);
      return random.shuffle(topK(scores, best, (item) => item === id - 1)).slice(0, fakes);
    });
}

/** Some of the pairs, by their rows. */
export function pickPairs(pairs: JudgedPairs, rows: ArrayLike<number>): JudgedPairs {
  return {
    ...pickPlaces(pairs, rows),
    fakes: packSequences(Array.from(rows, (row) => sequenceOf(pairs.fakes, row))),
  };
}

/** Pairs as sequences to judge: each prefix with its real item, and again with each fake one, the last L items of them. */
export function judgedBatch(data: PlacedSequences, pairs: JudgedPairs): JudgedBatch {
  const { fakes } = pairs;
  const owners = Array.from(pairs.users, (_, b) => sequenceOf(fakes, b)).flatMap((list, b) =>
    Array.from(list, () => b),
  );
  const real = withNext(prefixesAt(data, pairs), itemsAt(data.sequences, pairs), data.length);
  const ids = fakes.items.map((item) => item + 1);
  return { real, fake: withNext(prefixesAt(data, pickPlaces(pairs, owners)), ids, data.length) };
}
