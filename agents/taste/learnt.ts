import { type Checkpoint, checkTrainedFor, type Sections, type TrainedFor } from "../../src/core/checkpoint.ts";
import { expected, inWords } from "../../src/core/errors.ts";
import { checkSections } from "../../src/core/section-rules.ts";
import type { BeliefState } from "./beliefs.ts";
import { checkPairs, pairRules } from "./pair-table.ts";

/** How much what was learnt is about. */
export interface LearntSize {
  readonly users: number;
  readonly items: number;
  readonly topics: number;
}

/** What a checkpoint of taste-posterior must have been made for. */
export interface LearntFor extends TrainedFor {
  readonly catalogue: { readonly hash: string; readonly size: number };
  readonly topics: number;
}

/**
 * What a checkpoint of taste-posterior holds; throws a UsageError for one of another model, catalogue, population or number of
 * topics, or of the agent's first version, a SlateLabError for arrays that make no sense.
 */
export function readLearnt(checkpoint: Checkpoint, { topics, ...place }: LearntFor): BeliefState {
  checkTrainedFor(checkpoint, place);
  const { sections, path } = checkpoint;
  // Topics were one an item then.
  if (sections.topicOf)
    throw expected(
      "a checkpoint of this version of taste-posterior",
      inWords("one of its first: train it again"),
      path,
    );
  const found = (sections.precisions?.length ?? 0) / place.users;
  if (found !== topics) throw expected(`tastes for ${topics} topics`, found, path);
  return learntOf(sections, { users: place.users, items: place.catalogue.size, topics }, path);
}

/** The arrays of a checkpoint of taste-posterior. Throws a SlateLabError for others. */
export function learntOf(sections: Sections, { users, items, topics }: LearntSize, where: string): BeliefState {
  const rules = {
    precisions: { type: Float32Array, length: users * topics, least: 0 },
    shifts: { type: Float32Array, length: users * topics },
    tasteMeans: { type: Float64Array, length: topics },
    tasteVariance: { type: Float64Array, length: 1, least: Number.MIN_VALUE },
    features: { type: Float32Array, length: items * topics },
    featureVariances: { type: Float32Array, length: items, least: 0 },
    threshold: { type: Float64Array, length: 2 },
    returns: { type: Float64Array, length: 2, least: 1 },
    ...pairRules({ users, items }, sections.keys?.length),
  };
  checkSections(sections, rules, where);
  const learnt = sections as unknown as BeliefState;
  checkPairs(learnt, where);
  return learnt;
}
