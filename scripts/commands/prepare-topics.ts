/** Topics of a world's texts for `slatelab prepare`. */
import type { FactorWords } from "../../src/core/interaction-data.ts";
import { Stream } from "../../src/core/random.ts";
import type { World } from "../../src/core/types.ts";
import { shareTexts, type TextChoice } from "../../src/run/texts.ts";
import { SharedVectors } from "../../src/texts/item-vectors.ts";
import { topicFactor } from "../../src/texts/topic-factor.ts";
import { interruptible } from "../interrupt.ts";
import { startJobsProgress } from "../progress.ts";

/** How many topics are found, by which embedder, and with which chance. */
export interface TopicRequest extends TextChoice {
  readonly topics: number;
  readonly seed: number;
  /** Folder of the embeddings. */
  readonly home: string;
}

/** The factor `topic` of a world's items, found in their texts. Embeddings are kept, and taken from where they are. */
export async function topicsOf({ catalogue }: World, request: TopicRequest): Promise<FactorWords> {
  const { topics, seed, home, embedder, modelDir } = request;
  const progress = startJobsProgress();
  const texts = await interruptible((signal) =>
    shareTexts(catalogue, { home, embedder, modelDir, signal, notify: console.error, onProgress: progress.update }),
  ).finally(progress.stop);
  return topicFactor({
    catalogue,
    embeddings: new SharedVectors(texts),
    topics,
    random: new Stream(seed).fork("topics"),
  });
}
