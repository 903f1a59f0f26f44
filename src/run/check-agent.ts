/** What every agent must keep. Returns the problems found, none for a sound agent. */

import { checkPropensities, checkSlate } from "../core/check-slate.ts";
import { UsageError } from "../core/errors.ts";
import { Stream } from "../core/random.ts";
import type { Agent, Env, Observation } from "../core/types.ts";

/** Rounds of each check's episode. */
const ROUNDS = 400;

/** What an agent is checked on. */
export interface AgentCheck {
  /** A new agent for an env, drawing from the stream. The same arguments give equal agents. */
  make(env: Env, random: Stream): Promise<Agent>;
  makeEnv(): Env;
}

/** Plays one agent against its contract: valid slates, determinism, snapshot and restore, reseeding. */
export async function checkAgent({ make, makeEnv }: AgentCheck): Promise<string[]> {
  const problems = new Set<string>();
  const env = makeEnv();
  const agent = await make(env, new Stream("agent"));
  const fresh = agent.snapshot();
  const first = playRounds(env, agent, problems);
  const expectSame = (other: string, problem: string) => other === first || problems.add(problem);

  agent.restore(fresh);
  expectSame(playRounds(env, agent, problems), "restore and reset do not give the same episode");

  agent.restore(cloned(fresh, problems), new Stream("agent"));
  expectSame(playRounds(env, agent, problems), "a restored clone with the same stream plays another episode");

  const other = { env: makeEnv(), problems };
  expectSame(await playNew(make, new Stream("agent"), other), "two equal agents play different episodes");

  agent.restore(fresh, new Stream("reseeded"));
  const reseeded = playRounds(env, agent, problems);
  if (reseeded !== (await playNew(make, new Stream("reseeded"), other)))
    problems.add("restored with another stream it does not play as a new agent with that stream");

  if (!survivesMidway(env, agent, { fresh, problems }))
    problems.add("a snapshot taken midway does not restore what was learned");
  agent.dispose();
  return [...problems];
}

function cloned(snapshot: unknown, problems: Set<string>): unknown {
  try {
    return structuredClone(snapshot);
  } catch {
    problems.add("the snapshot cannot be cloned");
    return snapshot;
  }
}

/** Makes an agent, plays it and disposes of it. */
async function playNew(
  make: AgentCheck["make"],
  random: Stream,
  { env, problems }: { env: Env; problems: Set<string> },
): Promise<string> {
  const agent = await make(env, random);
  const trace = playRounds(env, agent, problems);
  agent.dispose();
  return trace;
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
  const propensities = agent.propensities?.();
  const items = Array.from(slate);
  try {
    checkSlate(slate, env.slateSize, env.catalogue.size);
    if (propensities) checkPropensities(propensities, env.slateSize);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    problems.add(error.message);
    return null;
  }
  if (items.some((item) => observation.history.includes(item))) trace.push("seen");
  const { observation: next, ...response } = env.step(slate);
  if (propensities) trace.push(Array.from(propensities));
  agent.learn({ observation, slate, propensities, ...response });
  trace.push(items, response.clicked);
  return next;
}

/** Does a snapshot taken in the middle of an episode continue as if nothing had happened? */
function survivesMidway(
  env: Env,
  agent: Agent,
  { fresh, problems }: { fresh: unknown; problems: Set<string> },
): boolean {
  agent.restore(fresh);
  playRounds(env, agent, problems);
  const middle = cloned(agent.snapshot(), problems);
  const onwards = playRounds(env, agent, problems);
  agent.restore(middle);
  return playRounds(env, agent, problems) === onwards;
}
