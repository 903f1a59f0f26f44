/** Rounds as the store keeps them: up to 256 in a row of `round_chunks`, as one JSON array (see the schema). */
import type { EpisodeLog } from "../core/episode-log.ts";
import { SlateLabError } from "../core/errors.ts";
import { NO_CLICK } from "../core/types.ts";

/** A round as an element of the JSON array; the last two: [slateSize] each. */
type StoredRound = [user: number, clicked: number | null, reward: number, slate: number[], propensities?: number[]];

/**
 * JSON of rounds start..end-1 of an episode's log, as a row of the store holds it. Throws a SlateLabError for a reward that
 * JSON cannot hold.
 */
export function toChunk(log: EpisodeLog, start: number, end: number): string {
  const { users, clicked, rewards, slates, propensities, slateSize } = log;
  const rounds: StoredRound[] = [];
  for (let i = start; i < end; i++) {
    const item = clicked[i] === NO_CLICK ? null : clicked[i];
    const round: StoredRound = [users[i], item, finite(rewards[i]), rowOf(slates, i, slateSize)];
    if (propensities && !Number.isNaN(propensities[i * slateSize])) round.push(rowOf(propensities, i, slateSize));
    rounds.push(round);
  }
  return JSON.stringify(rounds);
}

/** Appends the rounds of a row of the store to the log of their episode. */
export function addChunk(log: EpisodeLog, chunk: string): void {
  for (const [user, clicked, reward, slate, propensities] of JSON.parse(chunk) as StoredRound[]) {
    log.add(user, slate, { clicked: clicked ?? NO_CLICK, reward, propensities });
  }
}

/** A plain loop: a third of the time of `Array.from` over a view, for rows this short. */
function rowOf(values: Int32Array | Float64Array, index: number, width: number): number[] {
  const row: number[] = [];
  for (let i = index * width; i < (index + 1) * width; i++) row.push(values[i]);
  return row;
}

/** JSON has no NaN: it would be stored as null, and come back as another value than the world gave. */
function finite(reward: number): number {
  if (!Number.isFinite(reward)) throw new SlateLabError(`Expected finite rewards of the episode, got ${reward}`);
  return reward;
}
