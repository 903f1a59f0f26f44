/** A suite from what is asked for to its leaderboard. */
import type { EpisodeFailure } from "../core/episode-failure.ts";
import { expected } from "../core/errors.ts";
import { contentHash } from "../core/hash.ts";
import type { World } from "../core/types.ts";
import { isCrewThread } from "../parallel/crew.ts";
import type { Limits } from "../parallel/watch.ts";
import type { Leaderboard } from "../report/leaderboard.ts";
import { codeText, type SuiteFacts } from "../report/suite.ts";
import type { ReplayCheck } from "../store/checks.ts";
import { type Store, withStore, write } from "../store/database.ts";
import { storedFailures } from "../store/failures.ts";
import { beginSession, type CodeFacts, codeOf, endSession, HEARD_EVERY_MS, hearSession } from "../store/sessions.ts";
import { createSuite, findSuite, markSuiteFinished, type Suite } from "../store/suites.ts";
import { openWorld } from "./open-world.ts";
import { ownFilesHash } from "./own-files.ts";
import { packageFacts } from "./provenance.ts";
import { boardOf } from "./stored-suites.ts";
import { defaultWorkers, type ResolvedSuite, resolveSuite, type SuiteRequest } from "./suite.ts";
import { playSuite } from "./suite-play.ts";
import type { EpisodeReport } from "./suite-worker.ts";
import type { Tables } from "./tables.ts";
import { prepareTexts, type SharedTexts, type TextPlace } from "./texts.ts";
import type { EpisodeTask } from "./watched-agent.ts";

/** Hears what goes on while a suite is played, for a progress display. */
export interface SuiteListener extends Pick<TextPlace, "onProgress"> {
  notify?(message: string): void;
  /** Called once, before the first episode; `rounds` are those played so far, over all workers. */
  started?(state: { suite: number; tasks: number; done: number; rounds(): number }): void;
  finished?(task: EpisodeTask, report: EpisodeReport): void;
  /** An episode failed: its agent plays no more, the others do. */
  failed?(failure: EpisodeFailure): void;
  /** An episode of an agent was replayed from fresh. */
  checked?(check: ReplayCheck): void;
}

/** How a suite is played: nothing of it changes a result. */
export interface SuiteRun {
  /** One a core where absent. */
  readonly workers?: number;
  /** Go on with the newest suite of the same configuration, if there is one. */
  readonly resume?: boolean;
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
  tables: Tables,
  asked: SuiteRequest | ResolvedSuite,
  run: SuiteRun = {},
): Promise<SuiteResult> {
  if (isCrewThread()) throw expected("a module of tables that plays no suite as it is loaded", tables.module, "tables");
  const suite = isResolved(asked) ? asked : resolveSuite(tables, asked);
  if (suite.tables !== tables.module)
    throw expected(`the tables that the suite is of, ${suite.tables}`, tables.module, "tables");
  const { listener = {}, signal, workers = defaultWorkers(), check = true } = run;
  if (!Number.isInteger(workers) || workers < 1) throw expected("a whole number of at least 1", workers, "workers");
  const limits = limitsOf(run);
  const world = await openWorld(tables, suite.world, { notify: listener.notify, signal });
  const texts = await textsFor(world, suite, run);
  const facts = suiteFacts(world, suite, texts);
  return withStore(suite.database, async (db) => {
    const { id, session } = begin(db, { facts, suite }, run);
    const play = { ...{ suite, id, session, texts, db, facts, workers, limits }, check, listener };
    await heard(db, session, { signal, work: (stop) => playSuite(play, stop) });
    if (storedFailures(db, id).length === 0) markSuiteFinished(db, id);
    return { suite: id, database: suite.database, board: boardOf(db, id) };
  });
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

interface Heard {
  readonly signal?: AbortSignal;
  work(stop: AbortSignal): Promise<void>;
}

/** Works while the session is heard of; stops where it is another's by now. */
async function heard(db: Store, session: number, { signal, work }: Heard): Promise<void> {
  const lost = new AbortController();
  const hear = () => {
    try {
      hearSession(db, session);
    } catch (error) {
      lost.abort(error);
    }
  };
  const timer = setInterval(hear, HEARD_EVERY_MS);
  try {
    await work(signal ? AbortSignal.any([signal, lost.signal]) : lost.signal).finally(() =>
      lost.signal.throwIfAborted(),
    );
  } finally {
    clearInterval(timer);
    endSession(db, session);
  }
}

async function textsFor(world: World, suite: ResolvedSuite, { listener, signal }: SuiteRun) {
  if (!suite.agents.some(({ usesTexts }) => usesTexts)) return undefined;
  const { texts, home, database } = suite;
  const { notify, onProgress } = listener ?? {};
  return prepareTexts(world, { ...texts, home, database, signal, notify, onProgress });
}

/** Everything that results depend on, as the store keeps it. */
function suiteFacts(world: World, suite: ResolvedSuite, texts: SharedTexts | undefined): SuiteFacts {
  const { id, hash, users, slateSize, horizon, catalogue } = world;
  return {
    world: { id, hash, users, slateSize, horizon, catalogueSize: catalogue.size },
    agents: suite.agents.map(({ spec, isPrivileged, weights }) => {
      return { agent: spec, privileged: isPrivileged, checkpoint: weights };
    }),
    seeds: suite.seeds.values,
    seedKind: suite.seeds.kind,
    episodesPerSeed: suite.episodesPerSeed,
    config: { world: suite.world.spec, ...(texts && { embedder: `${texts.embedder} ${texts.embedderHash}` }) },
    version: packageFacts().version,
  };
}

/** What a suite must have in common with another to go on with it: its facts, and whether its rounds are kept. */
function configHash(facts: SuiteFacts, logRounds: boolean): string {
  return contentHash({ ...facts, logRounds });
}

interface NewPlay {
  readonly facts: SuiteFacts;
  readonly suite: ResolvedSuite;
}

/** Finds the suite to go on with, or makes a new one, and begins to play it: in one transaction, for two may ask at once. */
function begin(db: Store, play: NewPlay, { resume, listener }: SuiteRun): { id: number; session: number } {
  const code = { commit: packageFacts().commit, ownFiles: ownFilesHash(play.suite.tables) };
  const { id, session, said } = write(db, () => {
    const found = resume ? findSuite(db, configHash(play.facts, play.suite.logRounds)) : undefined;
    const said = found ? [foundText(found), ...codeTexts(db, found.id, code)] : resume ? [nothingText(db, play)] : [];
    const id = found?.id ?? create(db, play, code);
    return { id, session: beginSession(db, id, code), said };
  });
  for (const line of said) listener?.notify?.(line);
  return { id, session };
}

function foundText({ id, createdAt, finishedAt }: Suite): string {
  return finishedAt ? `Suite ${id} is finished already` : `Resuming suite ${id}, started ${createdAt}`;
}

/** Why there is nothing to go on with; a suite that keeps its rounds is not half kept. */
function nothingText(db: Store, { facts, suite: { logRounds } }: NewPlay): string {
  const other = findSuite(db, configHash(facts, !logRounds));
  const reason = other
    ? `suite ${other.id} has this configuration, but ${logRounds ? "keeps summaries only" : "keeps its rounds"}`
    : "no suite has this configuration";
  return `Nothing to resume: ${reason}. Starting a new one`;
}

/** Says which code played the suite before, where that is another. */
function codeTexts(db: Store, id: number, { commit, ownFiles }: CodeFacts): string[] {
  const before = codeOf(db, id).filter((code) => code.commit !== commit || code.ownFiles !== ownFiles);
  return before.map((code) => {
    const what = code.ownFiles === ownFiles ? "of slatelab" : "of the files of its tables";
    return `Suite ${id} was begun with another version ${what}: ${codeText(code)}, now ${codeText({ commit, ownFiles })}`;
  });
}

function create(db: Store, { facts, suite }: NewPlay, { commit }: CodeFacts): number {
  return createSuite(db, {
    configHash: configHash(facts, suite.logRounds),
    config: facts,
    worldId: facts.world.id,
    worldHash: facts.world.hash,
    version: facts.version,
    commit,
    seedsKind: facts.seedKind,
    request: suite.request,
  });
}
