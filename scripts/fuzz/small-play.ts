/** What takes a spec is tried with it in a moment: small worlds, short episodes, a step of training. */
import { openOracle } from "../../env/index.ts";
import type { ResolvedAgent } from "../../src/core/agents.ts";
import { Interrupted } from "../../src/core/errors.ts";
import type { InteractionData } from "../../src/core/interaction-data.ts";
import { Stream } from "../../src/core/random.ts";
import { type Resolved, withInner } from "../../src/core/registry.ts";
import { packSequences, toInteractions } from "../../src/core/sequences.ts";
import type { Agent, Env, World } from "../../src/core/types.ts";
import type { BaselineDefinition, NextItemDefinition, SequenceConfiguration } from "../../src/models/definition.ts";
import { createAgent } from "../../src/run/create-agent.ts";
import { runEpisode } from "../../src/run/episode.ts";
import { buildWorld } from "../../src/run/open-world.ts";
import { trainBriefly } from "../../src/train/brief-training.ts";
import { tables } from "../../tables.ts";

const USERS = 12;
const ITEMS = 150;
/** Rounds of a small episode: twice as often as progress is told of. */
const ROUNDS = 8192;

/** Twelve users who have a dozen of 150 items each. */
const SEQUENCES = packSequences(
  Array.from({ length: USERS }, (_, user) => Int32Array.from({ length: 12 }, (_, i) => (user * 7 + i * 11) % ITEMS)),
);

/** What a spec costs at least, from its settings: small worlds and agents are built, others are only resolved. */
const COSTS: Readonly<Record<string, number>> = {
  ...{ users: 60, items: 400, startClicks: 10, slateSize: 64, horizon: 2000 },
  ...{ factors: 32, epochs: 3, negatives: 16, steps: 3, topics: 64, batchSize: 64, replaySize: 2000 },
};

/** Whether all of a spec's settings are small ones. */
export function isSmall({ settings }: Resolved): boolean {
  return Object.entries(COSTS).every(([name, most]) => !(Number(settings[name] ?? 0) > most));
}

/** Builds a world and plays an episode of random slates in it; tells how many rounds. */
export async function playWorld({ spec, name }: Resolved): Promise<string> {
  const world = await buildWorld(tables, spec, { data: name === "fitted" ? { interactions: smallData() } : {} });
  return playAgent(world, tables.agents.resolve("random") as ResolvedAgent);
}

/** A file of interactions, as read. */
function smallData(): InteractionData {
  const names = (count: number) => Array.from({ length: count }, (_, id) => `${id}`);
  const interactions = toInteractions(SEQUENCES);
  return { interactions, users: USERS, items: ITEMS, userNames: names(USERS), itemNames: names(ITEMS) };
}

let room: Promise<World> | undefined;

/** Plays an agent in the one small world. */
export async function playInRoom(agent: ResolvedAgent): Promise<string> {
  room ??= buildWorld(tables, "cup-small(items=60,users=6,startClicks=2)");
  return playAgent(await room, agent);
}

async function playAgent(world: World, resolved: ResolvedAgent): Promise<string> {
  const { catalogue, users, slateSize, interactions } = world;
  const env = world.createEnv();
  const oracle = resolved.isPrivileged ? openOracle(env) : undefined;
  const random = new Stream("agent");
  const agent = await createAgent(tables.agents, resolved, {
    ...{ catalogue, users, slateSize, interactions, random, oracle },
  });
  try {
    return `${play(env, agent)} rounds`;
  } finally {
    agent.dispose();
  }
}

/** The first rounds of an episode. */
function play(env: Env, agent: Agent): number {
  let rounds = 0;
  const onProgress = (played: number) => {
    rounds = played;
    return played < ROUNDS;
  };
  try {
    return runEpisode({ env, agent, seed: 1, onProgress });
  } catch (error) {
    if (error instanceof Interrupted) return rounds;
    throw error;
  }
}

/** Whether agents of a spec, and those in it, train for a moment at most and start from no file. */
export function isQuick(agent: ResolvedAgent): boolean {
  return withInner(agent).every((it) => isSmall(it) && Object.keys(it.checkpoints).length === 0);
}

/** Fits a baseline and scores two users with it; tells how many scores. */
export async function fitSmall(model: BaselineDefinition, settings: object): Promise<string> {
  const scorer = model.fit(SEQUENCES, ITEMS, settings);
  const scores = await scorer.score({
    users: Int32Array.of(0, 1),
    histories: [Int32Array.of(3, 4), new Int32Array(0)],
  });
  if (scores.some(Number.isNaN)) throw new Error(`${model.name} gives scores that are no numbers`);
  return `${scores.length} scores`;
}

/** Numbers of a network that is built for a try. */
const MOST_NUMBERS = 200_000;

/** Configures a model's training and, where the network is small, takes two steps of it. */
export async function trainSmall(model: NextItemDefinition, configuration: SequenceConfiguration): Promise<string> {
  if (!isSmallNetwork(configuration)) return "configured";
  const { openEngine } = await import("../../src/engine/engine.ts");
  await openEngine("wasm");
  const weights = trainBriefly({ ...model, configuration, steps: 2 }, SEQUENCES, new Stream("fuzz"));
  for (const [name, values] of Object.entries(weights)) {
    if (!values.every(Number.isFinite)) throw new Error(`${name} is no longer finite after two steps`);
  }
  return "trained";
}

/** Size of the data that models are configured for. */
export const SIZE = { items: ITEMS, users: USERS };

function isSmallNetwork({ model: { settings }, batchSize, sampling }: SequenceConfiguration): boolean {
  const all = settings as unknown as Readonly<Record<string, number>>;
  const width = (all.width ?? 0) + (all.itemWidth ?? 0) + (all.userWidth ?? 0);
  const numbers = (ITEMS + settings.length + (all.blocks ?? 1) * 5 * width) * width;
  const drawn = sampling.sampler === "warp" ? 1 : sampling.negatives;
  return numbers < MOST_NUMBERS && settings.length <= 200 && batchSize <= 256 && drawn <= 256 && (all.heads ?? 1) <= 8;
}
