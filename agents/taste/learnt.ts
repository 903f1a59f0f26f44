import { expected } from "../../src/core/errors.ts";
import { readCheckpointFor, type TrainedFor } from "../../src/train/table-checkpoint.ts";
import type { BeliefState } from "./posterior.ts";

/** All that a checkpoint of taste-posterior holds. */
export interface Learnt extends BeliefState {
  /** The topic of each item: [items]. */
  topicOf: Int32Array;
  /** Favourites as parallel columns, in the order they were found. */
  favouriteUsers: Int32Array;
  favouriteItems: Int32Array;
}

/** Throws a UsageError for a checkpoint of another model, catalogue, population or number of topics. */
export function readLearnt(path: string, { topics, ...place }: TrainedFor & { topics: number }): Learnt {
  const { sections } = readCheckpointFor(path, place);
  const learnt = sections as unknown as Learnt;
  const found = learnt.tastes.length / place.users;
  if (found !== topics) throw expected(`tastes for ${topics} topics`, found, path);
  return learnt;
}
