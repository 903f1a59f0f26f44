/** Made-up suites of plausible size for the report tests: no world is played. */
import { Stream } from "../../src/core/random.ts";
import { logSpacedRounds } from "../../src/evaluate/log-spaced-rounds.ts";
import type { EpisodeSummary } from "../../src/evaluate/summary.ts";
import type { AgentFacts, EpisodeRow, SuiteFacts } from "../../src/report/suite.ts";

/** Mean rounds of a user and click rate of made-up agents. */
export interface FakeAgent {
  readonly rounds: number;
  readonly clickRate: number;
  readonly privileged?: boolean;
}

export const FAKES: Readonly<Record<string, FakeAgent>> = {
  oracle: { rounds: 401, clickRate: 0.89, privileged: true },
  random: { rounds: 5.12, clickRate: 0.021 },
  popular: { rounds: 5.2, clickRate: 0.034 },
  "story-neighbours": { rounds: 6.2, clickRate: 0.12 },
  "epsilon-greedy(inner=story-neighbours,epsilon=0.05)": { rounds: 6.19, clickRate: 0.118 },
};

export interface FakeSuite {
  readonly suite: SuiteFacts;
  readonly episodes: EpisodeRow[];
}

interface FakeSuiteOptions {
  readonly agents?: Readonly<Record<string, FakeAgent>>;
  readonly seeds?: number;
  readonly episodesPerSeed?: number;
  readonly users?: number;
}

export function fakeSuite(options: FakeSuiteOptions = {}): FakeSuite {
  const { agents = FAKES, seeds = 10, episodesPerSeed = 1, users = 200 } = options;
  const suite: SuiteFacts = {
    world: { id: "cup", hash: "4f1c9a0be2d37755", users, catalogueSize: 209_527, slateSize: 5, horizon: 2000 },
    agents: Object.entries(agents).map(([agent, fake]) => agentFacts(agent, fake)),
    seeds: Array.from({ length: seeds }, (_, i) => i + 1),
    seedKind: "development",
    episodesPerSeed,
    config: { users, epsilon: 0.05 },
    version: "0.1.0",
  };
  return { suite, episodes: fakeEpisodes(suite, agents) };
}

function agentFacts(agent: string, { privileged = false }: FakeAgent): AgentFacts {
  return { agent, privileged, checkpoint: null };
}

function fakeEpisodes(suite: SuiteFacts, agents: Readonly<Record<string, FakeAgent>>): EpisodeRow[] {
  const rows: EpisodeRow[] = [];
  for (const [agent, fake] of Object.entries(agents)) {
    for (const seed of suite.seeds) {
      for (let episode = 0; episode < suite.episodesPerSeed; episode++) {
        const random = new Stream(`${agent}/${seed}/${episode}`);
        rows.push({ agent, seed, episode, summary: fakeSummary(suite, fake, random) });
      }
    }
  }
  return rows;
}

/** Five rounds each and an exponential rest, up to the horizon. */
function fakeSummary({ world }: SuiteFacts, { rounds, clickRate }: FakeAgent, random: Stream): EpisodeSummary {
  const userRounds = Int32Array.from({ length: world.users }, () =>
    Math.min(world.horizon, 5 + Math.round(random.exponential(rounds - 5))),
  );
  return summaryOf(userRounds, { horizon: world.horizon, clickRate, random });
}

interface SummaryOptions {
  readonly horizon: number;
  readonly clickRate: number;
  readonly random: Stream;
}

function summaryOf(userRounds: Int32Array, { horizon, clickRate, random }: SummaryOptions): EpisodeSummary {
  const rounds = userRounds.reduce((total, own) => total + own, 0);
  const score = rounds / userRounds.length / horizon;
  const clicks = Math.round(rounds * clickRate * (0.95 + 0.1 * random.uniform()));
  const shown = 1 - Math.exp((-5 * rounds) / 209_527);
  return {
    rounds,
    clicks,
    score,
    errorToOnes: 1 - score,
    clickRate: clicks / rounds,
    reward: clicks,
    coverage: shown,
    gini: 1 - shown * (0.7 + 0.1 * random.uniform()),
    diversity: 0.85 + 0.1 * random.uniform(),
    novelty: 17 + random.uniform(),
    userRounds,
    clickCurve: Int32Array.from(logSpacedRounds(rounds), (round) =>
      Math.floor(clicks * Math.min(1, round / rounds) ** 1.15),
    ),
  };
}

/** An episode in which nobody clicked: five rounds each. */
export function clickless({ world }: SuiteFacts): EpisodeSummary {
  const userRounds = new Int32Array(world.users).fill(5);
  return summaryOf(userRounds, { horizon: world.horizon, clickRate: 0, random: new Stream("clickless") });
}
