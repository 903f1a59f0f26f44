import type { Leaderboard } from "./leaderboard.ts";

/**
 * A leaderboard as JSON with numbers in full precision. Byte-identical for identical results: keys keep their order
 * (those of `suite.config` are sorted: callers may build it in any order).
 */
export function leaderboardJson(board: Leaderboard): string {
  const config = sortedKeys(board.suite.config);
  return `${JSON.stringify({ ...board, suite: { ...board.suite, config } }, null, 2)}\n`;
}

/** A copy with the keys of every object inside in code-unit order. */
function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortedKeys(inner)]));
}
