import { type Checkpoint, checkTrainedFor, type Sections, type TrainedFor } from "../../src/core/checkpoint.ts";
import { expected } from "../../src/core/errors.ts";
import type { BeliefState } from "./posterior.ts";

/** All that a checkpoint of taste-posterior holds. */
export interface Learnt extends BeliefState {
  /** The topic of each item: [items]. */
  topicOf: Int32Array;
  /** Favourites as parallel columns, in the order they were found. */
  favouriteUsers: Int32Array;
  favouriteItems: Int32Array;
}

/**
 * What a checkpoint of taste-posterior holds; throws a UsageError for one of another model, catalogue, population or number of
 * topics.
 */
export function readLearnt(checkpoint: Checkpoint, { topics, ...place }: TrainedFor & { topics: number }): Learnt {
  checkTrainedFor(checkpoint, place);
  const learnt = learntOf(checkpoint.sections);
  const found = learnt.tastes.length / place.users;
  if (found !== topics) throw expected(`tastes for ${topics} topics`, found, checkpoint.path);
  return learnt;
}

/** The arrays of a checkpoint of taste-posterior, as they were written. */
export function learntOf(sections: Sections): Learnt {
  return sections as unknown as Learnt;
}
