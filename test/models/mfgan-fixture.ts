/** Small networks of MFGAN, with factors that have one value an item and several. */
import { Stream } from "../../src/core/random.ts";
import { packSequences } from "../../src/core/sequences.ts";
import type { ItemFactor } from "../../src/dataset/factors.ts";
import { Discriminator, type DiscriminatorSettings } from "../../src/models/mfgan/discriminator.ts";
import { newGenerator } from "../../src/models/mfgan/generator.ts";
import type { SasRec, SasRecSettings } from "../../src/models/sasrec.ts";
import { SMALL, scramble } from "./fixture.ts";

/** Values of each item of SMALL; the last but one has none. */
export const GENRES = [[0, 2], [1], [2, 3, 1], [0], [3], [1, 2], [0, 1], [2], [3, 0], [1], [], [0, 1, 2, 3]];

export function factorOf(name: string, lists: readonly (readonly number[])[]): ItemFactor {
  const { items: ids, offsets } = packSequences(lists);
  const values = Array.from({ length: Math.max(...ids) + 1 }, (_, value) => `value ${value}`);
  return { name, values, offsets, ids };
}

export const FACTORS: readonly ItemFactor[] = [
  factorOf("genre", GENRES),
  factorOf(
    "price",
    GENRES.map((_, item) => [item % 3]),
  ),
];

export const JUDGING: DiscriminatorSettings = {
  ...{ items: SMALL.items, length: SMALL.length, width: 8, blocks: 1, heads: 2 },
  ...{ inner: 6, dropout: 0, epsilon: 1e-5 },
};

export function generator(settings: Partial<SasRecSettings> = {}): SasRec {
  const made = newGenerator({ ...SMALL, ...settings }, new Stream("generator"));
  scramble(made.weights);
  return made;
}

export function discriminator(factor = FACTORS[0], settings: Partial<DiscriminatorSettings> = {}): Discriminator {
  const made = new Discriminator({ ...JUDGING, ...settings }, factor, new Stream("discriminator"));
  scramble(made.weights);
  return made;
}
