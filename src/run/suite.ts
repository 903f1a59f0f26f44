/**
 * A suite: agents × seeds × episodes on one world, played by workers, resumable, kept in the store. It is resolved once, into a
 * plain value that says all there is to know; whoever plays it parses nothing.
 */
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { type ResolvedAgent, resolveAgent, type StartFacts } from "../core/agents.ts";
import { type CheckpointFacts, checkSameWorld } from "../core/checkpoint.ts";
import type { EngineChoice } from "../core/engines.ts";
import { expected, inWords } from "../core/errors.ts";
import { contentHash } from "../core/hash.ts";
import type { Seed } from "../core/random.ts";
import { withInner } from "../core/registry.ts";
import { readSettings } from "../core/settings.ts";
import type { Spec } from "../core/spec.ts";
import type { World } from "../core/types.ts";
import { readCheckpointCard } from "../files/checkpoint.ts";
import type { AskedPlaces } from "../report/suite.ts";
import { checkStore } from "../store/database.ts";
import { AUTO, type EmbedderChoice, resolveEmbedder } from "../texts/embedders.ts";
import { type ResolvedWorld, resolveWorld } from "./open-world.ts";
import type { OwnFile } from "./own-definitions.ts";
import { engineOf } from "./suite-engine.ts";
import type { Tables } from "./tables.ts";
import type { TextChoice } from "./texts.ts";

/** The seeds of a suite: development seeds may be trained on; test seeds are named so that nothing else draws from them. */
export interface SeedSet {
  readonly kind: "development" | "test";
  readonly values: readonly Seed[];
}

/** A suite as people ask for it. */
export interface SuiteRequest {
  /** World and settings, e.g. `cup(items=5000)` or `./two-camps.ts(users=20)`. */
  readonly world: string;
  /** Specs of the agents, e.g. `epsilon-greedy(inner=popular,epsilon=0.2)` or `./my-agent.ts`. */
  readonly agents: readonly string[];
  /** How many development seeds (1, 2, …), or which seeds. */
  readonly seeds: number | SeedSet;
  /** 1 where absent. */
  readonly episodesPerSeed?: number;
  /** Paths of files that the world reads, by the world's name for each. */
  readonly files?: Readonly<Record<string, string>>;
  /** Folder of data sets. */
  readonly data?: string;
  /** For agents that read texts: `auto` (default), `lsa`, `use`, `transformer` or `transformer:MODEL`. */
  readonly embedder?: string | EmbedderChoice;
  /** Folder of sentence models. */
  readonly modelDir?: string;
  /** Folder of caches, the store and reports: `.slatelab` where absent. */
  readonly home?: string;
  /** SQLite store: `slatelab.db` in the home folder where absent. */
  readonly database?: string;
  /** Keep every round, not summaries alone: true where absent. */
  readonly logRounds?: boolean;
}

/** Most seeds of a suite that is asked for by a count. */
export const MOST_SEEDS = 100_000;

const seed = z.custom<Seed>(isSeed, "a seed: a whole number or a text");

function isSeed(value: unknown): boolean {
  return Number.isSafeInteger(value) || (typeof value === "string" && value !== "");
}

const REQUEST = z.strictObject({
  world: z.string(),
  agents: z.array(z.string()),
  seeds: z.union([
    z.int().min(1).max(MOST_SEEDS),
    z.strictObject({
      kind: z.enum(["development", "test"]),
      values: z.array(seed).min(1),
    }),
  ]),
  episodesPerSeed: z.int().min(1).optional(),
  files: z.record(z.string(), z.string()).optional(),
  data: z.string().optional(),
  embedder: z
    .union([z.string(), z.looseObject({ name: z.string(), settings: z.record(z.string(), z.unknown()) })])
    .optional(),
  modelDir: z.string().optional(),
  home: z.string().optional(),
  database: z.string().optional(),
  logRounds: z.boolean().optional(),
});

/** An agent of a suite, resolved, with the hash of the weights it starts from. */
export interface SuiteAgent extends ResolvedAgent {
  /** Hash of the weights that it and the agents wrapped in it start from; null without any. */
  readonly weights: string | null;
  /** Hash of each file that it and the agents wrapped in it start from, by path. */
  readonly checkpointHashes: Readonly<Record<string, string>>;
}

/** A suite with everything checked: structured-cloneable, and the same for whoever plays it. */
export interface ResolvedSuite {
  /** Address of the module of its tables. */
  readonly tables: string;
  /** Files beside the module that agents and the world are defined in. */
  readonly own: readonly OwnFile[];
  readonly world: ResolvedWorld;
  readonly agents: readonly SuiteAgent[];
  /** What agents compute on, where any asks for an engine. */
  readonly engine?: EngineChoice;
  readonly texts: TextChoice;
  readonly seeds: SeedSet;
  readonly episodesPerSeed: number;
  readonly home: string;
  readonly database: string;
  readonly logRounds: boolean;
  readonly request: AskedPlaces;
}

/** The home folder where nobody names one. */
export const DEFAULT_HOME = ".slatelab";

/**
 * Checks a request for a suite and everything that it names; what specs name by a file is in the tables by then (`openOwnFiles`). Throws a
 * UsageError that says what is wrong; changes nothing.
 */
export function resolveSuite(tables: Tables, request: SuiteRequest): ResolvedSuite {
  readSettings(REQUEST, request, "suite");
  const home = resolve(request.home ?? DEFAULT_HOME);
  const { world: spec, files, data, modelDir, episodesPerSeed = 1, logRounds = true } = request;
  const world = resolveWorld(tables, { spec, home, files, data });
  const agents = resolveAgents(tables, request.agents);
  const engine = engineOf(agents);
  const texts = { embedder: embedderOf(request.embedder ?? AUTO), modelDir: modelDir && resolve(modelDir) };
  const seeds = seedSet(request.seeds);
  const database = resolve(request.database ?? join(home, "slatelab.db"));
  checkModule(tables.module);
  checkStore(database);
  const own = ownFilesOf(tables, { world, agents });
  const asked = {
    ...placesOf(request, texts.embedder),
    ...(own.length > 0 && { specs: { world: spec, agents: request.agents } }),
  };
  const all = {
    tables: tables.module,
    own,
    world,
    agents,
    engine,
    texts,
    seeds,
    episodesPerSeed,
    home,
    database,
    logRounds,
  };
  return { ...all, request: asked };
}

/** The files of the tables that the world and the agents, and those wrapped in them, are defined in. */
function ownFilesOf({ own = [] }: Tables, { world, agents }: Pick<ResolvedSuite, "world" | "agents">): OwnFile[] {
  const names = { world: [world.name], agent: agents.flatMap((agent) => withInner(agent).map(({ name }) => name)) };
  return own.filter(({ kind, name }) => names[kind].includes(name));
}

/** Workers import it from elsewhere: a relative address would mean another file there. */
function checkModule(module: string): void {
  if (!URL.canParse(module)) throw expected("the address of a module, such as import.meta.url", module, "tables");
}

function placesOf({ files = {}, data, modelDir }: SuiteRequest, embedder: EmbedderChoice): AskedPlaces {
  return {
    files: Object.fromEntries(Object.entries(files).map(([input, path]) => [input, resolve(path)])),
    data: data && resolve(data),
    modelDir: modelDir && resolve(modelDir),
    embedder: embedder === AUTO ? AUTO : embedder.spec,
  };
}

/**
 * Resolves an agent of a suite, with the hash of its weights. Throws a UsageError for a checkpoint that is missing or has not what
 * settings ask for.
 */
export function resolveSuiteAgent({ agents }: Pick<Tables, "agents">, spec: string | Spec): SuiteAgent {
  const agent = resolveAgent(agents, spec);
  const paths = checkpointsOf(agent);
  const hashes = paths.map((path) => readCheckpointCard(path).hash);
  const checkpointHashes = Object.fromEntries(paths.map((path, i) => [path, hashes[i]]));
  for (const it of withInner(agent)) agents.get(it.name).checkStart?.(it.settings, factsOf(it));
  return { ...agent, weights: hashOf(hashes), checkpointHashes };
}

/** Where an agent is to start, and who hears what is to be said of it. */
export interface StartingPlace {
  readonly world: Pick<World, "id" | "catalogue" | "users">;
  readonly tell?: (message: string) => void;
}

/**
 * Throws a UsageError where an agent, or one wrapped in it, starts from a checkpoint of another model, catalogue or population: before
 * texts are embedded for it. One that does not say which catalogue it is of goes by its size; `tell` hears of it.
 */
export function checkStarts(
  { agents }: Pick<Tables, "agents">,
  agent: ResolvedAgent,
  { world, tell }: StartingPlace,
): void {
  for (const it of withInner(agent)) {
    const facts = factsOf(it);
    for (const checkpoint of Object.values(facts)) checkStart(checkpoint, { world, tell });
    agents.get(it.name).checkFits?.(facts, world);
  }
}

/** Throws a UsageError where a checkpoint says that it is of another catalogue or population. */
export function checkStart(
  { path, configuration }: Pick<CheckpointFacts, "path" | "configuration">,
  { world, tell }: StartingPlace,
): void {
  if (configuration.catalogueHash !== undefined) checkSameWorld(path, configuration, world);
  else tell?.(`${path} does not say which world it was trained for: taken for ${world.id} by its size`);
}

function factsOf({ checkpoints }: ResolvedAgent): StartFacts {
  const facts = Object.entries(checkpoints).map(([setting, path]) => [setting, { path, ...readCheckpointCard(path) }]);
  return Object.fromEntries(facts);
}

/** Paths of the checkpoints that it and the agents wrapped in it start from. */
function checkpointsOf(agent: ResolvedAgent): string[] {
  return withInner(agent).flatMap(({ checkpoints }) => Object.values(checkpoints));
}

/** One hash as it is: episodes of a suite of before are recognised by it. */
function hashOf(weights: readonly string[]): string | null {
  if (weights.length === 0) return null;
  return weights.length === 1 ? weights[0] : contentHash(weights);
}

/** How many workers a suite gets where nobody says. */
export function defaultWorkers(): number {
  return Math.max(1, availableParallelism());
}

function resolveAgents(tables: Tables, specs: readonly string[]): SuiteAgent[] {
  if (specs.length === 0) throw expected("at least one agent", inWords("none"), "agents");
  const agents = specs.map((spec) => resolveSuiteAgent(tables, spec));
  if (new Set(agents.map(({ spec }) => spec)).size !== agents.length)
    throw expected("distinct agents", specs.join(","), "agents");
  return agents;
}

function embedderOf(asked: string | EmbedderChoice): EmbedderChoice {
  return typeof asked === "string" ? resolveEmbedder(asked) : asked;
}

function seedSet(seeds: number | SeedSet): SeedSet {
  if (typeof seeds === "number") return { kind: "development", values: Array.from({ length: seeds }, (_, i) => i + 1) };
  if (new Set(seeds.values.map(String)).size !== seeds.values.length)
    throw expected("distinct seeds", seeds.values.join(","), "seeds");
  const isTest = seeds.kind === "test";
  if (seeds.values.some((seed) => String(seed).startsWith("test-") !== isTest))
    throw expected(isTest ? "test seeds, such as test-1" : "no test seeds", seeds.values.join(","), "seeds");
  return seeds;
}
