/** The columns of every table for people: one list, so that the terminal and the page never disagree. */
import type { Estimate } from "../evaluate/intervals.ts";
import { estimate, fixed, NOTHING, percent, signedEstimate, whole } from "./format.ts";
import type { FinishedFacts, Leaderboard, LeaderboardRow } from "./leaderboard.ts";
import type { AgentFacts } from "./suite.ts";
import type { TextColumn } from "./text-table.ts";

/** A column of the tables. */
export interface Column extends TextColumn<LeaderboardRow> {
  /** Heading on the page. */
  readonly label: string;
  /** What it means, in a sentence; none where the heading says it all. */
  readonly explain?: string;
}

/** The agents of every table of a leaderboard: ranked ones, then the references and those that have no rank. */
export function tableRows({ ranked, references, notReproducible }: Leaderboard): LeaderboardRow[] {
  return [...ranked, ...references, ...notReproducible];
}

/** An agent's name on tables and plots, with a mark for one that reads hidden state, `oracle*`, and for one whose replay differs. */
export function displayName({ agent, privileged, check }: AgentFacts & Partial<FinishedFacts>): string {
  return `${agent}${privileged ? "*" : ""}${check?.isSame === false ? "†" : ""}`;
}

/** The column of the names. */
export const AGENT: Column = { label: "Agent", short: "agent", isName: true, cell: displayName };

/** Columns that say who is ahead, and by how much. */
export const HEADLINE: readonly Column[] = [
  {
    label: "Rank",
    short: "#",
    explain:
      "One more than the number of agents that are better and told apart from it. Ranks need not follow the order of the table: one with a lower mean whose results vary more may not be told apart from the leader where one above it is.",
    cell: ({ rank }) => (rank === null ? NOTHING : String(rank)),
  },
  AGENT,
  {
    label: "Group",
    short: "group",
    explain:
      "Agents that share a letter are not told apart. All pairs are compared at once: where all agents are equally good, somebody is told apart from another in at most 5% of suites. Where the results of some agents are skewed and those of others are not, or the other way, it is more.",
    cell: ({ groups }) => groups.join("") || NOTHING,
  },
  {
    label: "Rounds a user",
    short: "rounds a user [95%]",
    explain: "Rounds a user was served before leaving, mean over users and seeds, with its 95% interval.",
    cell: ({ rounds }) => estimate(rounds),
  },
  {
    label: "To the leader",
    short: "to the leader [95%]",
    explain:
      "Rounds a user more (+) or fewer (−) than the leader on the same seeds. The intervals are simultaneous, those of all pairs hold at once in 95% of suites (fewer where Group says so): an agent whose interval leaves out zero shares no letter with the leader.",
    cell: ({ differenceToLeader }) => orNothing(signedEstimate)(differenceToLeader),
  },
];

/** Columns that say how sure the order is, and how far the oracle. */
export const CERTAINTY: readonly Column[] = [
  {
    label: "P(> next)",
    short: "P(> next) [95%]",
    explain: "Share of seeds on which the agent beats the one listed below it, with its interval; ties count half.",
    cell: ({ improvementOverNext }) => orNothing(share)(improvementOverNext),
  },
  {
    label: "P(> random)",
    short: "P(> random) [95%]",
    explain: "Share of seeds on which the agent beats random slates, with its interval; ties count half.",
    cell: ({ improvementOverRandom }) => orNothing(share)(improvementOverRandom),
  },
  {
    label: "IQM rounds",
    short: "IQM rounds [95%]",
    explain:
      "Interquartile mean: rounds a user over the middle half of the seeds, which a lucky seed cannot move, with its interval.",
    cell: ({ iqm }) => estimate(iqm),
  },
  {
    label: "Optimality gap",
    short: "opt. gap",
    explain: "Shortfall of the score to the oracle's: 0 at its level, 1 at nothing.",
    cell: (row) => orNothing(fixed(3))(row.optimalityGap),
  },
  {
    label: "Regret",
    short: "regret",
    explain: "Reward of an episode that the oracle earned and the agent did not.",
    cell: (row) => orNothing(whole)(row.regret),
  },
];

/** Columns that say what the agents showed, and what came of it. */
export const BEHAVIOUR: readonly Column[] = [
  {
    label: "Score",
    short: "score",
    explain: "The primary metric, higher is better: rounds a user divided by the horizon.",
    cell: ({ score }) => fixed(5)(score.mean),
  },
  {
    label: "Error to ones",
    short: "error to 1s",
    explain: "The cup's ranking, lower is better: mean of |1 − rounds/horizon| over users.",
    cell: ({ errorToOnes }) => fixed(5)(errorToOnes),
  },
  { label: "Clicks", short: "clicks", explain: "Clicks of an episode.", cell: ({ clicks }) => whole(clicks) },
  {
    label: "Click rate",
    short: "click rate",
    explain: "Share of rounds with a click.",
    cell: ({ clickRate }) => percent(clickRate),
  },
  {
    label: "Coverage",
    short: "coverage",
    explain: "Share of the catalogue shown at least once.",
    cell: ({ coverage }) => percent(coverage),
  },
  {
    label: "Gini",
    short: "Gini",
    explain: "Inequality of exposure over the whole catalogue: 0 all items alike, 1 one item only.",
    cell: ({ gini }) => fixed(3)(gini),
  },
  {
    label: "Diversity",
    short: "diversity",
    explain: "Mean text distance between the items of a slate, 0 to 1, over up to 1,000 slates of an episode.",
    cell: ({ diversity }) => fixed(3)(diversity),
  },
  {
    label: "Novelty",
    short: "novelty",
    explain: "Mean self-information of the items shown, in bits, under the clicks that were public before the episode.",
    cell: ({ novelty }) => fixed(2)(novelty),
  },
];

/** A probability with its interval. */
function share(value: Estimate): string {
  return estimate(value, 2);
}

/** What an optional number prints as. */
function orNothing<T>(format: (value: T) => string): (value: T | null) => string {
  return (value) => (value === null ? NOTHING : format(value));
}
