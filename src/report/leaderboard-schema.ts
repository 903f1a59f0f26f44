/** What a `leaderboard.json` holds, for programs that read it; the meaning of each field is in `leaderboard.ts` and `suite.ts`. */
import { z } from "zod";
import type { Leaderboard } from "./leaderboard.ts";

/** Goes up where a field has come to mean something else, or is gone. */
export const LEADERBOARD_VERSION = 1;
/** What `$schema` names: the schema ships with the package, and needs no network. */
export const LEADERBOARD_ID = `urn:slatelab:leaderboard:${LEADERBOARD_VERSION}`;

const number = z.number();
const whole = z.int().min(0);
const seed = z.union([z.int(), z.string()]).describe("a whole number, or test-1, test-2, …");
const estimate = z
  .strictObject({ mean: number, interval: z.tuple([number, number]).nullable() })
  .describe("a mean over seeds with its 95% interval; null where there is none");
const curve = z.strictObject({ rounds: z.array(number), values: z.array(number) });

const agent = {
  agent: z.string().describe("the agent's spec, its name on every table"),
  privileged: z.boolean().describe("reads the hidden state: a reference, never ranked"),
  checkpoint: z.string().nullable().describe("hash of the weights it started from"),
  engine: z.string().optional().describe("what it computed on"),
};

const row = z.strictObject({
  ...agent,
  check: z.strictObject({ isSame: z.boolean(), difference: z.string().nullable() }).nullable(),
  rank: z.int().min(1).nullable().describe("1 + the number of agents that are better and told apart from it"),
  groups: z.array(z.string()).describe("agents that share a letter are not told apart"),
  score: estimate.describe("rounds / horizon of a user, higher is better"),
  rounds: estimate.describe("rounds of a user"),
  differenceToLeader: estimate.nullable().describe("rounds a user beyond the leader's, intervals simultaneous"),
  iqm: estimate.describe("interquartile mean of the rounds of a user"),
  improvementOverNext: estimate.nullable(),
  improvementOverRandom: estimate.nullable(),
  optimalityGap: number.nullable(),
  regret: number.nullable(),
  clicks: number.describe("clicks of an episode"),
  clickRate: number,
  errorToOnes: number.describe("mean |1 − rounds / horizon|, lower is better"),
  coverage: number,
  gini: number,
  diversity: number,
  novelty: number,
  seedScores: z.array(number).describe("the score on each seed, in the suite's order"),
  clickCurve: curve.describe("mean clicks so far by round of the episode"),
  survival: curve.describe("share of users served at least so many rounds"),
});

/** A leaderboard as JSON, as `leaderboardJson` writes it. */
export const leaderboardSchema = z.strictObject({
  $schema: z.literal(LEADERBOARD_ID),
  schemaVersion: z.literal(LEADERBOARD_VERSION),
  suite: z.strictObject({
    world: z.strictObject({
      id: z.string().describe("the world with its version: cup-v3"),
      hash: z.string(),
      users: whole,
      catalogueSize: whole,
      slateSize: whole,
      horizon: whole,
    }),
    agents: z.array(z.strictObject(agent)),
    seeds: z.array(seed),
    seedKind: z.enum(["development", "test"]),
    episodesPerSeed: whole,
    config: z.record(z.string(), z.unknown()).describe("settings of the run, as given"),
    version: z.string().describe("of the package"),
    own: z
      .array(z.strictObject({ kind: z.enum(["agent", "world"]), name: z.string(), hash: z.string() }))
      .optional()
      .describe("what users' own files defined, with the hash of each"),
  }),
  ranked: z.array(row).describe("best first"),
  references: z.array(row).describe("privileged agents, best first"),
  notReproducible: z.array(row).describe("agents whose replay differs"),
  failed: z.array(
    z.strictObject({
      ...agent,
      failure: z.strictObject({
        agent: z.string(),
        seed,
        episode: whole,
        round: whole.nullable(),
        reason: z.string(),
      }),
    }),
  ),
  unfinished: z.array(z.strictObject({ ...agent, finishedSeeds: whole, missingSeeds: z.array(seed) })),
  resolution: number.nullable().describe("rounds a user by which two agents must differ to be told apart"),
  code: z.array(z.strictObject({ commit: z.string().nullable(), ownFiles: z.string().nullable() })),
}) satisfies z.ZodType<Leaderboard>;
