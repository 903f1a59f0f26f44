/** Checkpoints of NMRN, once they are read: weights, memory, what its sampler has learnt, and what they fit. */
import { z } from "zod";
import type { Checkpoint, Sections } from "../core/checkpoint.ts";
import { expected } from "../core/errors.ts";
import { Stream } from "../core/random.ts";
import { checkSection, damaged } from "../core/section-rules.ts";
import { readStored } from "../core/settings.ts";
import { Nmrn } from "../models/nmrn/nmrn.ts";
import { NMRN_LEARNS, NMRN_SAMPLERS, type NmrnConfiguration, nmrnRecipeSettings } from "../models/nmrn/recipes.ts";
import type { DataSize } from "../models/sequence-model.ts";
import { Weights, type WeightValues, weightsOf } from "../models/weights.ts";

/** What checkpoints of NMRN say they are of. */
export const NMRN = "nmrn";

/** Folder of what the sampler has learnt, among the arrays of a checkpoint. */
const SAMPLER = "sampler/";

/** An NMRN that was trained, to be built again. */
export interface NmrnCheckpoint extends NmrnConfiguration {
  /** Where it was read from, for errors. */
  readonly path: string;
  /** Of the model, the memory among them. */
  readonly weights: WeightValues;
  /** As `NmrnStreamState` has it. */
  readonly sampler: Sections;
}

const { width, slots, margin, tries, candidates, learningRate } = nmrnRecipeSettings.shape;
const count = z.int().min(1);
const decay = z.number().min(0).lt(1);

const CONFIGURATION: z.ZodType<NmrnConfiguration> = z.object({
  model: z.strictObject({ users: count, items: count.min(2), width, slots, margin, itemTerm: z.boolean() }),
  learning: z.strictObject({
    sampler: z.enum(NMRN_SAMPLERS),
    tries,
    optimiser: z.strictObject({ learningRate, beta1: decay, beta2: decay, epsilon: z.number().positive() }),
    noise: z.strictObject({ candidates, hidden: z.tuple([count, count]) }),
    learns: z.enum(NMRN_LEARNS),
  }),
});

/** Reads the NMRN in a checkpoint. Throws a UsageError for one of something else, a SlateLabError for settings that cannot be. */
export function nmrnCheckpoint({ path, model: name, configuration, sections }: Checkpoint): NmrnCheckpoint {
  if (name !== NMRN) throw expected(`a checkpoint of ${NMRN}`, name, path);
  const { model, learning } = readStored(CONFIGURATION, configuration, path);
  const [sampler, weights] = [true, false].map((isSampler) =>
    Object.entries(sections).filter(([section]) => section.startsWith(SAMPLER) === isSampler),
  );
  for (const [section, values] of weights) checkSection(values, { type: Float32Array }, `${path}: ${section}`);
  return {
    ...{ path, model, learning },
    weights: Object.fromEntries(weights) as WeightValues,
    sampler: Object.fromEntries(sampler.map(([section, values]) => [section.slice(SAMPLER.length), values])),
  };
}

/** The arrays of a checkpoint. */
export function nmrnSections(weights: WeightValues, sampler: Sections): Sections {
  const own = Object.entries(sampler).map(([name, values]) => [SAMPLER + name, values]);
  return { ...weights, ...Object.fromEntries(own) };
}

/** Throws a UsageError that names the checkpoint unless it has just the items of a catalogue and all of its users. */
export function checkNmrnFits({ path, model }: NmrnCheckpoint, { items, users }: DataSize): void {
  if (model.items !== items) throw expected(`weights for ${items} items`, model.items, path);
  if (model.users < users) throw expected(`weights for at least ${users} users`, model.users, path);
}

/** Builds the model of a checkpoint. Throws a SlateLabError where a weight is missing or does not fit. */
export function nmrnOf({ path, model: settings, weights }: NmrnCheckpoint): Nmrn {
  const model = Weights.from(weightsOf(weights, path), () => new Nmrn(settings, new Stream("checkpoint")));
  const stray = Object.keys(weights).find((name) => !model.weights.names.includes(name));
  if (stray === undefined) return model;
  model.dispose();
  throw damaged(`weights of ${NMRN} alone`, stray, path);
}
