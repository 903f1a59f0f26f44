/** What the table of models (index.ts) knows of each: everything that training, evaluation and agents must know of it. */
import type { z } from "zod";
import { expected, inWords, orList } from "../core/errors.ts";
import type { Stream } from "../core/random.ts";
import type { Definition, Registry } from "../core/registry.ts";
import type { Scorer } from "../core/scorer.ts";
import type { Sequences } from "../core/sequences.ts";
import type { Sampling } from "../dataset/sampling.ts";
import type { AdamSettings } from "./adam-settings.ts";
import type { DataSize, SequenceModel, SequenceSettings } from "./sequence-model.ts";
import type { Objective } from "./sequence-objective.ts";
import type { TrainingSettings } from "./training-settings.ts";
import type { GivenTensor, NamedTensor, WeightValues } from "./weights.ts";

/** A model of the table. */
export type ModelDefinition = BaselineDefinition | NextItemDefinition;

/** A model of the table that is counted rather than trained: what trained ones must beat offline. */
export interface BaselineDefinition extends Definition {
  /** From settings of its own that are checked. Items are 0..items-1. (A method, so that fits of all settings go into one table.) */
  fit(train: Sequences, items: number, settings: object): Scorer;
}

/**
 * A network of the table that predicts a user's next item, trained by gradient descent. Made by `nextItemModel` (next-item.ts).
 */
export interface NextItemDefinition extends Definition {
  /** As its authors write it. */
  readonly title: string;
  /** Of a recipe. */
  readonly settings: RecipeSchema<TrainingSettings>;
  /** By name; the first is the default. */
  readonly recipes: Readonly<Record<string, Recipe>>;
  /** Models of one architecture take each other's checkpoints. */
  readonly architecture: Architecture;
  /** How it is trained for so many items and users, from settings of its own that are checked. Throws a UsageError for settings that do not go together. */
  configure(settings: object, size: DataSize): SequenceConfiguration;
  /** How an agent trains it for moments where it has no checkpoint. */
  brief(size: DataSize): SequenceConfiguration;
}

/** A network of the table that agents can be made of. */
export interface ServingDefinition extends NextItemDefinition {
  readonly architecture: ServingArchitecture;
}

/** Schema of the settings that a model's recipes have. */
export type RecipeSchema<Settings> = z.ZodType<Settings> & { readonly shape: Readonly<Record<string, z.ZodType>> };

/** Settings of a training, and how long it goes on without getting better. */
export interface Recipe {
  readonly settings: object;
  /** Rounds without a better nDCG@10 after which it stops. */
  readonly patience: number;
}

/**
 * How a network is built and served, whatever it is trained for. (Methods, so that networks of all shapes go into one table.)
 */
export interface Architecture<Shape extends SequenceSettings = SequenceSettings> {
  /** What checkpoints call it. */
  readonly name: string;
  /** A new network, its weights drawn from `random`. */
  build(shape: Shape, random: Stream): SequenceModel;
  /** Its weights for other tools; without it, they go as they are. */
  exported?(shape: Shape, weights: WeightValues): Record<string, NamedTensor>;
  /**
   * The way back from `exported`, for files that other tools wrote too: the network that such weights are of. What they do not tell
   * is in `told`. Throws a UsageError that begins with `where` for other weights, or with the setting that nobody told.
   */
  imported?(tensors: Readonly<Record<string, GivenTensor>>, told: ToldSettings, where: string): ImportedNetwork<Shape>;
  /** Where it can score a user by one state: which weights that takes. Agents are made of such models alone. */
  serving?(shape: Shape): Serving;
}

/** Settings of a network that its weights do not show. */
export interface ToldSettings {
  /** Of attention. */
  readonly heads?: number;
  /** ε of the norms. */
  readonly epsilon?: number;
  /** Rate of dropout while training. */
  readonly dropout?: number;
}

/** A network that other tools' weights are of. */
export interface ImportedNetwork<Shape extends SequenceSettings = SequenceSettings> {
  readonly settings: Shape;
  readonly weights: WeightValues;
}

/** An architecture whose scores are products of states and item vectors. */
export type ServingArchitecture<Shape extends SequenceSettings = SequenceSettings> = Architecture<Shape> &
  Required<Pick<Architecture<Shape>, "serving">>;

/**
 * Names of the weights by which a score is the product of a state, the last of `head`'s hidden rows, and an item's vector, but
 * for what all items have in common. Rows of items are by id, [N + 2].
 */
export interface Serving {
  /** Vectors of the items that are read. */
  readonly input: string;
  /** Vectors that states are compared with. */
  readonly output: string;
  /** Rows of users, where there are any. */
  readonly users?: string;
  /** What starts with the state of a user without clicks; without it, that is 0. */
  readonly empty?: string;
}

/** Everything that a network is built from, as checkpoints say it: architecture and settings. */
export interface Blueprint {
  /** Name of the architecture. */
  readonly architecture: string;
  readonly settings: SequenceSettings;
}

/** A training of a next-item model: what makes two of them the same, apart from seed and data. */
export interface SequenceConfiguration {
  readonly model: Blueprint;
  readonly objective: Objective;
  /** About what all scores start from: 0 if not given. For models with `shiftScores`. */
  readonly startScore?: number;
  readonly sampling: Sampling;
  readonly batchSize: number;
  /** Steps of a round, after which it is validated. */
  readonly steps: number;
  readonly optimiser: AdamSettings;
}

/** Whether a model is counted rather than trained. */
export function isBaseline(model: ModelDefinition): model is BaselineDefinition {
  return "fit" in model;
}

/** Whether a model is a network that predicts the next item. */
export function isNextItem(model: ModelDefinition): model is NextItemDefinition {
  return "architecture" in model;
}

/** Whether agents can be made of a model. */
export function serves(model: ModelDefinition): model is ServingDefinition {
  return isNextItem(model) && model.architecture.serving !== undefined;
}

/** Names of the models of a table that are trained. */
export function nextItemNames(models: Registry<ModelDefinition>): string[] {
  return models.list.filter(isNextItem).map(({ name }) => name);
}

/**
 * The architecture that a blueprint names; `where` is the place of that. Throws a UsageError when no model has it, or two have
 * different ones of this name: checkpoints could not tell which.
 */
export function architectureOf(models: Registry<ModelDefinition>, name: string, where?: string): Architecture {
  const having = models.list.filter(isNextItem).filter(({ architecture }) => architecture.name === name);
  if (having.length === 0) throw expected(`the architecture of ${orList(nextItemNames(models))}`, name, where);
  const [first, ...others] = new Set(having.map(({ architecture }) => architecture));
  if (others.length === 0) return first;
  const whose = having.map((model) => model.name).join(", ");
  throw expected(
    "architectures of different names",
    inWords(`${others.length + 1} called '${name}' (${whose})`),
    where,
  );
}

/** A new network as it begins its training. Throws a UsageError where it cannot start from the level of scores. */
export function startNetwork(
  architecture: Architecture,
  { model: { settings }, startScore }: Pick<SequenceConfiguration, "model" | "startScore">,
  random: Stream,
): SequenceModel {
  const network = architecture.build(settings, random);
  if (startScore === undefined) return network;
  try {
    if (!network.shiftScores) throw expected("a model that can start from a level of scores", architecture.name);
    network.shiftScores(startScore);
    return network;
  } catch (error) {
    network.dispose();
    throw error;
  }
}
