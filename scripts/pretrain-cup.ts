/**
 * The cup's training protocol (seed 5): episodes on the first half of the users. Before each the model is trained on all
 * pairs so far, public or gathered; in it the hybrid explores with the model, which learns from every click. All clicks
 * are kept as pairs; the best episode's weights by mean score are kept beside the last ones.
 */
import { join } from "node:path";
import { Hybrid } from "../agents/hybrid.ts";
import { type Ranker, type RankerConfiguration, type RankerKind, trainRanker } from "../agents/ranker.ts";
import type { AgentResources } from "../src/core/agents.ts";
import { expected } from "../src/core/errors.ts";
import { canonicalJson } from "../src/core/hash.ts";
import { Stream } from "../src/core/random.ts";
import { type Interactions, NO_CLICK, type Transition, type World } from "../src/core/types.ts";
import { runEpisode } from "../src/run/episode.ts";
import {
  type CheckpointFacts,
  readTableCheckpoint,
  sectionsState,
  stateSections,
  writeTableCheckpoint,
} from "../src/train/table-checkpoint.ts";
import { packageFacts } from "./provenance.ts";

/** One training episode. */
export interface TrainingEpisode {
  /** From 1. */
  readonly episode: number;
  /** Pairs trained on before it. */
  readonly pairs: number;
  /** Mean loss of that training. */
  readonly loss: number;
  readonly rounds: number;
  readonly clicks: number;
  /** Mean over the training users of rounds/horizon. */
  readonly score: number;
}

export interface PretrainMetrics {
  readonly curve: readonly TrainingEpisode[];
  /** Of the episode after which these weights were saved. */
  readonly score: number;
}

export interface CupTraining<C> {
  readonly world: World;
  readonly resources: AgentResources;
  readonly kind: RankerKind<C>;
  readonly settings: C;
  /** The hybrid that explores: as the seed ran it, or not. */
  readonly faithful: boolean;
  readonly seed: number;
  readonly episodes: number;
  /** Gets `last.json` and `best.json`. */
  readonly folder: string;
  /** Go on from `last.json`. */
  readonly resume: boolean;
  onEpisode?(done: TrainingEpisode): void;
  /** Asked now and then; true ends the training with `Interrupted`. The last checkpoint stays. */
  isStopped?(): boolean;
}

/** The seed trains on users 0–999 of 2,000. */
export function trainingUsers({ users }: World): number {
  return Math.max(1, Math.floor(users / 2));
}

/** Trains and returns the curve. The same arguments give the same weights, with or without breaks. */
export async function pretrainCup<C>(training: CupTraining<C>): Promise<readonly TrainingEpisode[]> {
  const run = await CupRun.open(training);
  while (run.curve.length < training.episodes) training.onEpisode?.(run.playEpisode());
  return run.curve;
}

/** Arrays of a checkpoint beside the tables: what was gathered. */
interface Gathered {
  gatheredUsers: Int32Array;
  gatheredItems: Int32Array;
}

class CupRun<C> {
  curve: readonly TrainingEpisode[] = [];
  readonly #training: CupTraining<C>;
  readonly #ranker: Ranker;
  readonly #neighbours: Awaited<ReturnType<AgentResources["neighbours"]>>;
  readonly #random: Stream;
  readonly #pairs: Pairs;

  static async open<C>(training: CupTraining<C>): Promise<CupRun<C>> {
    const run = new CupRun(training, await training.resources.neighbours());
    if (training.resume) run.#load();
    else run.#ranker.model.initialise(run.#random.fork("weights"));
    return run;
  }

  private constructor(training: CupTraining<C>, neighbours: Awaited<ReturnType<AgentResources["neighbours"]>>) {
    const { world, kind, settings, seed } = training;
    this.#training = training;
    this.#neighbours = neighbours;
    this.#random = new Stream(`pretrain-${seed}`);
    this.#ranker = kind.build({ users: world.users, items: world.catalogue.size }, settings);
    this.#pairs = new Pairs(world);
  }

  playEpisode(): TrainingEpisode {
    const episode = this.curve.length + 1;
    const pairs = this.#pairs.count;
    const random = this.#random.fork(episode);
    const loss = this.#train(random.fork("training"));
    const { rounds, clicks } = this.#explore(random);
    const { world } = this.#training;
    const score = rounds / trainingUsers(world) / world.horizon;
    const done = { episode, pairs, loss, rounds, clicks, score };
    this.curve = [...this.curve, done];
    this.#save(done);
    return done;
  }

  #train(stream: Stream): number {
    const { world, isStopped } = this.#training;
    const onProgress = () => !isStopped?.();
    const data = { interactions: this.#pairs.interactions(), items: world.catalogue.size };
    const [loss] = trainRanker(this.#ranker, { ...data, stream, epochs: 1, onProgress });
    this.#ranker.model.parameters.mark();
    this.#ranker.refresh();
    return loss;
  }

  #explore(random: Stream): { rounds: number; clicks: number } {
    const { world, faithful, isStopped } = this.#training;
    const parts = { ranker: this.#ranker, neighbours: this.#neighbours, faithful };
    const agent = new Hybrid(parts, { ...world, random: random.fork("agent") });
    const before = this.#pairs.clicks;
    const env = world.createEnv({ users: trainingUsers(world) });
    const onProgress = () => !isStopped?.();
    const rounds = runEpisode({ env, agent, seed: random.path, recorders: [this.#pairs], onProgress });
    agent.dispose();
    return { rounds, clicks: this.#pairs.clicks - before };
  }

  #save(done: TrainingEpisode): void {
    const { folder } = this.#training;
    const sections = { ...stateSections(this.#ranker.model.parameters.state()), ...this.#pairs.gathered() };
    const metrics: PretrainMetrics = { curve: this.curve, score: done.score };
    const facts = { ...this.#identity(), metrics, ...packageFacts() };
    const isBest = this.curve.slice(0, -1).every(({ score }) => score < done.score);
    if (isBest) writeTableCheckpoint(join(folder, "best.json"), facts, sections);
    writeTableCheckpoint(join(folder, "last.json"), facts, sections);
  }

  #load(): void {
    const path = join(this.#training.folder, "last.json");
    const { card, sections } = readTableCheckpoint<unknown, PretrainMetrics>(path);
    for (const [name, value] of Object.entries(this.#identity())) {
      const found = card[name as keyof typeof card];
      if (canonicalJson(found) !== canonicalJson(value)) throw expected(`the same ${name} to resume`, found, path);
    }
    this.#ranker.model.parameters.load(sectionsState(sections));
    this.#pairs.restore(sections as unknown as Gathered);
    this.curve = card.metrics.curve;
  }

  /** What must be the same for a run to go on. */
  #identity(): Pick<CheckpointFacts, "model" | "configuration" | "seed" | "worldHash"> {
    const { world, kind, settings, seed, faithful } = this.#training;
    const { size: items, hash: catalogueHash } = world.catalogue;
    const configuration: RankerConfiguration<C> = { users: world.users, items, catalogueHash, settings };
    return { model: kind.name, configuration: { ...configuration, faithful }, seed, worldHash: world.hash };
  }
}

/** Distinct (user, item) pairs in the order they came: public ones, then those gathered by exploring. */
class Pairs {
  clicks = 0;
  readonly #public: number;
  readonly #items: number;
  readonly #keys = new Set<number>();

  constructor({ interactions, catalogue }: World) {
    this.#items = catalogue.size;
    interactions.users.forEach((user, i) => {
      this.#add(user, interactions.items[i]);
    });
    this.#public = this.#keys.size;
  }

  get count(): number {
    return this.#keys.size;
  }

  record({ observation, clicked }: Transition): void {
    if (clicked === NO_CLICK) return;
    this.clicks++;
    this.#add(observation.user, clicked);
  }

  interactions(): Interactions {
    const keys = Array.from(this.#keys);
    return {
      users: Int32Array.from(keys, (key) => Math.floor(key / this.#items)),
      items: Int32Array.from(keys, (key) => key % this.#items),
    };
  }

  gathered(): { readonly [K in keyof Gathered]: Int32Array } {
    const { users, items } = this.interactions();
    return { gatheredUsers: users.slice(this.#public), gatheredItems: items.slice(this.#public) };
  }

  restore({ gatheredUsers, gatheredItems }: Gathered): void {
    gatheredUsers.forEach((user, i) => {
      this.#add(user, gatheredItems[i]);
    });
  }

  #add(user: number, item: number): void {
    this.#keys.add(user * this.#items + item);
  }
}
