/**
 * Topics of a catalogue from its texts alone: spherical k-means over embeddings (Dhillon, Modha 2001) finds a start, and a
 * mixture of multinomials over words, fitted by hard EM (Nigam et al. 2000), sharpens it.
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
/** Leading embedding directions that the start looks at: topics lie there, single stories further down. */
const LEADING = 100;
/** Words of fewer items or of a larger share of all items say nothing about topics. */
const RARE = 3;
const COMMON_SHARE = 0.2;
/** Pseudo-count of a word in a topic. */
const SMOOTHING = 0.1;

/** Sorts the items of a catalogue into topics by their embeddings: the topic of each item, 0..topics-1: [items]. */
export function findTopics(options: TopicOptions): Int32Array {
  const points = leadingPoints(options);
  const topics = nearestMeans(points, sphericalMeans(points, options));
  return sharpen(topics, { counts: countWords(options.catalogue), topics: options.topics });
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

interface WordMixture {
  readonly counts: WordCounts;
  readonly topics: number;
}

/** Hard EM from a start: each item moves to the topic under which its words are likeliest. */
function sharpen(start: Int32Array, mixture: WordMixture): Int32Array {
  let topics = start;
  for (let pass = 0; pass < WORD_PASSES; pass++) topics = likeliestTopics(logWeights(topics, mixture), mixture);
  return topics;
}

interface LogWeights {
  /** ln P(topic): [topics]. */
  readonly priors: Float64Array;
  /** ln P(word | topic), 0 for words left out: [words × topics]. */
  readonly words: Float32Array;
}

function logWeights(topicOf: Int32Array, { counts, topics }: WordMixture): LogWeights {
  const { starts, words: entries, frequency } = counts;
  const words = new Float32Array(frequency.length * topics);
  const totals = new Float64Array(topics);
  const priors = new Float64Array(topics).fill(1);
  const isKept = (word: number) => frequency[word] >= RARE && frequency[word] <= COMMON_SHARE * topicOf.length;
  for (let item = 0; item < topicOf.length; item++) {
    const topic = topicOf[item];
    priors[topic]++;
    for (let e = starts[item]; e < starts[item + 1]; e++) {
      if (!isKept(entries[e])) continue;
      words[entries[e] * topics + topic]++;
      totals[topic]++;
    }
  }
  for (let word = 0; word < frequency.length; word++) {
    if (!isKept(word)) continue;
    for (let t = 0, at = word * topics; t < topics; t++, at++) {
      words[at] = Math.log((words[at] + SMOOTHING) / (totals[t] + SMOOTHING * frequency.length));
    }
  }
  return { priors: priors.map(Math.log), words };
}

function likeliestTopics({ priors, words }: LogWeights, { counts, topics }: WordMixture): Int32Array {
  const { starts, words: entries } = counts;
  const scores = new Float64Array(topics);
  const result = new Int32Array(starts.length - 1);
  for (let item = 0; item < result.length; item++) {
    scores.set(priors);
    for (let e = starts[item]; e < starts[item + 1]; e++) {
      for (let t = 0, at = entries[e] * topics; t < topics; t++, at++) scores[t] += words[at];
    }
    let best = 0;
    for (let t = 1; t < topics; t++) if (scores[t] > scores[best]) best = t;
    result[item] = best;
  }
  return result;
}
