/** What every agent must keep. Returns the problems found, none for a sound agent. */
import { UsageError } from "../core/errors.ts";
import { Stream } from "../core/random.ts";
import { checkSlate } from "../core/slate.ts";
import type { Agent, Env, Observation } from "../core/types.ts";

/** Rounds of each check's episode. */
const ROUNDS = 400;

export interface AgentCheck {
  /** A new agent for an env, drawing from the stream. The same arguments give equal agents. */
  make(env: Env, random: Stream): Promise<Agent>;
  makeEnv(): Env;
}

/** Plays one agent against its contract: valid slates, determinism, snapshot and restore, reseeding. */
export async function checkAgent({ make, makeEnv }: AgentCheck): Promise<string[]> {
  const env = makeEnv();
  const agent = await make(env, new Stream("agent"));
  const fresh = agent.snapshot();
  const problems = new Set<string>();
  const first = playRounds(env, agent, problems);

  agent.restore(fresh);
  if (playRounds(env, agent, problems) !== first) problems.add("restore and reset do not give the same episode");

  agent.restore(structuredClone(fresh), new Stream("agent"));
  if (playRounds(env, agent, problems) !== first)
    problems.add("a restored clone with the same stream plays another episode");

  const twinEnv = makeEnv();
  const twin = await make(twinEnv, new Stream("agent"));
  if (playRounds(twinEnv, twin, problems) !== first) problems.add("two equal agents play different episodes");

  problems.add(checkMidway(makeEnv(), agent, fresh));
  agent.dispose();
  twin.dispose();
  problems.delete("");
  return [...problems];
}

/** A digest of the first rounds of an episode. */
function playRounds(env: Env, agent: Agent, problems: Set<string>): string {
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
  const slate = agent.recommend(observation);
  const items = Array.from(slate);
  try {
    checkSlate(slate, env.slateSize, env.catalogue.size);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    problems.add(error.message);
    return null;
  }
  if (items.some((item) => observation.history.includes(item))) trace.push("seen");
  const { observation: next, ...response } = env.step(slate);
  agent.learn({ observation, slate, ...response });
  trace.push(items, response.clicked);
  return next;
}

/** A snapshot taken in the middle of an episode continues as if nothing had happened. */
function checkMidway(env: Env, agent: Agent, fresh: unknown): string {
  agent.restore(fresh);
  const ignored = new Set<string>();
  playRounds(env, agent, ignored);
  const middle = structuredClone(agent.snapshot());
  const onwards = playRounds(env, agent, ignored);
  agent.restore(middle);
  return playRounds(env, agent, ignored) === onwards ? "" : "a snapshot taken midway does not restore what was learned";
}
