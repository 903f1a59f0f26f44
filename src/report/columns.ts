/** The columns of every table for people: one list, so that the terminal and the page never disagree. */
import { estimate, fixed, NOTHING, percent, signedEstimate, whole } from "./format.ts";
import type { FinishedFacts, Leaderboard, LeaderboardRow } from "./leaderboard.ts";
import type { AgentFacts } from "./suite.ts";

/** A column of the tables. */
export interface Column {
  /** Heading on the page. */
  readonly label: string;
  /** Heading in the terminal. */
  readonly short: string;
  /** What it means, in a sentence; none where the heading says it all. */
  readonly explain?: string;
  readonly cell: (row: LeaderboardRow) => string;
}

/** The agents of every table of a leaderboard: ranked ones, then the references and those that have no rank. */
export function tableRows({ ranked, references, notReproducible }: Leaderboard): LeaderboardRow[] {
  return [...ranked, ...references, ...notReproducible];
}

/** An agent's name on tables and plots, with a mark for one that reads hidden state, `oracle*`, and for one whose replay differs. */
export function displayName({ agent, privileged, check }: AgentFacts & Partial<FinishedFacts>): string {
  return `${agent}${privileged ? "*" : ""}${check?.isSame === false ? "†" : ""}`;
}

/** Whether a column holds names, not numbers. */
export function isName({ label }: Column): boolean {
  return label === "Agent";
}

/** Columns that say who is ahead, and by how much. */
export const HEADLINE: readonly Column[] = [
  {
    label: "Rank",
    short: "#",
    explain: "Agents share a rank when the 95% interval of their difference to the group's first holds zero.",
    cell: ({ rank }) => (rank === null ? NOTHING : String(rank)),
  },
  { label: "Agent", short: "agent", cell: displayName },
  {
    label: "Rounds a user",
    short: "rounds a user [95%]",
    explain: "Rounds a user was served before leaving, mean over users and seeds, with its 95% bootstrap interval.",
    cell: ({ rounds }) => estimate(rounds),
  },
  {
    label: "To the leader",
    short: "to the leader [95%]",
    explain:
      "Rounds a user more (+) or fewer (−) than the leader on the same seeds, with the interval of that difference.",
    cell: ({ differenceToLeader }) => orNothing(signedEstimate)(differenceToLeader),
  },
  {
    label: "Score",
    short: "score",
    explain: "The primary metric, higher is better: rounds a user divided by the horizon.",
    cell: ({ score }) => fixed(5)(score.mean),
  },
];

/** Columns that say how sure the order is, and how far the oracle. */
export const CERTAINTY: readonly Column[] = [
  { label: "Agent", short: "agent", cell: displayName },
  {
    label: "P(> next)",
    short: "P(> next)",
    explain: "Share of seeds on which the agent beats the one listed below it; ties count half.",
    cell: ({ improvementOverNext }) => orNothing(fixed(2))(improvementOverNext),
  },
  {
    label: "P(> random)",
    short: "P(> random)",
    explain: "Share of seeds on which the agent beats random slates; ties count half.",
    cell: ({ improvementOverRandom }) => orNothing(fixed(2))(improvementOverRandom),
  },
  {
    label: "IQM score",
    short: "IQM score",
    explain: "Interquartile mean: the score over the middle half of the seeds, which a lucky seed cannot move.",
    cell: ({ iqm }) => fixed(5)(iqm),
  },
  {
    label: "Error to ones",
    short: "error to 1s",
    explain: "The cup's ranking, lower is better: mean of |1 − rounds/horizon| over users.",
    cell: ({ errorToOnes }) => fixed(5)(errorToOnes),
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
  { label: "Agent", short: "agent", cell: displayName },
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

/** What an optional number prints as. */
function orNothing<T>(format: (value: T) => string): (value: T | null) => string {
  return (value) => (value === null ? NOTHING : format(value));
}
