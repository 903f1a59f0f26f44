import { contentHash } from "../core/hash.ts";
import { Stream } from "../core/random.ts";

/**
 * The random stream of an agent in a place: a seed, an episode. Its root is a one-way hash: an agent that reads its stream's path learns
 * nothing of the seed by which the world draws arrivals and choices in that place, unless it tries all the seeds that there may be.
 */
export function agentStream(place: string): Stream {
  return new Stream(contentHash("agent", place));
}
