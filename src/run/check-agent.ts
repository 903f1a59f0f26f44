/** What every agent must keep: one check after another, each with what it found. */

import { copyPropensities, copySlate, type SlateShape } from "../core/check-slate.ts";
import { UsageError } from "../core/errors.ts";
import { Stream } from "../core/random.ts";
import type { Agent, Env, Observation } from "../core/types.ts";
import { DistantAgent } from "./agent-messages.ts";

/** Rounds of each check's episode. */
const ROUNDS = 400;

/** What an agent is checked on. */
export interface AgentCheck {
  /** A new agent for an env, drawing from the stream. The same arguments give equal agents. */
  make(env: Env, random: Stream): Promise<Agent>;
  makeEnv(): Env;
}

/** One thing that is checked, and the problems found, none where it is kept. */
export interface CheckResult {
  readonly name: string;
  readonly problems: readonly string[];
}

/** Plays one agent against its contract: valid slates, determinism, snapshot and restore, reseeding, plain messages. Returns the problems found, none for a sound agent. */
export async function checkAgent(check: AgentCheck): Promise<string[]> {
  const results: CheckResult[] = [];
  for await (const result of agentChecks(check)) results.push(result);
  return results.flatMap(({ problems }) => problems);
}

/** The same, check by check; a problem is told once. Throws what the agent throws, but for slates that cannot be. */
export async function* agentChecks({ make, makeEnv }: AgentCheck): AsyncGenerator<CheckResult> {
  const env = makeEnv();
  const agent = await make(env, new Stream("agent"));
  const play: CheckedPlay = {
    env,
    other: makeEnv(),
    agent,
    make,
    fresh: agent.snapshot(),
    problems: new Set(),
    first: "",
  };
  let told = 0;
  for (const { name, find } of CHECKS) {
    for (const problem of await find(play)) play.problems.add(problem);
    yield { name, problems: [...play.problems].slice(told) };
    told = play.problems.size;
  }
  agent.dispose();
}

/** An agent that is being checked, and what was found so far. */
interface CheckedPlay {
  readonly env: Env;
  /** For agents that are made to be compared. */
  readonly other: Env;
  readonly agent: Agent;
  readonly make: AgentCheck["make"];
  /** Its state before it has played. */
  readonly fresh: unknown;
  readonly problems: Set<string>;
  /** Digest of its first episode. */
  first: string;
}

interface ContractCheck {
  readonly name: string;
  /** Problems; those of single rounds join the play's. */
  find(play: CheckedPlay): readonly string[] | Promise<readonly string[]>;
}

function unless(holds: boolean, problem: string): string[] {
  return holds ? [] : [problem];
}

const CHECKS: readonly ContractCheck[] = [
  {
    name: "answers with slates of distinct items of the catalogue",
    find(play) {
      play.first = playRounds(play.env, play);
      return [];
    },
  },
  {
    name: "plays the same episode again once it is restored",
    find(play) {
      play.agent.restore(play.fresh);
      return unless(playRounds(play.env, play) === play.first, "restore and reset do not give the same episode");
    },
  },
  {
    name: "plays it from a copy of its snapshot, with a new stream of the same seed",
    find(play) {
      play.agent.restore(cloned(play.fresh, play), new Stream("agent"));
      return unless(
        playRounds(play.env, play) === play.first,
        "a restored clone with the same stream plays another episode",
      );
    },
  },
  {
    name: "plays as another agent that is made alike",
    find: async (play) =>
      unless((await playNew(play, new Stream("agent"))) === play.first, "two equal agents play different episodes"),
  },
  {
    name: "plays with another stream as a new agent with that stream",
    async find(play) {
      play.agent.restore(play.fresh, new Stream("reseeded"));
      const isSame = playRounds(play.env, play) === (await playNew(play, new Stream("reseeded")));
      return unless(isSame, "restored with another stream it does not play as a new agent with that stream");
    },
  },
  {
    name: "plays the same where it is told and asked by plain messages",
    find(play) {
      play.agent.restore(play.fresh, new Stream("agent"));
      const agent = new DistantAgent(play.agent, shapeOf(play.env));
      const isSame = playRounds(play.env, { ...play, agent }) === play.first;
      return unless(isSame, "told and asked by plain messages it plays another episode");
    },
  },
  {
    name: "keeps in a snapshot taken midway what it has learnt",
    find(play) {
      play.agent.restore(play.fresh);
      playRounds(play.env, play);
      const middle = cloned(play.agent.snapshot(), play);
      const onwards = playRounds(play.env, play);
      play.agent.restore(middle);
      return unless(
        playRounds(play.env, play) === onwards,
        "a snapshot taken midway does not restore what was learned",
      );
    },
  },
];

/** Whoever plays, and where the problems of single rounds go. */
type CheckedPlayer = Pick<CheckedPlay, "agent" | "problems">;

function cloned(snapshot: unknown, { problems }: CheckedPlayer): unknown {
  try {
    return structuredClone(snapshot);
  } catch {
    problems.add("the snapshot cannot be cloned");
    return snapshot;
  }
}

/** Makes an agent, plays it and disposes of it. */
async function playNew({ make, other, problems }: CheckedPlay, random: Stream): Promise<string> {
  const agent = await make(other, random);
  const trace = playRounds(other, { agent, problems });
  agent.dispose();
  return trace;
}

/** A digest of the first rounds of an episode. */
function playRounds(env: Env, { agent, problems }: CheckedPlayer): string {
  const trace: unknown[] = [];
  let observation: Observation | null = env.reset("check-agent");
  for (let t = 0; observation && t < ROUNDS; t++) observation = playRound(env, { agent, observation, trace }, problems);
  return JSON.stringify(trace);
}

interface Turn {
  agent: Agent;
  observation: Observation;
  trace: unknown[];
}

function playRound(env: Env, { agent, observation, trace }: Turn, problems: Set<string>): Observation | null {
  try {
    const slate = agent.recommend(observation);
    const items = copySlate(slate, shapeOf(env));
    const propensities = agent.propensities?.();
    if (propensities) trace.push(copyPropensities(propensities, env.slateSize));
    if (items.some((item) => observation.history.includes(item))) trace.push("seen");
    const { observation: next, ...response } = env.step(items);
    agent.learn({ observation, slate, propensities, ...response });
    trace.push(items, response.clicked);
    return next;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    problems.add(error.message);
    return null;
  }
}

function shapeOf({ slateSize, catalogue }: Env): SlateShape {
  return { size: slateSize, items: catalogue.size };
}
