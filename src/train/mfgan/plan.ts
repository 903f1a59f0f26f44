/** What all stages of MFGAN's pipeline work on. */
import { expected, unknownName } from "../../core/errors.ts";
import { contentHash } from "../../core/hash.ts";
import type { HeldOut } from "../../core/hold-out.ts";
import { type Sequences, sequenceCount } from "../../core/sequences.ts";
import { AND, EVERY_FACTOR, type ItemFactor } from "../../dataset/factors.ts";
import type { PlacedSequences } from "../../dataset/places.ts";
import type { SequenceConfiguration } from "../../models/definition.ts";
import type { DiscriminatorSettings } from "../../models/mfgan/discriminator.ts";
import type { MfganSettings } from "../../models/mfgan/recipes.ts";
import { type SasRecSettings, sasrec, sasrecShape } from "../../models/sasrec.ts";
import type { SequenceTraining } from "../sequence-training.ts";

/** A data set as MFGAN is trained on it. */
export interface MfganData extends Pick<SequenceTraining, "train" | "heldOut" | "dataHash" | "madeFor"> {
  readonly train: Sequences;
  readonly heldOut: readonly HeldOut[];
  /** N */
  readonly items: number;
  readonly factors: readonly ItemFactor[];
  readonly userNames: readonly string[];
  readonly itemNames: readonly string[];
}

/** Settings and data of a pipeline, joined once. */
export interface MfganPlan {
  readonly settings: MfganSettings;
  readonly data: MfganData;
  readonly generator: SasRecSettings;
  /** How the generator is trained by likelihood. */
  readonly likelihood: SequenceConfiguration;
  readonly discriminator: DiscriminatorSettings;
  /** Those that have a discriminator. */
  readonly factors: readonly ItemFactor[];
  /** Training sequences as the networks read them. */
  readonly sequences: PlacedSequences;
  /** Of the data, factors included. */
  readonly dataHash: string;
}

/** Joins settings and data. Throws a UsageError for a factor that the data do not have. */
export function planMfgan(settings: MfganSettings, data: MfganData): MfganPlan {
  const { items, train } = data;
  const size = { items, users: sequenceCount(train) };
  const recipe = { ...settings.generator, tied: true, balanced: false };
  const generator = sasrecShape(recipe, size);
  const { width, blocks, heads, inner, dropout, epsilon } = settings.discriminators;
  const length = Math.min(settings.discriminators.length, generator.length);
  return {
    ...{ settings, data, generator },
    likelihood: sasrec.configure(recipe, size),
    discriminator: { items, length, width, blocks, heads, inner, dropout, epsilon },
    factors: chosenFactors(data.factors, settings.discriminators.factors),
    sequences: { sequences: train, items, length: generator.length },
    dataHash: contentHash(data.dataHash, ...data.factors.flatMap(({ name, offsets, ids }) => [name, offsets, ids])),
  };
}

function chosenFactors(factors: readonly ItemFactor[], asked: string): readonly ItemFactor[] {
  if (asked === EVERY_FACTOR) return factors;
  const names = asked.split(AND);
  if (new Set(names).size < names.length) throw expected("each factor once", asked, "discriminators: factors");
  return names.map((name) => {
    const found = factors.find((factor) => factor.name === name);
    if (!found)
      throw unknownName(
        "factor",
        name,
        factors.map((factor) => factor.name),
      );
    return found;
  });
}
