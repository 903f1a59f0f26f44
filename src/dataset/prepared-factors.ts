/** Factors as numbers and texts in the file of a prepared data set. */
import { z } from "zod";
import type { Sections } from "../core/checkpoint.ts";
import { checkSections, damaged } from "../core/section-rules.ts";
import type { ItemFactor } from "./factors.ts";
import { packTextList, unpackTextList } from "./packed-text.ts";

/** What the header says of each factor. */
export const FACTOR_CARDS = z
  .array(z.strictObject({ name: z.string(), values: z.int().min(1) }))
  .refine(
    (cards) => new Set(cards.map(({ name }) => name)).size === cards.length,
    "Expected factors of different names",
  );
/** What the header says of a factor: its name, and how many values it has. */
export type FactorCard = z.infer<typeof FACTOR_CARDS>[number];

/** Arrays of a factor. */
const PARTS = ["values", "offsets", "ids"] as const;

function sectionName(factor: string, part: (typeof PARTS)[number]): string {
  return `factors/${factor}/${part}`;
}

/** Name and number of values of each factor. */
export function cardsOf(factors: readonly ItemFactor[]): FactorCard[] {
  return factors.map(({ name, values }) => ({ name, values: values.length }));
}

/** The arrays of factors, by `factors/NAME/values`, `…/offsets` and `…/ids`. */
export function factorSections(factors: readonly ItemFactor[]): Sections {
  const parts = factors.flatMap(({ name, values, offsets, ids }) => {
    const arrays = { values: packTextList(values), offsets, ids };
    return PARTS.map((part) => [sectionName(name, part), arrays[part]] as const);
  });
  return Object.fromEntries(parts);
}

/** The factors of so many items out of arrays that were read. Throws a SlateLabError for what does not fit. */
export function readFactors(
  sections: Sections,
  cards: readonly FactorCard[],
  { items, path }: { items: number; path: string },
): ItemFactor[] {
  return cards.map(({ name, values: count }) => {
    const [values, offsets, ids] = PARTS.map((part) => sectionName(name, part));
    checkSections(
      sections,
      {
        [values]: { type: Uint8Array },
        [ids]: { type: Int32Array, least: 0, most: count - 1 },
        [offsets]: { type: Uint32Array, length: items + 1, offsetsInto: ids },
      },
      path,
    );
    const factor = { offsets: sections[offsets] as Uint32Array, ids: sections[ids] as Int32Array };
    checkEachHasOne(factor.offsets, `${path}: ${offsets}`);
    return { name, values: unpackTextList(sections[values] as Uint8Array, count, `${path}: ${values}`), ...factor };
  });
}

function checkEachHasOne(offsets: Uint32Array, where: string): void {
  const bare = offsets.findIndex((offset, item) => item > 0 && offset === offsets[item - 1]);
  if (bare > 0) throw damaged(`a value of item ${bare - 1}`, "none", where);
}
