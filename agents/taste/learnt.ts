import { type Checkpoint, checkTrainedFor, type Sections, type TrainedFor } from "../../src/core/checkpoint.ts";
import { expected } from "../../src/core/errors.ts";
import { checkSections } from "../../src/core/section-rules.ts";
import { checkPairs, pairRules } from "./pair-table.ts";
import type { BeliefState } from "./posterior.ts";

/** All that a checkpoint of taste-posterior holds. */
export interface Learnt extends BeliefState {
  /** The topic of each item: [items]. */
  topicOf: Int32Array;
  /** Favourites as parallel columns, in the order they were found. */
  favouriteUsers: Int32Array;
  favouriteItems: Int32Array;
}

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
 * topics, a SlateLabError for arrays that make no sense.
 */
export function readLearnt(checkpoint: Checkpoint, { topics, ...place }: LearntFor): Learnt {
  checkTrainedFor(checkpoint, place);
  const { sections, path } = checkpoint;
  const found = (sections.tastes?.length ?? 0) / place.users;
  if (found !== topics) throw expected(`tastes for ${topics} topics`, found, path);
  return learntOf(sections, { users: place.users, items: place.catalogue.size, topics }, path);
}

/** The arrays of a checkpoint of taste-posterior. Throws a SlateLabError for others. */
export function learntOf(sections: Sections, { users, items, topics }: LearntSize, where: string): Learnt {
  const favourites = { type: Int32Array, length: sections.favouriteUsers?.length, least: 0 };
  const rules = {
    tastes: { type: Float32Array, length: users * topics },
    variances: { type: Float32Array, length: users * topics, least: 0 },
    offsets: { type: Float32Array, length: items * topics },
    topicOf: { type: Int32Array, length: items, least: 0, most: topics - 1 },
    favouriteUsers: { ...favourites, most: users - 1 },
    favouriteItems: { ...favourites, most: items - 1 },
    ...pairRules({ users, items }, sections.keys?.length),
  };
  checkSections(sections, rules, where);
  const learnt = sections as unknown as Learnt;
  checkPairs(learnt, where);
  return learnt;
}
