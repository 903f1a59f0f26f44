/** Episodes → leaderboard: who is ahead, by how much, and how sure that is. */
import { mean } from "d3-array";
import type { EpisodeFailure } from "../core/episode-failure.ts";
import type { Seed } from "../core/random.ts";
import { type Comparisons, compareAll } from "../evaluate/comparisons.ts";
import { type Estimate, estimateMean, interquartileMean, probabilityOfImprovement } from "../evaluate/intervals.ts";
import { optimalityGap, regret } from "../evaluate/oracle-distance.ts";
import type { EpisodeSummary } from "../evaluate/summary.ts";
import type { ReplayCheck } from "../store/checks.ts";
import type { CodeFacts } from "../store/sessions.ts";
import { type Curve, clickCurve, survivalCurve } from "./curves.ts";
import { type AgentEpisodes, type AgentFacts, arrange, type EpisodeRow, type SuiteFacts } from "./suite.ts";

/** The agent that every other should beat. */
const BASELINE = "random";

/** What came of replaying an episode of an agent from fresh. */
export interface CheckFacts {
  readonly isSame: boolean;
  /** Where the replay differs: `seed 2, episode 0, round 301: …`; null where it does not. */
  readonly difference: string | null;
}

/** An agent that finished every seed. */
export interface FinishedFacts extends AgentFacts {
  /** Null where none of its episodes was replayed. */
  readonly check: CheckFacts | null;
}

/** The figures of one agent that finished every seed. Means are over seeds; null where there is nothing to compare with. */
export interface LeaderboardRow extends FinishedFacts {
  /**
   * 1 + the number of agents that are better and told apart from it; null for a privileged agent, and for one that does not
   * come out the same again.
   */
  readonly rank: number | null;
  /** Agents that share one of these letters are not told apart; none for a privileged agent. */
  readonly groups: readonly string[];
  /** The primary metric: mean rounds/horizon of a user, higher is better. */
  readonly score: Estimate;
  /** Mean rounds of a user. */
  readonly rounds: Estimate;
  /**
   * Rounds a user more than the leader (negative: behind), paired over seeds; null for the leader itself. Its interval is simultaneous:
   * those of all pairs of ranked agents hold at once in 95% of suites.
   */
  readonly differenceToLeader: Estimate | null;
  /** Interquartile mean of the rounds of a user over seeds. */
  readonly iqm: Estimate;
  /** P(better than the agent listed next) on a seed. */
  readonly improvementOverNext: Estimate | null;
  /** P(better than `random`) on a seed. */
  readonly improvementOverRandom: Estimate | null;
  /** Shortfall of the score to the oracle's, 0 (at its level) to 1. */
  readonly optimalityGap: number | null;
  /** Reward of an episode that the oracle earned and this agent did not. */
  readonly regret: number | null;
  readonly clicks: number;
  readonly clickRate: number;
  /** The cup's ranking: mean |1 − rounds/horizon|, lower is better. */
  readonly errorToOnes: number;
  readonly coverage: number;
  readonly gini: number;
  readonly diversity: number;
  readonly novelty: number;
  /** Score on each seed, in the suite's order. */
  readonly seedScores: readonly number[];
  /** Mean clicks so far by round of the episode. */
  readonly clickCurve: Curve;
  /** Share of users served at least so many rounds. */
  readonly survival: Curve;
}

/** An agent with seeds left to play: listed, never ranked. */
export interface UnfinishedAgent extends AgentFacts {
  readonly finishedSeeds: number;
  readonly missingSeeds: readonly Seed[];
}

/** An agent that failed: listed, never ranked; its other episodes are left out. */
export interface FailedAgent extends AgentFacts {
  /** Its first failure, in the suite's order. */
  readonly failure: EpisodeFailure;
}

/** What the store keeps of a suite beside its facts and its episodes; nothing where absent. */
export interface SuiteRecord {
  readonly failures?: readonly EpisodeFailure[];
  readonly checks?: readonly ReplayCheck[];
  /** The code that played its episodes. */
  readonly code?: readonly CodeFacts[];
}

/**
 * A ranking of agents as plain JSON: all that the writers need, and nothing that differs between two runs of the same results.
 */
export interface Leaderboard {
  readonly suite: SuiteFacts;
  /** Best first. */
  readonly ranked: readonly LeaderboardRow[];
  /** Privileged agents, best first: the upper reference. */
  readonly references: readonly LeaderboardRow[];
  /** Agents whose replay differs, best first: what they came to depends on more than the seed, so that they have no rank. */
  readonly notReproducible: readonly LeaderboardRow[];
  readonly failed: readonly FailedAgent[];
  readonly unfinished: readonly UnfinishedAgent[];
  /** Rounds a user by which two ranked agents must differ on these seeds to be told apart, median over pairs; null where nothing tells. */
  readonly resolution: number | null;
  /** The code that played the episodes; more than one where it was changed in between. */
  readonly code: readonly CodeFacts[];
}

type Metric = { [K in keyof EpisodeSummary]: EpisodeSummary[K] extends number ? K : never }[keyof EpisodeSummary];

/** An agent's finished episodes with the two columns that everything compares. */
interface FinishedAgent {
  readonly facts: FinishedFacts;
  /** [seeds][episodes] */
  readonly episodes: readonly (readonly EpisodeSummary[])[];
  /** [seeds] */
  readonly scores: readonly number[];
  /** [seeds] */
  readonly rewards: readonly number[];
}

/** What an agent is compared with. */
interface Standings {
  readonly suite: SuiteFacts;
  readonly ranked: readonly FinishedAgent[];
  readonly comparisons: Comparisons;
  readonly baseline: FinishedAgent | undefined;
  readonly oracle: FinishedAgent | undefined;
}

/**
 * Compares the agents of a suite on the same seeds. Episodes of a seed are averaged first: the seed is the unit.
 * The order of `episodes` does not matter. The best privileged agent that finished is the oracle.
 * Throws a UsageError on episodes that are not of the suite or come twice.
 */
export function leaderboard(
  suite: SuiteFacts,
  episodes: readonly EpisodeRow[],
  { failures = [], checks = [], code = [] }: SuiteRecord = {},
): Leaderboard {
  const agents = arrange(suite, episodes);
  const checked = checkFacts(checks);
  const finished = agents
    .filter(isFinished)
    .map((agent) => finish(agent, checked))
    .sort(byScore);
  const isSound = ({ facts }: FinishedAgent) => facts.check?.isSame !== false;
  const ranked = finished.filter((agent) => isSound(agent) && !agent.facts.privileged);
  const references = finished.filter((agent) => isSound(agent) && agent.facts.privileged);
  const failed = failedAgents(suite, failures);
  const isListed = ({ agent }: AgentFacts) => failed.some((it) => it.agent === agent);
  const standings: Standings = {
    suite,
    ranked,
    comparisons: compareAll(ranked.map(({ scores }) => scores)),
    baseline: ranked.find(({ facts }) => facts.agent === BASELINE),
    oracle: references[0],
  };
  const { resolution } = standings.comparisons;
  return {
    suite,
    ranked: ranked.map((agent) => row(agent, standings)),
    references: references.map((agent) => row(agent, standings)),
    notReproducible: finished.filter((agent) => !isSound(agent)).map((agent) => row(agent, standings)),
    failed,
    unfinished: agents
      .filter((agent) => !isFinished(agent) && !isListed(agent))
      .map((agent) => unfinished(suite, agent)),
    resolution: resolution === null ? null : resolution * suite.world.horizon,
    code,
  };
}

function checkFacts(checks: readonly ReplayCheck[]): ReadonlyMap<string, CheckFacts> {
  return new Map(
    checks.map(({ agent, seed, episode, difference }) => {
      const where = difference === null ? null : `seed ${seed}, episode ${episode}, ${difference}`;
      return [agent, { isSame: where === null, difference: where }];
    }),
  );
}

/** The first failure of each agent, in the suite's order: who else failed meanwhile depends on the workers. */
function failedAgents({ agents, seeds }: SuiteFacts, failures: readonly EpisodeFailure[]): FailedAgent[] {
  const order = new Map(seeds.map((seed, index) => [String(seed), index]));
  const place = ({ seed }: EpisodeFailure) => order.get(String(seed)) ?? 0;
  const sorted = [...failures].sort((a, b) => place(a) - place(b) || a.episode - b.episode);
  return agents.flatMap((facts) => {
    const failure = sorted.find(({ agent }) => agent === facts.agent);
    return failure ? [{ ...facts, failure }] : [];
  });
}

function isFinished({ cells }: AgentEpisodes): boolean {
  return cells.every(isFull);
}

function isFull(cells: readonly (EpisodeSummary | undefined)[]): boolean {
  return cells.every((cell) => cell !== undefined);
}

function finish({ cells, ...own }: AgentEpisodes, checked: ReadonlyMap<string, CheckFacts>): FinishedAgent {
  const episodes = cells as EpisodeSummary[][];
  const facts = { ...own, check: checked.get(own.agent) ?? null };
  return { facts, episodes, scores: overSeeds(episodes, "score"), rewards: overSeeds(episodes, "reward") };
}

function unfinished({ seeds }: SuiteFacts, { cells, ...facts }: AgentEpisodes): UnfinishedAgent {
  const missingSeeds = seeds.filter((_, seed) => !isFull(cells[seed]));
  return { ...facts, finishedSeeds: seeds.length - missingSeeds.length, missingSeeds };
}

/** Best mean score first; equal ones by name, so that the order never depends on who finished first. */
function byScore(a: FinishedAgent, b: FinishedAgent): number {
  return average(b.scores) - average(a.scores) || (a.facts.agent < b.facts.agent ? -1 : 1);
}

function row(agent: FinishedAgent, standings: Standings): LeaderboardRow {
  const { horizon } = standings.suite.world;
  const score = estimateMean(agent.scores);
  const all = agent.episodes.flat();
  return {
    ...agent.facts,
    ...(standings.comparisons.places[standings.ranked.indexOf(agent)] ?? { rank: null, groups: [] }),
    score,
    rounds: scaled(score, horizon),
    ...comparedWith(agent, standings),
    ...behaviour(agent),
    seedScores: agent.scores,
    clickCurve: clickCurve(all),
    survival: survivalCurve(all, horizon),
  };
}

function comparedWith(agent: FinishedAgent, { suite, ranked, comparisons, baseline, oracle }: Standings) {
  const { horizon } = suite.world;
  const [leader] = ranked;
  const place = ranked.indexOf(agent);
  const next = place < 0 ? undefined : ranked[place + 1];
  const over = (other: FinishedAgent | undefined) => other && probabilityOfImprovement(agent.scores, other.scores);
  return {
    differenceToLeader:
      leader && leader !== agent ? scaled(comparisons.difference(agent.scores, leader.scores), horizon) : null,
    iqm: scaled(interquartileMean(agent.scores), horizon),
    improvementOverNext: over(next) ?? null,
    improvementOverRandom: (agent === baseline ? undefined : over(baseline)) ?? null,
    optimalityGap: oracle ? optimalityGap(agent.scores, oracle.scores) : null,
    regret: oracle ? regret(agent.rewards, oracle.rewards) : null,
  };
}

function behaviour({ episodes }: FinishedAgent) {
  const metric = (name: Metric) => average(overSeeds(episodes, name));
  return {
    clicks: metric("clicks"),
    clickRate: metric("clickRate"),
    errorToOnes: metric("errorToOnes"),
    coverage: metric("coverage"),
    gini: metric("gini"),
    diversity: metric("diversity"),
    novelty: metric("novelty"),
  };
}

function overSeeds(episodes: readonly (readonly EpisodeSummary[])[], metric: Metric): number[] {
  return episodes.map((ofSeed) => average(ofSeed.map((summary) => summary[metric])));
}

function scaled({ mean: centre, interval }: Estimate, factor: number): Estimate {
  return { mean: centre * factor, interval: interval && [interval[0] * factor, interval[1] * factor] };
}

function average(values: readonly number[]): number {
  return mean(values) ?? 0;
}
