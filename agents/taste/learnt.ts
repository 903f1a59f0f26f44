import type { AgentContext } from "../../src/core/agents.ts";
import { expected } from "../../src/core/errors.ts";
import { readTableCheckpoint } from "../../src/train/table-checkpoint.ts";
import type { BeliefState } from "./posterior.ts";

/** All that a checkpoint of taste-posterior holds. */
export interface Learnt extends BeliefState {
  /** The topic of each item: [items]. */
  topicOf: Int32Array;
  /** Favourites as parallel columns, in the order they were found. */
  favouriteUsers: Int32Array;
  favouriteItems: Int32Array;
}

export interface Place extends Pick<AgentContext, "catalogue" | "users"> {
  readonly model: string;
  readonly topics: number;
}

/** Throws a UsageError for a checkpoint of another model, catalogue, population or number of topics. */
export function readLearnt(path: string, { model, catalogue, users, topics }: Place): Learnt {
  const { card, sections } = readTableCheckpoint<{ catalogueHash: string; users: number }>(path);
  if (card.model !== model) throw expected(`a checkpoint of ${model}`, card.model, path);
  const { catalogueHash, users: trained } = card.configuration;
  if (catalogueHash !== catalogue.hash) throw expected("what was learnt of this catalogue", "another one's", path);
  if (trained !== users) throw expected(`what was learnt of ${users} users`, trained, path);
  const learnt = sections as unknown as Learnt;
  const found = learnt.tastes.length / users;
  if (found !== topics) throw expected(`tastes for ${topics} topics`, found, path);
  return learnt;
}
