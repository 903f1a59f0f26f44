/** Suites as the store has them: facts, leaderboard, and the check that summaries come out of their logs. */
import { SlateLabError } from "../core/errors.ts";
import { canonicalJson } from "../core/hash.ts";
import { type Registry, versionedName } from "../core/registry.ts";
import { specName } from "../core/spec.ts";
import type { World } from "../core/types.ts";
import type { WorldDefinition } from "../core/worlds.ts";
import { type Leaderboard, leaderboard } from "../report/leaderboard.ts";
import type { AskedPlaces, SuiteFacts } from "../report/suite.ts";
import { storedChecks } from "../store/checks.ts";
import { readEpisodeLog } from "../store/click-log.ts";
import type { Store } from "../store/database.ts";
import { finishedEpisodes } from "../store/episodes.ts";
import { storedFailures } from "../store/failures.ts";
import { codeOf } from "../store/sessions.ts";
import { checkWorldOf, getSuite } from "../store/suites.ts";
import { summariser } from "./player.ts";

/** The facts a stored suite was started with. Throws a UsageError for an unknown suite. */
export function storedFacts(db: Store, suite: number): SuiteFacts {
  return getSuite(db, suite).config as SuiteFacts;
}

/** The leaderboard of a stored suite, from its finished episodes. */
export function boardOf(db: Store, suite: number): Leaderboard {
  const [failures, checks, code] = [storedFailures(db, suite), storedChecks(db, suite), codeOf(db, suite)];
  return leaderboard(storedFacts(db, suite), finishedEpisodes(db, suite), { failures, checks, code });
}

/** Where a stored suite's files and models were; null for suites of before this was kept. */
export function storedPlaces(db: Store, suite: number): AskedPlaces | null {
  return getSuite(db, suite).request as AskedPlaces | null;
}

/**
 * Computes every stored summary again from its rounds, and returns how many there were. Throws a SlateLabError for one that does not
 * come out, and a UsageError for a world of another hash.
 */
export function verifySuite(db: Store, suite: number, world: World): number {
  checkWorldOf(getSuite(db, suite), world);
  const summarise = summariser(world);
  const episodes = finishedEpisodes(db, suite);
  for (const { id, agent, seed, summary } of episodes) {
    const again = summarise(readEpisodeLog(db, id, world.slateSize));
    if (canonicalJson(comparable(again)) !== canonicalJson(comparable(summary))) {
      throw new SlateLabError(`The summary of ${agent} on seed ${seed} does not come out of its log`);
    }
  }
  return episodes.length;
}

/**
 * What to say of a suite whose world has another version by now: its figures are none of the world that the same spec names today.
 * Undefined for any other suite.
 */
export function versionNote(db: Store, suite: number, worlds: Registry<WorldDefinition>): string | undefined {
  const { world, config } = storedFacts(db, suite);
  const name = specName(String(config.world));
  const now = worlds.list.find((it) => it.name === name && it.version !== undefined);
  if (!now || versionedName(now) === world.id) return undefined;
  const which = `${world.id}: '${now.name}' is ${versionedName(now)} now`;
  return `Suite ${suite} was played on ${which}. Its figures are not to be compared with those of ${versionedName(now)}`;
}

function comparable(summary: object): Record<string, unknown> {
  const entries = Object.entries(summary).map(([key, value]) => {
    return [key, ArrayBuffer.isView(value) ? Array.from(value as Int32Array) : value];
  });
  return Object.fromEntries(entries);
}
