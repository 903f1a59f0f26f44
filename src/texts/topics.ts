/**
 * Topics of a catalogue from its texts alone, several in a text: spherical k-means over embeddings (Dhillon, Modha 2001) finds a start
 * of one topic an item, and probabilistic latent semantic analysis (Hofmann 1999) goes on from there by EM.
 */
import type { ItemVectors } from "../core/agents.ts";
import type { Stream } from "../core/random.ts";
import type { Catalogue } from "../core/types.ts";
import { toLength } from "../factors/row-length.ts";
import { countWords, type WordCounts } from "./word-counts.ts";

/** What is sorted into topics. */
export interface TopicOptions {
  readonly catalogue: Catalogue;
  readonly embeddings: ItemVectors;
  readonly topics: number;
  readonly random: Stream;
}

/** Items that the start is found on. */
const SAMPLE = 6000;
const MEANS_PASSES = 8;
const WORD_PASSES = 12;
/** What the topic of the start has of an item's text then; the rest is spread evenly. */
const START_SHARE = 0.7;
/** Leading embedding directions that the start looks at: topics lie there, single stories further down. */
const LEADING = 100;
/** Words of fewer items or of a larger share of all items say nothing about topics. */
const RARE = 3;
const COMMON_SHARE = 0.2;
/** Pseudo-counts of a word in a topic, and of a topic in a text. */
const WORD_SMOOTHING = 0.1;
const TOPIC_SMOOTHING = 0.02;

/** How much of each item's text is about each topic; the sum of a row is 1: [items × topics]. */
export function findTopics(options: TopicOptions): Float32Array {
  const points = leadingPoints(options);
  const start = nearestMeans(points, sphericalMeans(points, options));
  return mixTopics(start, { counts: countWords(options.catalogue), topics: options.topics });
}

interface Points {
  readonly rows: Float32Array;
  readonly width: number;
  readonly size: number;
}

/** The leading directions, each weighted by its spread, at length 1. */
function leadingPoints({ catalogue, embeddings }: TopicOptions): Points {
  const { size } = catalogue;
  const width = Math.min(LEADING, embeddings.dimensions);
  const spread = new Float64Array(width);
  const rows = new Float32Array(size * width);
  for (let i = 0; i < size; i++) {
    const row = embeddings.row(i, rows.subarray(i * width, (i + 1) * width));
    for (let d = 0; d < width; d++) spread[d] += row[d] ** 2;
  }
  for (let i = 0; i < size; i++) {
    for (let d = 0; d < width; d++) rows[i * width + d] *= Math.sqrt(spread[d] / size);
    toLength(rows.subarray(i * width, (i + 1) * width), 1);
  }
  return { rows, width, size };
}

function sphericalMeans(points: Points, { topics, random }: TopicOptions): Float32Array {
  const { width } = points;
  const sample = Int32Array.from({ length: Math.min(SAMPLE, points.size) }, () => random.int(points.size));
  let means = spreadSeeds(points, sample, { topics, random });
  for (let pass = 0; pass < MEANS_PASSES; pass++) {
    const sums = new Float32Array(topics * width);
    for (const item of sample) {
      const mean = nearestMean(points, item, means) * width;
      for (let d = 0; d < width; d++) sums[mean + d] += points.rows[item * width + d];
    }
    for (let t = 0; t < topics; t++) toLength(sums.subarray(t * width, (t + 1) * width), 1);
    means = sums;
  }
  return means;
}

/** k-means++ (Arthur, Vassilvitskii 2007): each seed is drawn in proportion to its distance from those before it. */
function spreadSeeds(points: Points, sample: Int32Array, { topics, random }: Pick<TopicOptions, "topics" | "random">) {
  const { rows, width } = points;
  const seeds = new Float32Array(topics * width);
  const distances = new Float64Array(sample.length).fill(1);
  for (let t = 0; t < topics; t++) {
    const item = sample[drawIndex(distances, random)];
    seeds.set(rows.subarray(item * width, (item + 1) * width), t * width);
    for (let n = 0; n < sample.length; n++) {
      distances[n] = Math.min(distances[n], Math.max(0, 1 - cosine(points, sample[n], { means: seeds, mean: t })));
    }
  }
  return seeds;
}

function drawIndex(weights: Float64Array, random: Stream): number {
  let left = random.uniform() * weights.reduce((a, b) => a + b, 0);
  for (let n = 0; n < weights.length; n++) {
    left -= weights[n];
    if (left < 0) return n;
  }
  return weights.length - 1;
}

function cosine({ rows, width }: Points, item: number, { means, mean }: { means: Float32Array; mean: number }): number {
  let sum = 0;
  for (let d = 0; d < width; d++) sum += rows[item * width + d] * means[mean * width + d];
  return sum;
}

function nearestMean(points: Points, item: number, means: Float32Array): number {
  let best = 0;
  let highest = Number.NEGATIVE_INFINITY;
  for (let mean = 0; mean * points.width < means.length; mean++) {
    const score = cosine(points, item, { means, mean });
    if (score > highest) {
      highest = score;
      best = mean;
    }
  }
  return best;
}

function nearestMeans(points: Points, means: Float32Array): Int32Array {
  return Int32Array.from({ length: points.size }, (_, item) => nearestMean(points, item, means));
}

interface Mixing {
  readonly counts: WordCounts;
  readonly topics: number;
}

/** EM from a start of one topic an item: [items × topics]. */
function mixTopics(start: Int32Array, { counts, topics }: Mixing): Float32Array {
  const shares = new Float32Array(start.length * topics).fill((1 - START_SHARE) / topics);
  for (let item = 0; item < start.length; item++) shares[item * topics + start[item]] += START_SHARE;
  const kept = keptWords(counts, start.length);
  // Of the first pass: every word is as likely in each topic.
  let words: Float32Array = new Float32Array(counts.frequency.length * topics).fill(1);
  for (let pass = 0; pass <= WORD_PASSES; pass++) {
    words = expectedCounts({ shares, words, keepShares: pass === 0 }, { counts, topics, kept });
    toLikelihoods(words, topics);
  }
  return shares;
}

/** Neither so rare nor so common that a word says nothing of a topic. */
function keptWords({ frequency }: WordCounts, items: number): Uint8Array {
  return Uint8Array.from(frequency, (times) => Number(times >= RARE && times <= COMMON_SHARE * items));
}

/** One pass of EM: new shares in place, and how often each word is expected to be of each topic: [words × topics]. */
function expectedCounts(
  { shares, words, keepShares }: { shares: Float32Array; words: Float32Array; keepShares: boolean },
  { counts, topics, kept }: Mixing & { kept: Uint8Array },
): Float32Array {
  const expected = new Float32Array(words.length);
  const part = new Float64Array(topics);
  const share = new Float64Array(topics);
  for (let item = 0; item + 1 < counts.starts.length; item++) {
    const row = shares.subarray(item * topics, (item + 1) * topics);
    share.fill(TOPIC_SMOOTHING);
    let total = TOPIC_SMOOTHING * topics;
    for (let e = counts.starts[item]; e < counts.starts[item + 1]; e++) {
      const word = counts.words[e];
      if (!kept[word]) continue;
      const at = word * topics;
      let sum = 0;
      for (let t = 0; t < topics; t++) sum += part[t] = row[t] * words[at + t];
      for (let t = 0; t < topics; t++) {
        part[t] /= sum;
        expected[at + t] += part[t];
        share[t] += part[t];
      }
      total++;
    }
    if (!keepShares) for (let t = 0; t < topics; t++) row[t] = share[t] / total;
  }
  return expected;
}

/** Expected counts become P(word | topic), in place. */
function toLikelihoods(words: Float32Array, topics: number): void {
  const totals = new Float64Array(topics).fill((WORD_SMOOTHING * words.length) / topics);
  for (let at = 0; at < words.length; at++) totals[at % topics] += words[at];
  for (let at = 0; at < words.length; at++) words[at] = (words[at] + WORD_SMOOTHING) / totals[at % topics];
}
