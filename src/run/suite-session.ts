/** The session in which a suite is played: found or made, held, and told of. */
import { canonicalJson, contentHash } from "../core/hash.ts";
import { codeText, type SuiteFacts } from "../report/suite.ts";
import { type Store, write } from "../store/database.ts";
import { beginSession, type CodeFacts, codeOf, endSession, HEARD_EVERY_MS, hearSession } from "../store/sessions.ts";
import { createSuite, findSuite, listSuites, type Suite } from "../store/suites.ts";
import { ownFilesHash } from "./own-files.ts";
import { packageFacts } from "./provenance.ts";
import type { ResolvedSuite } from "./suite.ts";
import type { SuiteListener } from "./suite-listener.ts";

/** What is done in a session. */
export interface SessionWork {
  readonly signal?: AbortSignal;
  work(stop: AbortSignal): Promise<void>;
}

/** Works while the session is heard of; stops where it is another's by now. */
export async function heard(db: Store, session: number, { signal, work }: SessionWork): Promise<void> {
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

/** What a suite must have in common with another to go on with it: its facts, and whether its rounds are kept. */
function configHash(facts: SuiteFacts, logRounds: boolean): string {
  return contentHash({ ...facts, logRounds });
}

/** A suite that is to be played. */
export interface NewPlay {
  readonly facts: SuiteFacts;
  readonly suite: ResolvedSuite;
}

/** How a suite is begun. */
export interface SuiteStart {
  /** Go on with the newest suite of the same configuration, if there is one. */
  readonly resume?: boolean;
  readonly listener?: Pick<SuiteListener, "notify">;
}

/** Finds the suite to go on with, or makes a new one, and begins to play it: in one transaction, for two may ask at once. Throws as `beginSession`. */
export function begin(db: Store, play: NewPlay, { resume, listener }: SuiteStart): { id: number; session: number } {
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

function nothingText(db: Store, play: NewPlay): string {
  return `Nothing to resume: ${nothingReason(db, play)}. Starting a new one`;
}

/**
 * A suite that keeps its rounds is not half kept, and what was played on one world, or by an agent of one file, does not go on in
 * another.
 */
function nothingReason(db: Store, { facts, suite: { logRounds } }: NewPlay): string {
  const other = findSuite(db, configHash(facts, !logRounds));
  if (other)
    return `suite ${other.id} has this configuration, but ${logRounds ? "keeps summaries only" : "keeps its rounds"}`;
  const now = facts.world.id;
  const same = listSuites(db).filter(({ config }) => askedOf(config as SuiteFacts) === askedOf(facts));
  const changedIn = ({ config }: Suite) => changedFiles(config as SuiteFacts, facts);
  const past = same.find((it) => it.worldId !== now || changedIn(it).length > 0);
  if (!past) return "no suite has this configuration";
  const changed = changedIn(past);
  if (changed.length > 0)
    return `suite ${past.id} has this configuration, but the file of ${changed.join(", ")} was changed since`;
  return `suite ${past.id} has this configuration, but was played on ${past.worldId}, not on ${now}`;
}

/** Agents and worlds whose own files say something else. */
function changedFiles({ own = [] }: SuiteFacts, now: SuiteFacts): string[] {
  const hashes = new Map(own.map(({ kind, name, hash }) => [`${kind} ${name}`, hash]));
  const all = now.own?.map(({ kind, name, hash }) => [`${kind} ${name}`, hash]) ?? [];
  return all.filter(([which, hash]) => hashes.get(which) !== hash).map(([which]) => which);
}

/** What was asked for, whatever world its spec stood for. */
function askedOf({ agents, seeds, seedKind, episodesPerSeed, config }: SuiteFacts): string {
  return canonicalJson({ agents, seeds, seedKind, episodesPerSeed, config });
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
