/**
 * The cup's training protocol, as in cup-hybrid (docs/sources.md): episodes on the first half of the users. Before each the
 * learner is trained on all pairs so far, public or gathered; in it the learner's agent explores and learns from every
 * response. All clicks are kept as pairs; what was learnt by the end of the best episode, by mean score, is kept beside the
 * last. A learner whose explorer plays at random has many plays of the world in each of its episodes. Another may have pairs gathered
 * by another agent first, in episodes of their own; these train nothing.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import type { Learner } from "../core/agents.ts";
import type { Checkpoint } from "../core/checkpoint.ts";
import { Interrupted } from "../core/errors.ts";
import type { Stream } from "../core/random.ts";
import { checkSections } from "../core/section-rules.ts";
import { trainingUsers } from "../core/training-users.ts";
import type { Agent, World } from "../core/types.ts";
import {
  type CheckpointCard,
  checkpointIn,
  checkUnused,
  isBegun,
  readCheckpointCard,
  resumeCheckpoint,
  writeCheckpoint,
} from "../files/checkpoint.ts";
import { checkSameFacts } from "../train/fit-state.ts";
import { agentStream } from "./agent-stream.ts";
import { type GatheredColumns, GatheredPairs } from "./gathered-pairs.ts";
import { packageFacts } from "./provenance.ts";
import { playWatched } from "./watched-agent.ts";

/** What came of one training episode. */
export interface TrainingEpisode {
  /** From 1. */
  readonly episode: number;
  /** Another agent gathered pairs in it; nothing was trained. */
  readonly gathering?: boolean;
  /** Pairs known before it, which were trained on. */
  readonly pairs: number;
  /** Mean loss of that training; null where the learner learns in the episode alone. */
  readonly loss: number | null;
  /** Of all its plays. */
  readonly rounds: number;
  readonly clicks: number;
  /** Mean over its plays and the training users of rounds/horizon. */
  readonly score: number;
}

/** What a checkpoint of training by playing says of how it went. */
export interface TrainingMetrics {
  readonly curve: readonly TrainingEpisode[];
  /** Of the episode after which these weights were saved. */
  readonly score: number;
}

/** A training by playing. */
export interface PlayTraining {
  readonly world: World;
  /** Name in checkpoints: the agent's. */
  readonly name: string;
  readonly learner: Learner;
  readonly seed: number;
  /** Beside those in which the learner has pairs gathered. */
  readonly episodes: number;
  /** Gets `last.ckpt` and `best.ckpt`, and what they say as JSON. */
  readonly folder: string;
  /** Go on from the last checkpoint, where there is one; without it the folder must hold none. */
  readonly resume: boolean;
  onEpisode?(done: TrainingEpisode): void;
  /** Heard before each play: ends the training with `Interrupted`. The last checkpoint stays. */
  readonly signal?: AbortSignal;
}

/**
 * Trains a learner by the cup's protocol and returns the curve. The same arguments give the same weights, with or without
 * breaks. Throws a UsageError where another training's checkpoint would be written over, or is to be resumed, and `Interrupted` at
 * a signal.
 */
export async function trainByPlaying(training: PlayTraining): Promise<readonly TrainingEpisode[]> {
  const run = new TrainingRun(training);
  while (run.trained < training.episodes) {
    const done = await run.playEpisode();
    training.onEpisode?.(done);
  }
  return run.curve;
}

const count = z.int().min(0);

/** What a checkpoint says of the training: where it was, and how it went. */
const TRAINING = z.looseObject({
  seed: z.number(),
  worldHash: z.string(),
  metrics: z.object({
    curve: z.array(
      z.object({
        episode: count,
        gathering: z.boolean().optional(),
        pairs: count,
        loss: z.number().nullable(),
        rounds: count,
        clicks: count,
        score: z.number(),
      }),
    ),
    score: z.number(),
  }),
});
type PlayedTraining = z.infer<typeof TRAINING>;

type Place = Pick<PlayedTraining, "seed" | "worldHash">;

/** What must be the same for a run to go on. */
type Identity = Place & Pick<Checkpoint, "model" | "configuration">;

/** Episodes in which pairs are gathered, at most: a small world may not have so many. */
const MOST_GATHERING = 200;

class TrainingRun {
  curve: readonly TrainingEpisode[] = [];
  readonly #training: PlayTraining;
  /** Root of the learner's streams; the world's hang on `#place`. */
  readonly #random: Stream;
  readonly #place: string;
  readonly #pairs: GatheredPairs;

  constructor(training: PlayTraining) {
    const { world, seed, folder, resume } = training;
    this.#training = training;
    this.#place = `pretrain-${seed}`;
    this.#random = agentStream(this.#place);
    this.#pairs = new GatheredPairs(world);
    if (resume && isBegun(folder)) this.#load();
    else {
      this.#checkBegin();
      this.#initialise();
    }
  }

  /** Episodes that were trained for. */
  get trained(): number {
    return this.curve.filter(({ gathering }) => !gathering).length;
  }

  /** Who gathers pairs in the next episode; undefined where it is trained for. */
  get #gathering(): Learner["gathering"] {
    const { gathering } = this.#training.learner;
    const isOver = this.trained > 0 || this.curve.length === MOST_GATHERING;
    return gathering && !isOver && this.#pairs.count < gathering.pairs ? gathering : undefined;
  }

  #initialise(): void {
    this.#training.learner.initialise(this.#random.fork("weights"));
  }

  /** Where there is no last checkpoint to resume there may be a best one, of a run that was killed in its first episode. */
  #checkBegin(): void {
    const { folder, resume } = this.#training;
    const best = checkpointIn(folder, "best");
    if (!resume) checkUnused(folder);
    else if (existsSync(best)) this.#checkSame(readCheckpointCard(best, TRAINING), best);
  }

  async playEpisode(): Promise<TrainingEpisode> {
    const { world, learner } = this.#training;
    const episode = this.curve.length + 1;
    await this.#hearSignal();
    const gathering = this.#gathering;
    const pairs = this.#pairs.count;
    const random = this.#random.fork(episode);
    const known = this.#pairs.interactions();
    const loss = gathering ? null : learner.train(known, random.fork("training"));
    const { explorer } = gathering ?? learner;
    const { rounds, clicks } = await this.#explore(episode, explorer(random.fork("agent"), known));
    const score = rounds / this.#plays / trainingUsers(world.users) / world.horizon;
    const done = { episode, ...(gathering && { gathering: true }), pairs, loss, rounds, clicks, score };
    this.curve = [...this.curve, done];
    this.#save(done);
    return done;
  }

  async #explore(episode: number, agent: Agent): Promise<{ rounds: number; clicks: number }> {
    const { world } = this.#training;
    const before = this.#pairs.clicks;
    const env = world.createEnv({ users: trainingUsers(world.users) });
    const task = { agent: this.#training.name, seed: this.#training.seed, episode };
    let rounds = 0;
    for (let play = (episode - 1) * this.#plays + 1; play <= episode * this.#plays; play++) {
      await this.#hearSignal();
      rounds += await playWatched({ task, env, agent, seed: `${this.#place}/${play}`, recorders: [this.#pairs] });
    }
    return { rounds, clicks: this.#pairs.clicks - before };
  }

  /** A play never waits: signals are heard between two. */
  async #hearSignal(): Promise<void> {
    await setImmediate();
    if (this.#training.signal?.aborted) throw new Interrupted("Training stopped");
  }

  /** Plays of an episode. */
  get #plays(): number {
    return this.#training.learner.randomPlays ?? 1;
  }

  #save(done: TrainingEpisode): void {
    const { folder, learner } = this.#training;
    const sections = { ...(done.gathering ? {} : learner.learnt()), ...this.#pairs.gathered() };
    const metrics: TrainingMetrics = { curve: this.curve, score: done.score };
    const { model, configuration, ...place } = this.#identity();
    const checkpoint = { model, configuration, training: { ...place, metrics, ...packageFacts() }, sections };
    const isBest =
      learner.randomPlays !== undefined ||
      this.curve.slice(0, -1).every(({ score, gathering }) => gathering || score < done.score);
    if (isBest && !done.gathering) writeCheckpoint(join(folder, "best.ckpt"), checkpoint);
    writeCheckpoint(join(folder, "last.ckpt"), checkpoint);
  }

  #load(): void {
    const path = checkpointIn(this.#training.folder, "last");
    const saved = resumeCheckpoint(path, TRAINING);
    this.#checkSame(saved, path);
    const { gatheredUsers, gatheredItems, ...learnt } = saved.sections;
    const { world, learner } = this.#training;
    const pair = { type: Int32Array, least: 0, length: gatheredUsers?.length };
    const rules = {
      gatheredUsers: { ...pair, most: world.users - 1 },
      gatheredItems: { ...pair, most: world.catalogue.size - 1 },
    };
    checkSections({ gatheredUsers, gatheredItems }, rules, path);
    this.#pairs.restore({ gatheredUsers, gatheredItems } as GatheredColumns);
    this.curve = saved.training.metrics.curve;
    if (this.trained > 0) learner.load(learnt, path);
    else this.#initialise();
  }

  #checkSame({ model, configuration, training }: CheckpointCard<PlayedTraining>, path: string): void {
    const { seed, worldHash } = training;
    checkSameFacts({ model, seed, worldHash, configuration }, { ...this.#identity() }, path);
  }

  #identity(): Identity {
    const { world, name, learner, seed } = this.#training;
    const { size: items, hash: catalogueHash } = world.catalogue;
    const configuration = { users: world.users, items, catalogueHash, ...learner.configuration };
    return { model: name, configuration, seed, worldHash: world.hash };
  }
}
