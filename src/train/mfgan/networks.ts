/** MFGAN's networks, new or as an earlier stage has left them. */
import { Stream } from "../../core/random.ts";
import { openCheckpoint } from "../../files/checkpoint.ts";
import { Discriminator } from "../../models/mfgan/discriminator.ts";
import { newGenerator } from "../../models/mfgan/generator.ts";
import type { SasRec } from "../../models/sasrec.ts";
import { Weights, type WeightValues } from "../../models/weights.ts";
import { partName } from "./checkpoint-judge.ts";
import type { MfganPlan } from "./plan.ts";

/** The discriminators of a pipeline. */
export interface Judges {
  readonly list: readonly Discriminator[];
  /** Of all, as `FACTOR/NAME`. */
  readonly weights: Weights;
  dispose(): void;
}

/** A discriminator for each factor; what one starts from depends on no other. */
export function newJudges({ discriminator, factors }: MfganPlan, random: Stream): Judges {
  const list = factors.map((factor) => new Discriminator(discriminator, factor, random.fork(factor.name)));
  const parts = list.map(({ factor, weights }) => [partName(factor), weights]);
  const dispose = () => {
    for (const it of list) it.dispose();
  };
  return { list, weights: Weights.joined(Object.fromEntries(parts)), dispose };
}

/** The generator in a stage's folder. Throws a UsageError for other weights, and as `openCheckpoint`. */
export function storedGenerator({ generator }: MfganPlan, folder: string): SasRec {
  return stored(folder, () => newGenerator(generator, UNUSED));
}

/** The discriminators in a stage's folder. Throws as `storedGenerator`. */
export function storedJudges(plan: MfganPlan, folder: string): Judges {
  return stored(folder, () => newJudges(plan, UNUSED));
}

/** Draws what is replaced at once. */
const UNUSED = new Stream("replaced");

function stored<N extends { readonly weights: Weights; dispose(): void }>(folder: string, build: () => N): N {
  const { path, sections } = openCheckpoint(folder);
  const network = build();
  try {
    network.weights.load(sections as WeightValues, path);
    return network;
  } catch (error) {
    network.dispose();
    throw error;
  }
}
