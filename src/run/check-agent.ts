/** What every agent must keep. Returns the problems found, none for a sound agent. */

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

/** Plays one agent against its contract: valid slates, determinism, snapshot and restore, reseeding, plain messages. */
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

  agent.restore(fresh, new Stream("agent"));
  const distant = new DistantAgent(agent, shapeOf(env));
  expectSame(playRounds(env, distant, problems), "told and asked by plain messages it plays another episode");

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
