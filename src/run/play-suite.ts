/** A suite from what is asked for to its leaderboard. */
import { expected } from "../core/errors.ts";
import { isPlainObject } from "../core/hash.ts";
import type { World } from "../core/types.ts";
import { isCrewThread } from "../parallel/crew.ts";
import type { Limits } from "../parallel/watch.ts";
import type { Leaderboard } from "../report/leaderboard.ts";
import type { SuiteFacts } from "../report/suite.ts";
import { withStore } from "../store/database.ts";
import { storedFailures } from "../store/failures.ts";
import { markSuiteFinished } from "../store/suites.ts";
import { wordTablesOf } from "../texts/bag-of-words.ts";
import { wordIndex } from "../texts/word-index.ts";
import { openOwnFiles, withOwnFiles } from "./open-own-files.ts";
import { openWorld } from "./open-world.ts";
import { playMissing } from "./play-missing.ts";
import { packageFacts } from "./provenance.ts";
import { boardOf } from "./stored-suites.ts";
import { checkStarts, defaultWorkers, type ResolvedSuite, resolveSuite, type SuiteRequest } from "./suite.ts";
import { type EngineFacts, findEngine } from "./suite-engine.ts";
import type { SuiteListener } from "./suite-listener.ts";
import { begin, heard, type SuiteStart } from "./suite-session.ts";
import type { Tables } from "./tables.ts";
import { prepareTexts, type SharedTexts } from "./texts.ts";

/** How a suite is played: nothing of it changes a result. */
export interface SuiteRun extends SuiteStart {
  /** One a core where absent. */
  readonly workers?: number;
  /** Replay an episode of each agent from fresh and compare: true where absent. */
  readonly check?: boolean;
  /** Seconds that an agent may take for a round (its making counts as one) before it has failed: 300 where absent, 0 for any number. */
  readonly roundTimeout?: number;
  /** Seconds that an episode may take before its agent has failed: any number where absent or 0. */
  readonly episodeTimeout?: number;
  readonly signal?: AbortSignal;
  readonly listener?: SuiteListener;
}

/** Seconds of a round that are too many where nobody says otherwise. */
export const ROUND_TIMEOUT = 300;
/** Seconds that an episode under way gets to stop by itself. */
const GRACE = 5;

/** What came of a suite. */
export interface SuiteResult {
  /** Its number in the store. */
  readonly suite: number;
  readonly database: string;
  readonly board: Leaderboard;
}

/**
 * Plays what is missing of a suite, keeps it in the store and ranks it; the board says which agents failed, and which do not
 * come out the same again. Throws a UsageError for a request that cannot be, before anything is stored, a StoreError where
 * another process plays the suite, and Interrupted when the signal fires: what was played stays, and `resume` goes on with it.
 */
export async function runSuite(
  given: Tables,
  asked: SuiteRequest | ResolvedSuite,
  run: SuiteRun = {},
): Promise<SuiteResult> {
  if (isCrewThread()) throw expected("a module of tables that plays no suite as it is loaded", given.module, "tables");
  const { tables, suite } = await resolved(given, asked);
  const { listener = {}, signal, workers = defaultWorkers(), check = true } = run;
  if (!Number.isInteger(workers) || workers < 1) throw expected("a whole number of at least 1", workers, "workers");
  const limits = limitsOf(run);
  const world = await openWorld(tables, suite.world, { notify: listener.notify, signal });
  for (const agent of suite.agents) checkStarts(tables, agent, { world, tell: listener.notify });
  const texts = await textsFor(world, suite, run);
  const engine = suite.engine && (await findEngine(suite.engine, signal));
  const facts = suiteFacts(world, suite, { texts, engine });
  return withStore(suite.database, async (db) => {
    const { id, session } = begin(db, { facts, suite }, run);
    const made = { texts, engine: engine?.name, words: wordTablesOf(wordIndex(world.catalogue)) };
    const play = { ...{ suite, id, session, ...made, db, facts, workers, limits }, check, listener };
    await heard(db, session, { signal, work: (stop) => playMissing(play, stop) });
    if (storedFailures(db, id).length === 0) markSuiteFinished(db, id);
    return { suite: id, database: suite.database, board: boardOf(db, id) };
  });
}

/** What is made ready before a suite is played, for agents that ask for it. */
interface SuiteResources {
  readonly texts?: SharedTexts;
  readonly engine?: EngineFacts;
}

/** The suite, and the tables with the files that it names. */
async function resolved(
  given: Tables,
  asked: SuiteRequest | ResolvedSuite,
): Promise<{ tables: Tables; suite: ResolvedSuite }> {
  if (!isResolved(asked)) {
    const tables = await openOwnFiles(given, isPlainObject(asked) ? asked : {});
    return { tables, suite: resolveSuite(tables, asked) };
  }
  if (asked.tables !== given.module)
    throw expected(`the tables that the suite is of, ${asked.tables}`, given.module, "tables");
  return { tables: await withOwnFiles(given, asked.own), suite: asked };
}

function isResolved(asked: SuiteRequest | ResolvedSuite): asked is ResolvedSuite {
  return typeof asked === "object" && asked !== null && "tables" in asked;
}

function limitsOf({ roundTimeout = ROUND_TIMEOUT, episodeTimeout = 0 }: SuiteRun): Limits {
  for (const [name, seconds] of Object.entries({ roundTimeout, episodeTimeout }))
    if (!(seconds >= 0 && seconds < Number.POSITIVE_INFINITY))
      throw expected("a number of seconds of at least 0", seconds, name);
  return { step: roundTimeout || undefined, task: episodeTimeout || undefined, grace: GRACE };
}

async function textsFor(world: World, suite: ResolvedSuite, { listener, signal }: SuiteRun) {
  if (!suite.agents.some(({ usesTexts }) => usesTexts)) return undefined;
  const { texts, home, database } = suite;
  const { notify, onProgress } = listener ?? {};
  return prepareTexts(world, { ...texts, home, database, signal, notify, onProgress });
}

/** Everything that results depend on, as the store keeps it. */
function suiteFacts(world: World, suite: ResolvedSuite, { texts, engine }: SuiteResources): SuiteFacts {
  const { id, hash, users, slateSize, horizon, catalogue } = world;
  return {
    world: { id, hash, users, slateSize, horizon, catalogueSize: catalogue.size },
    agents: suite.agents.map(({ spec, isPrivileged, weights, engines }) => {
      const on = engine && engines.length > 0 ? { engine: `${engine.name}: ${engine.version}` } : {};
      return { agent: spec, privileged: isPrivileged, checkpoint: weights, ...on };
    }),
    seeds: suite.seeds.values,
    seedKind: suite.seeds.kind,
    episodesPerSeed: suite.episodesPerSeed,
    config: { world: suite.world.spec, ...(texts && { embedder: `${texts.embedder} ${texts.embedderHash}` }) },
    ...(suite.own.length > 0 && { own: suite.own.map(({ kind, name, hash }) => ({ kind, name, hash })) }),
    version: packageFacts().version,
  };
}
