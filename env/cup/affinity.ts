/** How readily the label of one category joins a story of another. */
import type { Stream } from "../../src/core/random.ts";
import type { CupSettings } from "./settings.ts";
import { CATEGORIES } from "./vocabulary.ts";

/** The settings that affinities depend on. */
export type AffinitySettings = Pick<CupSettings, "appealSd" | "kinship">;

/**
 * Row c: how likely each further label of a story of category c is to be d; 0 for c itself, and the sum of a row is 1. A share of
 * them comes from the category's own group, in proportion to e^appeal, the rest from all others alike.
 */
export function drawAffinities({ appealSd, kinship }: AffinitySettings, random: Stream): number[][] {
  const appeals = CATEGORIES.map(() => Math.exp(random.normal(0, appealSd)));
  const others = CATEGORIES.length - 1;
  return CATEGORIES.map(({ group }, c) => {
    const kin = CATEGORIES.map((other, d) => (d !== c && other.group === group ? appeals[d] : 0));
    const total = kin.reduce((sum, weight) => sum + weight, 0);
    return kin.map((weight, d) => (d === c ? 0 : (kinship * weight) / total + (1 - kinship) / others));
  });
}
