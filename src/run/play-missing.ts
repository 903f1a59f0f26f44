/** Plays what is missing of a suite, keeps what failed, and replays an episode of each agent from fresh. */
import { type EpisodeFailure, reasonOf } from "../core/episode-failure.ts";
import { SlateLabError } from "../core/errors.ts";
import { type Crew, openCrew, runAll } from "../parallel/crew.ts";
import { WorkerLost } from "../parallel/handler.ts";
import type { Limits } from "../parallel/watch.ts";
import type { SuiteFacts } from "../report/suite.ts";
import { episodeToCheck, type RecordedEpisode, type ReplayCheck, storeCheck, storedChecks } from "../store/checks.ts";
import type { Store } from "../store/database.ts";
import { type FinishedEpisode, finishedEpisodes } from "../store/episodes.ts";
import { storeFailure } from "../store/failures.ts";
import { reasonIn } from "./own-files.ts";
import { open as openReplay, module as replayModule } from "./replay-worker.ts";
import type { SuiteListener } from "./suite-listener.ts";
import { type EpisodeAnswer, module, open, type WorkerSetup } from "./suite-worker.ts";
import type { EpisodeTask } from "./watched-agent.ts";

/** A suite that is being played. */
export interface SuiteInPlay extends WorkerSetup {
  readonly db: Store;
  readonly facts: SuiteFacts;
  readonly workers: number;
  readonly limits: Limits;
  /** Replay an episode of each agent that has finished. */
  readonly check: boolean;
  readonly listener: SuiteListener;
}

/** An episode to be played, or an agent to be checked. */
type SuiteJob = { readonly task: EpisodeTask } | { readonly check: string };

/**
 * Plays the episodes that are missing, then checks each agent, as soon as a worker has no episode left to play. An agent that
 * failed plays no more; the others do. Throws what is no agent's fault, and Interrupted when the signal fires.
 */
export async function playMissing(play: SuiteInPlay, signal: AbortSignal | undefined): Promise<void> {
  const { db, id, facts, listener, workers } = play;
  const tasks = missingTasks(facts, finishedEpisodes(db, id));
  const checks = play.check ? uncheckedAgents(play) : [];
  const jobs: SuiteJob[] = [...tasks.map((task) => ({ task })), ...checks.map((check) => ({ check }))];
  const threads = Math.min(workers, tasks.length);
  const crew = threads > 0 ? openCrew({ module, open, ...crewOf(play), threads }) : undefined;
  const total = facts.agents.length * facts.seeds.length * facts.episodesPerSeed;
  listener.started?.({ suite: id, tasks: total, done: total - tasks.length, rounds: () => crew?.counted ?? 0 });
  const run = new SuitePlay(play, crew);
  const runner = { size: workers, run: (job: SuiteJob, stop?: AbortSignal) => run.do(job, stop) };
  try {
    await runAll(runner, jobs, { onResult() {}, signal });
  } finally {
    await crew?.close().catch((error) => listener.notify?.(`At the end, with every result kept: ${reasonOf(error)}`));
  }
}

function crewOf({ suite, id, session, words, texts, engine, limits }: SuiteInPlay): {
  data: WorkerSetup;
  limits: Limits;
} {
  return { data: { suite, id, session, words, texts, engine }, limits };
}

class SuitePlay {
  readonly #play: SuiteInPlay;
  readonly #crew: Crew<EpisodeTask, EpisodeAnswer> | undefined;
  readonly #failed = new Set<string>();
  /** Users' own. */
  readonly #files: readonly string[];
  /** Episodes under way, by agent. */
  readonly #underWay = new Map<string, Set<Promise<void>>>();

  /** Without a crew where no episode is missing: then none is asked of it. */
  constructor(play: SuiteInPlay, crew: Crew<EpisodeTask, EpisodeAnswer> | undefined) {
    this.#play = play;
    this.#files = play.suite.own.flatMap(({ files }) => files);
    this.#crew = crew;
  }

  async do(job: SuiteJob, signal: AbortSignal | undefined): Promise<void> {
    if ("check" in job) return this.#check(job.check, signal);
    const { agent } = job.task;
    if (this.#failed.has(agent)) return;
    const playing = this.#episode(job.task, signal);
    const own = this.#underWay.get(agent) ?? new Set();
    this.#underWay.set(agent, own.add(playing));
    await playing.finally(() => own.delete(playing));
  }

  async #episode(task: EpisodeTask, signal: AbortSignal | undefined): Promise<void> {
    const { listener } = this.#play;
    const answer = await this.#answer(task, signal);
    if ("failure" in answer) this.#fail(answer.failure);
    else listener.finished?.(task, answer.report);
  }

  /** What may be another agent's fault has failed when it fails twice. */
  async #answer(task: EpisodeTask, signal: AbortSignal | undefined): Promise<EpisodeAnswer> {
    const answer = await this.#attempt(task, signal);
    if (!("failure" in answer && answer.isStray)) return answer;
    return this.#finished(task) ?? this.#attempt(task, signal);
  }

  /** A worker may be lost between the end of an episode, which is stored, and its answer. */
  #finished(task: EpisodeTask): EpisodeAnswer | undefined {
    const { db, id } = this.#play;
    const episode = finishedEpisodes(db, id).find((it) => keyOf(it) === keyOf(task));
    if (!episode) return undefined;
    const { summary, seconds } = episode;
    return { report: { rounds: summary.rounds, clicks: summary.clicks, seconds } };
  }

  async #attempt(task: EpisodeTask, signal: AbortSignal | undefined): Promise<EpisodeAnswer> {
    const crew = this.#crew;
    if (!crew) throw new SlateLabError("Expected workers for the episodes of the suite");
    try {
      return await crew.run(task, signal);
    } catch (error) {
      if (!(error instanceof WorkerLost) || signal?.aborted) throw error;
      const isStray = !error.isEnded;
      return { failure: { ...task, round: error.step || null, reason: reasonIn(error, this.#files) }, isStray };
    }
  }

  #fail(failure: EpisodeFailure): void {
    const { db, id, listener } = this.#play;
    storeFailure(db, id, failure);
    this.#failed.add(failure.agent);
    listener.failed?.(failure);
  }

  /** Waits for the agent's last episodes: by now they are at least under way. */
  async #check(agent: string, signal: AbortSignal | undefined): Promise<void> {
    const { db, id, listener } = this.#play;
    await Promise.allSettled(this.#underWay.get(agent) ?? []);
    if (this.#failed.has(agent) || signal?.aborted) return;
    const recorded = episodeToCheck(db, id, agent);
    if (!recorded) return listener.notify?.(`${agent} is not checked: its episodes were recorded by an older version`);
    const check = await this.#replay(recorded, signal);
    storeCheck(db, id, check);
    listener.checked?.(check);
  }

  async #replay(recorded: RecordedEpisode, signal: AbortSignal | undefined): Promise<ReplayCheck> {
    // A thread of its own: what another agent's replay has left in a module would be taken for what this one's own play had met.
    const crew = openCrew({ module: replayModule, open: openReplay, ...crewOf(this.#play), threads: 1 });
    try {
      return await crew.run(recorded, signal);
    } catch (error) {
      if (!(error instanceof WorkerLost) || signal?.aborted) throw error;
      const { agent, seed, episode } = recorded;
      const difference = `round ${error.step}: the replay failed: ${error.message}`;
      return { agent, seed, episode, rounds: Math.max(0, error.step - 1), difference };
    } finally {
      // What agents cannot end without has been told by the workers that played them.
      await crew.close().catch(() => {});
    }
  }
}

/** What is left to play, seed by seed, so that a broken suite has as many whole seeds as can be. */
function missingTasks(facts: SuiteFacts, finished: readonly FinishedEpisode[]): EpisodeTask[] {
  const done = new Set(finished.map(keyOf));
  const episodes = Array.from({ length: facts.episodesPerSeed }, (_, episode) => episode);
  const all = facts.seeds.flatMap((seed) =>
    episodes.flatMap((episode) => facts.agents.map(({ agent }) => ({ agent, seed, episode }))),
  );
  return all.filter((task) => !done.has(keyOf(task)));
}

function keyOf({ agent, seed, episode }: EpisodeTask): string {
  return JSON.stringify([agent, String(seed), episode]);
}

/** Agents that read hidden state have no rank that a check could take away, and the oracle's first rounds cost the most of all. */
function uncheckedAgents({ db, id, facts }: SuiteInPlay): string[] {
  const checked = new Set(storedChecks(db, id).map(({ agent }) => agent));
  const ranked = facts.agents.filter(({ privileged }) => !privileged).map(({ agent }) => agent);
  return ranked.filter((agent) => !checked.has(agent));
}
