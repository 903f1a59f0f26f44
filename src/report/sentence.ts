/** The result in plain words. */
import { failureText } from "../core/episode-failure.ts";
import { displayName, tableRows } from "./columns.ts";
import { counted, estimate, listed, rounded } from "./format.ts";
import type { Leaderboard, LeaderboardRow } from "./leaderboard.ts";

const NAMES_SHOWN = 4;
/** From here on the intervals cover what they say, for skewed noise too (`npm run coverage`). */
const ENOUGH_SEEDS = 10;

/** A few sentences on who is ahead of whom by how much; the first one is the result. */
export function resultSentences(board: Leaderboard): string[] {
  return [
    ...ranking(board),
    ...resolving(board),
    ...fewSeeds(board),
    ...board.references.slice(0, 1).map(reference),
    ...standing(board),
    ...troubles(board),
  ];
}

/** What went wrong, a sentence each: agents that failed, and those whose replay differs. */
export function troubles({ failed, notReproducible }: Leaderboard): string[] {
  return [...failed.map(({ failure }) => `${failureText(failure)}.`), ...notReproducible.map(otherwise)];
}

/** Says what it means, and what to do. */
function otherwise({ agent, check }: LeaderboardRow): string {
  return `agent ${agent} does not come out the same when it is replayed from fresh: ${check?.difference}. Its results depend on what was played before it, and so on the number of workers, or on the time or chance: everything that it learns belongs into its snapshot, and every draw into its stream.`;
}

/** What kind of seeds and how many: `10 development seeds`. */
export function seedsPhrase({ suite }: Leaderboard): string {
  return counted(suite.seeds.length, `${suite.seedKind} seed`);
}

function ranking(board: Leaderboard): string[] {
  const [leader] = board.ranked;
  if (!leader) return ["No agent that can be ranked has finished every seed."];
  if (board.ranked.length === 1) return [`${leader.agent} keeps a user for ${estimate(leader.rounds)} rounds.`];
  if (board.suite.seeds.length === 1) return [onOneSeed(leader, board.ranked[1])];
  const tied = board.ranked.filter((row) => row !== leader && sharesGroup(row, leader));
  const behind = board.ranked.find((row) => !sharesGroup(row, leader));
  return [...(behind ? [ahead(leader, behind, board)] : []), ...(tied.length > 0 ? [together(leader, tied)] : [])];
}

function sharesGroup(a: LeaderboardRow, b: LeaderboardRow): boolean {
  return a.groups.some((letter) => b.groups.includes(letter));
}

function onOneSeed(leader: LeaderboardRow, second: LeaderboardRow): string {
  const lead = rounded(leader.rounds.mean - second.rounds.mean);
  return `${leader.agent} is ahead of ${second.agent} by ${lead} rounds a user on one seed; one seed gives no interval, so it ranks nobody above another.`;
}

function ahead(leader: LeaderboardRow, behind: LeaderboardRow, board: Leaderboard): string {
  const seeds = board.suite.seeds.length;
  const how = behind.differenceToLeader?.interval
    ? `95% interval over ${seeds} seeds`
    : `the same on all ${seeds} seeds`;
  return `${leader.agent} is ahead of ${behind.agent} by ${lead(behind)} rounds a user (${how}).`;
}

/** The leader's lead over a row: its difference to the leader, turned round. */
function lead({ differenceToLeader: difference }: LeaderboardRow): string {
  if (!difference?.interval) return rounded(-(difference?.mean ?? 0));
  const [low, high] = difference.interval;
  return estimate({ mean: -difference.mean, interval: [-high, -low] });
}

function together(leader: LeaderboardRow, tied: readonly LeaderboardRow[]): string {
  const names = tied.slice(0, NAMES_SHOWN).map(({ agent }) => agent);
  const rest = tied.length - names.length;
  return `${leader.agent} cannot be told apart from ${listed(rest > 0 ? [...names, `${rest} more`] : names)}.`;
}

/** What so many seeds can tell apart. */
function resolving({ resolution, suite }: Leaderboard): string[] {
  if (resolution === null) return [];
  return [
    `With ${suite.seeds.length} seeds two agents are told apart from about ${rounded(resolution)} rounds a user on; four times the seeds would about halve that.`,
  ];
}

/** What few seeds cannot show: said wherever an interval is. */
function fewSeeds(board: Leaderboard): string[] {
  const hasInterval = tableRows(board).some(({ rounds }) => rounds.interval !== null);
  if (!hasInterval || board.suite.seeds.length >= ENOUGH_SEEDS) return [];
  return [
    `Fewer than ${ENOUGH_SEEDS} seeds hardly show whether their noise is skewed; where it is, intervals cover less than 95%.`,
  ];
}

function reference(row: LeaderboardRow): string {
  return `${displayName(row)}, which reads the hidden state, keeps a user for ${estimate(row.rounds)} rounds.`;
}

function standing({ unfinished }: Leaderboard): string[] {
  if (unfinished.length === 0) return [];
  return [
    `${listed(unfinished.map(displayName))} did not finish every seed and ${unfinished.length === 1 ? "is" : "are"} not ranked.`,
  ];
}
