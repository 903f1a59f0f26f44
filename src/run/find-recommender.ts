/** What can recommend, by spec or file: checkpoints, agents in a world, baselines that are fitted on the spot. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import type { AgentResources } from "../core/agents.ts";
import { takeSlate } from "../core/check-slate.ts";
import type { CheckpointFacts } from "../core/checkpoint.ts";
import { UserClicks } from "../core/clicks.ts";
import type { EngineChoice } from "../core/engines.ts";
import { expected, inWords, UsageError, unknownName } from "../core/errors.ts";
import type { Seed } from "../core/random.ts";
import { isName } from "../core/spec.ts";
import type { World } from "../core/types.ts";
import type { PreparedData } from "../dataset/prepare.ts";
import { checkScores } from "../evaluate/check-scores.ts";
import { topK } from "../factors/top-k.ts";
import { readCheckpointCard } from "../files/checkpoint.ts";
import { checkFits, hasNetwork, type SequenceCheckpoint } from "../train/sequence-checkpoint.ts";
import { agentStream } from "./agent-stream.ts";
import { createAgent } from "./create-agent.ts";
import {
  baselinesOf,
  findOfflineModel,
  type OfflineModel,
  openModelCheckpoint,
  openNetwork,
  sizeOf,
} from "./offline-model.ts";
import {
  type ListMaker,
  type ListQuery,
  type Recommendation,
  type RecommendationQuery,
  type Recommender,
  recommenderOf,
} from "./recommender.ts";
import { bareRoll, type Roll, rollOfData, rollOfWorld } from "./roll.ts";
import { checkStart, checkStarts, resolveSuiteAgent, type SuiteAgent } from "./suite.ts";
import type { Tables } from "./tables.ts";

/** Where users and items are known: a prepared data set, a world, or neither, for a checkpoint that has no more than numbers. */
export interface RecommenderPlace {
  readonly data?: PreparedData;
  readonly world?: World;
  /** For agents that read texts; absent: made in memory. */
  readonly resources?: AgentResources;
  /** What computes a checkpoint: `auto` where absent. */
  readonly engine?: EngineChoice;
  /** Draws what an agent draws: 1 where absent. */
  readonly seed?: Seed;
  /** Told of a checkpoint that does not say of which world it is. */
  readonly notify?: (message: string) => void;
}

/** What can recommend, before it is opened. */
export interface FoundRecommender {
  /** An agent that asks for texts. */
  readonly usesTexts: boolean;
  /** Of what a checkpoint was trained on, where it says so. */
  readonly dataHash?: string;
  /** Throws a UsageError for a place of other users or items, and where it takes another kind of place. */
  open(place: RecommenderPlace): Promise<Recommender>;
}

/** What recommenders are found in; `Tables` has both. */
export type RecommenderTables = Pick<Tables, "agents" | "models">;

/**
 * One question to what a text names. To ask more than once, open what `findRecommender` finds. Throws as that, as its `open` and as
 * `Recommender.recommend`.
 */
export async function recommend(
  tables: RecommenderTables,
  { model, ...place }: RecommenderPlace & { readonly model: string },
  query: RecommendationQuery,
): Promise<Recommendation> {
  const recommender = await findRecommender(model, tables).open(place);
  try {
    return await recommender.recommend(query);
  } finally {
    recommender.close();
  }
}

/**
 * Finds what a text names: a baseline or an agent by its spec, else the path of a checkpoint, of a network or of an agent. An agent of a
 * file is in the tables by then (`openOwnFiles`). Throws a UsageError for what is none of them, and for an agent that reads hidden state.
 */
export function findRecommender(text: string, tables: RecommenderTables): FoundRecommender {
  const { agents, models } = tables;
  const baselines = baselinesOf(models).names;
  const [name] = text.split("(", 1);
  if (baselines.includes(name)) return fitted(text, tables);
  if (agents.has(name)) return agentIn(resolveSuiteAgent(tables, text), tables);
  if (existsSync(text)) return checkpointAt(text, tables);
  const known = [...baselines, ...agents.names];
  if (!isName(name))
    throw new UsageError(`${text}: Expected a checkpoint, got no such file, nor one of ${known.join(", ")}`);
  throw new UsageError(`${unknownName("model or agent", name, known).message}, or the path of a checkpoint`);
}

function fitted(text: string, { models }: RecommenderTables): FoundRecommender {
  const open = findOfflineModel(text, models);
  return {
    usesTexts: false,
    async open({ data, world, engine = "auto" }) {
      if (!data) throw expected("a prepared data set to fit it on", inWords(world ? "a world" : "none"), text);
      return recommenderOf(scoring(await open(data, engine), false), rollOfData(data));
    },
  };
}

const TRAINED = z.looseObject({ dataHash: z.string() });

function checkpointAt(path: string, tables: RecommenderTables): FoundRecommender {
  const { agents, models } = tables;
  const card = readCheckpointCard(path);
  if (!hasNetwork(card) && agents.names.includes(card.model))
    return agentIn(resolveSuiteAgent(tables, { name: card.model, settings: { checkpoint: resolve(path) } }), tables);
  const checkpoint = openModelCheckpoint(path, models);
  const { settings } = checkpoint.model;
  return {
    usesTexts: false,
    dataHash: TRAINED.safeParse(card.training).data?.dataHash,
    async open(place) {
      const roll = rollOf(place, { ...checkpoint, configuration: card.configuration });
      const network = await openNetwork(checkpoint, models, place.engine ?? "auto");
      return recommenderOf(scoring(network, settings.users !== undefined), roll);
    },
  };
}

/** Throws a UsageError where the checkpoint is of other items or users. */
function rollOf(
  { data, world, notify }: RecommenderPlace,
  checkpoint: SequenceCheckpoint & Pick<CheckpointFacts, "configuration">,
): Roll {
  if (data && world) throw expected("a data set or a world", inWords("both"), "place");
  if (data) checkFits(checkpoint, sizeOf(data));
  if (data) return rollOfData(data);
  // A world numbers its items from 0, gsasrec-pytorch and its files from 1.
  if (!world) return bareRoll(checkpoint.model.settings, checkpoint.configuration.catalogueHash === undefined ? 1 : 0);
  checkFits(checkpoint, { items: world.catalogue.size, users: world.users });
  checkStart(checkpoint, { world, tell: notify });
  return rollOfWorld(world);
}

/** The items of highest score. */
function scoring({ name, scorer, close }: OfflineModel, knowsUsers: boolean): ListMaker {
  return {
    name,
    knowsUsers,
    async best({ user = 0, history, k }) {
      const scores = await scorer.score({ users: Int32Array.of(user), histories: [history] });
      checkScores(scores, scorer.items);
      const seen = new Set(history);
      const items = topK(scores, k, (item) => seen.has(item));
      return { items, scores: Float32Array.from(items, (item) => scores[item]) };
    },
    close,
  };
}

function agentIn(agent: SuiteAgent, tables: RecommenderTables): FoundRecommender {
  if (agent.isPrivileged) throw expected("an agent that reads no hidden state", agent.spec, "agent");
  return {
    usesTexts: agent.usesTexts,
    async open({ world, resources, seed = 1, notify }) {
      if (!world) throw expected(`the world whose users ${agent.name} serves`, inWords("none"), "world");
      checkStarts(tables, agent, { world, tell: notify });
      const best = (query: ListQuery) => slateFor(query, { agent, tables, world, resources, seed });
      return recommenderOf({ name: agent.spec, knowsUsers: true, best, close: () => {} }, rollOfWorld(world));
    },
  };
}

interface SlatePlace extends Pick<RecommenderPlace, "resources"> {
  readonly agent: SuiteAgent;
  readonly tables: RecommenderTables;
  readonly world: World;
  readonly seed: Seed;
}

/** The slate that the agent shows first: it is made anew, since a slate's size is part of what it is made of. */
async function slateFor(
  { user = 0, history, k }: ListQuery,
  { agent: resolved, tables, world, resources, seed }: SlatePlace,
): Promise<{ items: Int32Array }> {
  const { catalogue, users, interactions } = world;
  const clicks = new UserClicks(history);
  const slate = new Int32Array(Math.min(k, catalogue.size - clicks.length));
  if (slate.length === 0) return { items: slate };
  const agent = await createAgent(tables.agents, resolved, {
    ...{ catalogue, users, slateSize: slate.length, interactions, random: agentStream(String(seed)) },
    checkpointHashes: resolved.checkpointHashes,
    ...(resources && { resources }),
  });
  try {
    const shown = agent.recommend({ user, history: clicks.view(), round: 0 });
    takeSlate(shown, { size: slate.length, items: catalogue.size }, slate);
    return { items: slate };
  } finally {
    agent.dispose();
  }
}
