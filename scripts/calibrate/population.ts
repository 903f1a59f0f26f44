/** Hidden users and items of a cup world without texts: seconds where a whole world takes ten. */

import { generateItems } from "../../env/cup/items.ts";
import type { CupSettings } from "../../env/cup/settings.ts";
import { DIMENSIONS } from "../../env/cup/stories.ts";
import { generateTastes } from "../../env/cup/tastes.ts";
import { Stream } from "../../src/core/random.ts";
import { DotTable } from "../../src/factors/dot-table.ts";

/** What the hidden figures of a cup world are computed from. */
export interface HiddenPopulation {
  readonly settings: CupSettings;
  readonly items: DotTable;
  /** [users × items.width] */
  readonly tastes: Float32Array;
}

/** Draws the users and items that the world of these settings has. `table` is filled anew: a search needs one alone. */
export function drawPopulation(settings: CupSettings, table = tableOf(settings)): HiddenPopulation {
  const random = new Stream(settings.seed);
  const { features } = generateItems(settings, random.fork("items"));
  return { settings, items: table.fill(features), tastes: generateTastes(settings, random.fork("users")) };
}

/** A table for the items of a cup world. */
export function tableOf({ items }: Pick<CupSettings, "items">): DotTable {
  return new DotTable(items, DIMENSIONS);
}
