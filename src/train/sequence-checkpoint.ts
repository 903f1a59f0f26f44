/** Checkpoints of next-item models, once they are read: what they are of, and what they fit. */
import { z } from "zod";
import type { Checkpoint, CheckpointFacts } from "../core/checkpoint.ts";
import { expected, inWords, orList, SlateLabError, UsageError } from "../core/errors.ts";
import { Stream } from "../core/random.ts";
import type { Registry } from "../core/registry.ts";
import { damaged } from "../core/section-rules.ts";
import { readStored } from "../core/settings.ts";
import {
  architectureOf,
  type Blueprint,
  isNextItem,
  type ModelDefinition,
  type NextItemDefinition,
} from "../models/definition.ts";
import type { DataSize, SequenceModel } from "../models/sequence-model.ts";
import { sequenceSettings } from "../models/training-settings.ts";
import { Weights, type WeightValues, weightsOf } from "../models/weights.ts";

/** A trained network, to be built again. */
export interface SequenceCheckpoint {
  /** Where it was read from, for errors. */
  readonly path: string;
  readonly model: Blueprint;
  readonly weights: WeightValues;
}

const count = z.int().min(1);
/** Attention over more is out of reach of any machine. */
const MOST_LENGTH = 10_000;

/** What any network says of itself; the rest is its own. */
const blueprint = z.object({
  architecture: z.string(),
  settings: z.looseObject({
    items: count,
    length: count.max(MOST_LENGTH),
    dropout: sequenceSettings.dropout,
    users: count.optional(),
  }),
});

/** Whether a checkpoint is of a network that predicts next items, by what it says of itself. */
export function hasNetwork({ configuration: { model } }: Pick<Checkpoint, "configuration">): boolean {
  return isBlueprint(model);
}

/** Reads the network in a checkpoint. `wanted`: models that would do, for the UsageError where it is of something else. */
export function sequenceCheckpoint(
  checkpoint: Omit<Checkpoint, "hash">,
  wanted: readonly string[],
): SequenceCheckpoint {
  const model = blueprintOf(checkpoint, wanted);
  const { path, configuration, sections } = checkpoint;
  const { part } = configuration;
  const weights = sections as WeightValues;
  return { path, model, weights: typeof part === "string" ? partOf(weights, `${part}/`) : weights };
}

/** What the network in a checkpoint is, by what that says of itself. As `sequenceCheckpoint`. */
export function blueprintOf(
  { path, model: name, configuration }: Pick<CheckpointFacts, "path" | "model" | "configuration">,
  wanted: readonly string[],
): Blueprint {
  const { model } = configuration;
  if (isBlueprint(model)) return model;
  const found = wanted.includes(name) ? inWords("one without the network that predicts next items") : name;
  throw expected(`a checkpoint of ${orList(wanted)}`, found, path);
}

/** The weights of one network among those of several that were trained together. */
function partOf(weights: WeightValues, prefix: string): WeightValues {
  const own = Object.entries(weights).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, values]) => [name.slice(prefix.length), values]));
}

function isBlueprint(value: unknown): value is Blueprint {
  return blueprint.safeParse(value).success;
}

/**
 * A checkpoint whose network has the settings of a model that makes such ones. Throws a SlateLabError that names the setting that is
 * missing or cannot be.
 */
export function checkSettings(checkpoint: SequenceCheckpoint, definition: NextItemDefinition): SequenceCheckpoint {
  const { path, model } = checkpoint;
  const { settings: own } = definition.brief({ items: 1, users: 1 }).model;
  const rules = Object.keys(own).map((name) => [name, definition.settings.shape[name] ?? z.unknown()]);
  const schema: z.ZodType<object> = z.looseObject(Object.fromEntries(rules));
  const settings = { ...model.settings, ...readStored(schema, model.settings, path) };
  return { ...checkpoint, model: { ...model, settings } };
}

/**
 * Checks that a trained network fits a catalogue: throws a UsageError that names the checkpoint unless it has all items of a
 * catalogue, no others, and all users it asks for.
 */
export function checkFits(
  { path, model: { settings } }: Pick<SequenceCheckpoint, "path" | "model">,
  { items, users }: DataSize,
): void {
  if (settings.items !== items) throw expected(`weights for ${items} items`, settings.items, path);
  if (settings.users !== undefined && settings.users < users)
    throw expected(`weights for at least ${users} users`, settings.users, path);
}

/**
 * Builds the model of a checkpoint. Throws a UsageError that names it when the table has no such model, a SlateLabError where its
 * settings cannot be or a weight does not fit.
 */
export function sequenceModelOf(checkpoint: SequenceCheckpoint, models: Registry<ModelDefinition>): SequenceModel {
  const { path, weights } = checkpoint;
  const architecture = architectureOf(models, checkpoint.model.architecture, path);
  const definition = models.list.filter(isNextItem).find((it) => it.architecture === architecture);
  const { settings } = definition ? checkSettings(checkpoint, definition).model : checkpoint.model;
  const build = () => architecture.build(settings, new Stream("checkpoint"));
  const model = Weights.from(weightsOf(weights, path), () => refuseAsDamaged(build, path));
  const stray = Object.keys(weights).find((name) => !model.weights.names.includes(name));
  if (stray === undefined) return model;
  model.dispose();
  throw damaged(`weights of ${architecture.name} alone`, stray, path);
}

/** Settings that do not go together are the checkpoint's fault, not the user's. */
export function refuseAsDamaged<T>(build: () => T, path: string): T {
  try {
    return build();
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause;
    throw new SlateLabError(`${path}: ${cause.message}`, { cause });
  }
}
