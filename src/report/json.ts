import { canonicalJson } from "../core/hash.ts";
import type { Leaderboard } from "./leaderboard.ts";

/**
 * A leaderboard as JSON with numbers in full precision. Byte-identical for identical results: keys keep their order
 * (those of `suite.config` are sorted: callers may build it in any order).
 */
export function leaderboardJson(board: Leaderboard): string {
  const config: unknown = JSON.parse(canonicalJson(board.suite.config));
  return `${JSON.stringify({ ...board, suite: { ...board.suite, config } }, null, 2)}\n`;
}
