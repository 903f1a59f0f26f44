import { canonicalJson } from "../core/hash.ts";
import type { Leaderboard } from "./leaderboard.ts";
import { LEADERBOARD_ID, LEADERBOARD_VERSION } from "./leaderboard-schema.ts";

/**
 * A leaderboard as JSON with numbers in full precision. Byte-identical for identical results: keys keep their order
 * (those of `suite.config` are sorted: callers may build it in any order).
 */
export function leaderboardJson(board: Leaderboard): string {
  return `${JSON.stringify(plain(board), null, 2)}\n`;
}

/** The same on one line, as commands print it. */
export function leaderboardLine(board: Leaderboard): string {
  return `${JSON.stringify(plain(board))}\n`;
}

function plain(board: Leaderboard): object {
  const config: unknown = JSON.parse(canonicalJson(board.suite.config));
  const of = { $schema: LEADERBOARD_ID, schemaVersion: LEADERBOARD_VERSION };
  return { ...of, ...board, suite: { ...board.suite, config } };
}
