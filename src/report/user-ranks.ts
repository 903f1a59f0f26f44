/** Ranks of held-out items as CSV, a row a user: what models are compared by in pairs. */
import type { PreparedData } from "../dataset/prepare.ts";
import type { Rank } from "../evaluate/ranking.ts";
import type { UserRank } from "../evaluate/user-ranks.ts";
import { toCsv } from "./csv.ts";

const HEADER = ["user", "item", "training_events", "rank", "tied", "sampled_rank", "sampled_tied"];

/**
 * The rows, one text each. `rank` is the best that the item can have, from 1, and `tied` how many others share its score: it may have
 * any rank from `rank` to `rank + tied`. Fields of what was not ranked among negatives are empty.
 */
export function* userRanksCsv(
  ranks: Iterable<UserRank>,
  { userNames, itemNames }: Pick<PreparedData, "userNames" | "itemNames">,
): Generator<string> {
  yield toCsv([HEADER]);
  for (const { heldOut, events, catalogue, sampled } of ranks) {
    const names = [userNames[heldOut.user], itemNames[heldOut.target]];
    yield toCsv([[...names, events, ...placesOf(catalogue), ...placesOf(sampled)]]);
  }
}

function placesOf(rank: Rank | null): (number | string)[] {
  return rank ? [rank.better + 1, rank.tied] : ["", ""];
}
