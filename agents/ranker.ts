/** What the agents of pointwise models share: training, checkpoints, learning from a click, snapshots. */
import { z } from "zod";
import type { AgentContext } from "../src/core/agents.ts";
import { type Checkpoint, checkTrainedFor } from "../src/core/checkpoint.ts";
import { knownUsers } from "../src/core/known-users.ts";
import { Stream, type StreamState } from "../src/core/random.ts";
import { checkpointSetting, readStored } from "../src/core/settings.ts";
import { fillRandomly } from "../src/core/slates.ts";
import {
  type Agent,
  type Interactions,
  NO_CLICK,
  type Observation,
  type Slate,
  type Transition,
} from "../src/core/types.ts";
import type { Excluded } from "../src/factors/dot-top-k.ts";
import { type ParameterChanges, sectionsState } from "../src/factors/parameters.ts";
import type { PointwiseModel } from "../src/models/model.ts";
import { learnClick, type Negatives, type PointwiseTraining, trainPointwise } from "../src/train/pointwise.ts";

/** Whom a ranker is asked for, and how many items. */
export interface RankQuery {
  readonly user: number;
  readonly k: number;
  /** What the user clicked last, or NO_CLICK. */
  readonly last: number;
  readonly excluded?: Excluded;
}

/** How a ranker's model is trained, beside the clicks and the number of passes. */
export interface TrainingRecipe {
  readonly negatives: Negatives;
  /** Clicks of a batch. */
  readonly batchSize: number;
  /** β of the weight average that training ends with; 0 for none. */
  readonly averageDecay: number;
}

/** A pointwise model that ranks the catalogue while it learns. */
export interface Ranker {
  readonly model: PointwiseModel & { initialise(stream: Stream): unknown };
  readonly recipe: TrainingRecipe;
  /** The k items of highest score outside `excluded` (fewer if there are no more), best first. */
  top(query: RankQuery): Int32Array;
  /** Gets ready for all users who are served, right after the weights were marked: worth it where episodes start from there again and again. */
  refresh(): void;
}

/** Whom and what a ranker is about. */
export interface RankerShape {
  /** Users of whom there are clicks to train on, those served among them: each has a row. */
  readonly users: number;
  /** Users that are served, the first ones. */
  readonly served: number;
  readonly items: number;
}

/** A kind of ranker: its name, and how one is built with weights of 0. `C` is what a checkpoint says of the model. */
export interface RankerKind<C> {
  readonly name: string;
  /** What a checkpoint says of the model, and the settings of its training. */
  readonly configuration: z.ZodType<C>;
  build(shape: RankerShape, configuration: C): Ranker;
}

/** Settings of every agent that starts from a trained ranker. */
export const rankerSettings = {
  checkpoint: checkpointSetting()
    .optional()
    .describe("weights to start from (see 'slatelab pretrain'); without, trained here"),
  epochs: z.int().min(0).max(1000).default(1).describe("passes over the public clicks where there is no checkpoint"),
  seed: z
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .default(1)
    .describe("draws the initial weights and the order of training, for every episode alike"),
};

/** Setting of models whose rows (of users and items) take larger steps than their other weights. */
export function rowRate(usual: number): z.ZodDefault<z.ZodNumber> {
  const about = "how far a step moves users' and items' numbers; a checkpoint has its own";
  return z.number().positive().max(1).default(usual).describe(about);
}

/** Settings of an agent of a ranker, checked. */
export interface RankerSettings {
  epochs: number;
  seed: number;
}

/**
 * A ranker ready to play: from its checkpoint, else trained on the public clicks. Its weights depend on the settings
 * alone, not on an episode's seed. Throws a UsageError for a checkpoint of another model or catalogue, a SlateLabError for one
 * whose tables are not the model's.
 */
export function openRanker<C>(
  kind: RankerKind<C>,
  context: AgentContext,
  settings: RankerSettings & { configuration: C },
) {
  const { epochs, seed, configuration } = settings;
  const { checkpoint } = context.checkpoints;
  const ranker = checkpoint ? loadRanker(kind, context, checkpoint) : kind.build(shapeOf(context), configuration);
  if (!checkpoint) {
    const stream = new Stream(`${kind.name}/${seed}`);
    ranker.model.initialise(stream.fork("weights"));
    if (epochs > 0) trainRanker(ranker, { ...trainingOf(context), epochs, stream: stream.fork("training") });
  }
  ranker.model.parameters.mark();
  ranker.refresh();
  return ranker;
}

/** The shape of a ranker that learns from all public clicks. */
export function shapeOf(context: AgentContext): RankerShape {
  return { users: knownUsers(context), served: context.users, items: context.catalogue.size };
}

function trainingOf({ interactions, catalogue }: AgentContext): { interactions: Interactions; items: number } {
  return { interactions, items: catalogue.size };
}

function loadRanker<C>(kind: RankerKind<C>, context: AgentContext, checkpoint: Checkpoint): Ranker {
  checkTrainedFor(checkpoint, { ...context, model: kind.name });
  const { configuration, sections, path } = checkpoint;
  const ranker = kind.build(shapeOf(context), readStored(kind.configuration, configuration.settings, path));
  ranker.model.parameters.load(sectionsState(sections), path);
  return ranker;
}

/** Trains a ranker by the recipe that it brings. Returns each epoch's mean loss. */
export function trainRanker(
  { model, recipe }: Ranker,
  training: Pick<PointwiseTraining, "interactions" | "items" | "stream" | "epochs" | "onProgress">,
): number[] {
  return trainPointwise({ model, ...recipe, ...training });
}

/** What an agent of a ranker holds of an episode, to be put back later. */
export interface RankerSnapshot {
  random: StreamState;
  changes: ParameterChanges;
}

/** The random stream and the weights of an episode: what every agent over a ranker learns, saves and takes back. */
export class RankerState {
  random: Stream;
  readonly #ranker: Ranker;
  readonly #items: number;

  constructor(ranker: Ranker, { random, catalogue }: Pick<AgentContext, "random" | "catalogue">) {
    this.random = random;
    this.#ranker = ranker;
    this.#items = catalogue.size;
  }

  /** One step on a click and one on its negatives (or one on all, as the recipe says). */
  learn({ observation: { user, history }, clicked }: Transition): void {
    if (clicked === NO_CLICK) return;
    const { model, recipe } = this.#ranker;
    const last = history.at(-1) ?? NO_CLICK;
    learnClick(
      { model, items: this.#items, stream: this.random, negatives: recipe.negatives },
      { user, item: clicked, last },
    );
  }

  snapshot(): RankerSnapshot {
    return { random: this.random.state(), changes: this.#ranker.model.parameters.changes() };
  }

  /** Costs the rows that changed. */
  restore({ random, changes }: RankerSnapshot, stream = Stream.restore(random)): void {
    this.random = stream;
    this.#ranker.model.parameters.restore(changes);
  }
}

/** An agent that shows the user's unseen items of highest score. */
export class RankerAgent implements Agent {
  readonly #context: AgentContext;
  readonly #ranker: Ranker;
  readonly #state: RankerState;

  constructor(ranker: Ranker, context: AgentContext) {
    this.#context = context;
    this.#ranker = ranker;
    this.#state = new RankerState(ranker, context);
  }

  recommend({ user, history }: Observation): Slate {
    const { slateSize: size, catalogue } = this.#context;
    const best = this.#ranker.top({ user, k: size, last: history.at(-1) ?? NO_CLICK, excluded: history });
    return fillRandomly(Array.from(best), { size, items: catalogue.size, random: this.#state.random });
  }

  learn(transition: Transition): void {
    this.#state.learn(transition);
  }

  snapshot(): RankerSnapshot {
    return this.#state.snapshot();
  }

  restore(snapshot: RankerSnapshot, random?: Stream): void {
    this.#state.restore(snapshot, random);
  }

  dispose(): void {}
}
