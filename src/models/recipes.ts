/**
 * Recipes of next-item models. `published` is what the authors report with. `tf2` is that of tf2-recommenders
 * (docs/sources.md): of its departures from the paper it keeps √d and the tied output, not the norms' (L, d) parameters and the
 * feed-forward layer on the bare attention output. `cpu` is for two cores: half as wide, small batches from the whole of long
 * histories, items scaled by √d so that attention matters from the start, and the average of the weights is kept. SASRec and
 * SSE-PT take a softmax over the catalogue, which learns several times as much a step; gSASRec starts balanced. `wide` is twice
 * as wide, for those who can wait half an hour. `clicks` is for the click log of a world of hundreds of thousands of items:
 * narrow, since the optimiser steps all of both tables, and shuffled. docs/curves has how they learn.
 */
import { unknownName } from "../core/errors.ts";
import { readSettings } from "../core/settings.ts";
import { parseSettings } from "../core/spec.ts";
import type { NextItemDefinition, Recipe, SequenceConfiguration } from "./definition.ts";
import type { DataSize } from "./sequence-model.ts";

const ADAPTIVE = { learningRate: 0.002, beta2: 0.98, warmUp: 50, decayEnd: 10_000, averageDecay: 0.998 };

/** Settings of a network for long histories: the shape of the SASRec paper for MovieLens-1M. */
export const LONG = { length: 200, blocks: 2, heads: 1, dropout: 0.2 };
/** Settings of a training in small batches, with a rate that changes. */
export const SMALL_BATCHES = { ...ADAPTIVE, batchSize: 16, steps: 400 };

/** A recipe that stops soon where nothing gets better. */
export const quick = (settings: object): Recipe => ({ settings, patience: 20 });
/** A recipe that is as patient as the authors are. */
export const published = (settings: object): Recipe => ({ settings, patience: 200 });

/** Most rounds of a recipe whose learning rate never is down to nothing. */
export const MOST_ROUNDS = 1000;

/** A recipe whose settings are checked. */
export interface ResolvedRecipe {
  /** Rounds until the learning rate is down to nothing, or `MOST_ROUNDS`. */
  readonly rounds: number;
  readonly patience: number;
  configure(size: DataSize): SequenceConfiguration;
}

/**
 * Reads a recipe by name, with some of its settings changed (`length=100,dropout=0.2`). Throws a UsageError that names what is
 * wrong.
 */
export function resolveRecipe(
  { name, recipes, settings: schema, configure }: NextItemDefinition,
  { recipe, set }: { recipe: string; set?: string },
): ResolvedRecipe {
  if (!Object.hasOwn(recipes, recipe)) throw unknownName("recipe", recipe, Object.keys(recipes));
  const { settings: base, patience } = recipes[recipe];
  const changes = set === undefined ? {} : parseSettings(set, "set");
  const settings = readSettings(schema, { ...base, ...changes }, `${name}, recipe ${recipe}`);
  const { decayEnd, steps } = settings;
  const rounds = decayEnd > 0 && steps ? Math.ceil(decayEnd / steps) : MOST_ROUNDS;
  return { rounds, patience, configure: (size) => configure(settings, size) };
}
