/** The rounds at which curves are sampled: every round up to 10, then about 24 a decade. */

/** Growth between two rounds of the grid, where that is more than one round. */
const RATIO = 1.1;

/**
 * Whole rounds at which curves are drawn, log-spaced from 1 to the first one at or beyond `limit`: 1, 2, … 10, 11, 12, 13, 14,
 * 15, 17, …
 */
export function logSpacedRounds(limit: number): number[] {
  const rounds = [1];
  while (rounds[rounds.length - 1] < limit) rounds.push(nextRound(rounds[rounds.length - 1]));
  return rounds;
}

function nextRound(round: number): number {
  return Math.max(round + 1, Math.round(round * RATIO));
}
