/** Topics of texts as a factor of items. */
import type { FactorWords } from "../core/interaction-data.ts";
import { findTopics, type TopicOptions } from "./topics.ts";

/** A text is about each topic that has at least this share of it. */
const LEAST_SHARE = 0.25;

/**
 * The factor `topic` of a catalogue: the topics, from `1`, that an item's text is about. A text of many topics has its largest, one
 * without a word that tells has none.
 */
export function topicFactor(options: TopicOptions): FactorWords {
  const { catalogue, topics } = options;
  const shares = findTopics(options);
  const scale = Array.from({ length: topics }, (_, topic) => String(topic + 1));
  const words = Array.from({ length: catalogue.size }, (_, item) =>
    mainTopics(shares.subarray(item * topics, (item + 1) * topics)).map((topic) => scale[topic]),
  );
  return { name: "topic", words, scale };
}

/** `shares`: of each topic in one text, [topics]. */
function mainTopics(shares: Float32Array): number[] {
  const largest = Math.max(...shares);
  if (shares.length > 1 && largest === Math.min(...shares)) return [];
  const least = Math.min(LEAST_SHARE, largest);
  return Array.from(shares.keys()).filter((topic) => shares[topic] >= least);
}
