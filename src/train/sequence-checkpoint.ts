/** Checkpoints of next-item models, once they are read: what they are of, and what they fit. */
import { z } from "zod";
import type { Checkpoint } from "../core/checkpoint.ts";
import { expected } from "../core/errors.ts";
import { Stream } from "../core/random.ts";
import type { Registry } from "../core/registry.ts";
import { architectureOf, type Blueprint, type ModelDefinition } from "../models/definition.ts";
import type { DataSize, SequenceModel } from "../models/sequence-model.ts";
import type { WeightValues } from "../models/weights.ts";

/** A trained network, to be built again. */
export interface SequenceCheckpoint {
  /** Where it was read from, for errors. */
  readonly path: string;
  readonly model: Blueprint;
  readonly weights: WeightValues;
}

/** What any network says of itself; the rest is its own. */
const blueprint = z.object({
  architecture: z.string(),
  settings: z.looseObject({
    items: z.int().min(1),
    length: z.int().min(1),
    dropout: z.number(),
    users: z.int().min(1).optional(),
  }),
});

/** Reads the network in a checkpoint. `wanted`: models that would do, for the UsageError where it is of something else. */
export function sequenceCheckpoint(
  { path, model: name, configuration, sections }: Checkpoint,
  wanted: string,
): SequenceCheckpoint {
  const { model } = configuration;
  if (!isBlueprint(model)) throw expected(`a checkpoint of ${wanted}`, name, path);
  return { path, model, weights: sections as WeightValues };
}

function isBlueprint(value: unknown): value is Blueprint {
  return blueprint.safeParse(value).success;
}

/**
 * Checks that a trained network fits a catalogue: throws a UsageError that names the checkpoint unless it has all items of a
 * catalogue, no others, and all users it asks for.
 */
export function checkFits({ path, model: { settings } }: SequenceCheckpoint, { items, users }: DataSize): void {
  if (settings.items !== items) throw expected(`weights for ${items} items`, settings.items, path);
  if (settings.users !== undefined && settings.users < users)
    throw expected(`weights for at least ${users} users`, settings.users, path);
}

/**
 * Builds the model of a checkpoint. Throws a UsageError that names it when the table has no such model, or a weight does not
 * fit.
 */
export function sequenceModelOf(
  { path, model: { architecture, settings }, weights }: SequenceCheckpoint,
  models: Registry<ModelDefinition>,
): SequenceModel {
  const model = architectureOf(models, architecture, path).build(settings, new Stream("checkpoint"));
  model.weights.load(weights, path);
  return model;
}
