/** How readily the label of one category joins a story of another. */
import type { Stream } from "../../src/core/random.ts";
import type { CupSettings } from "./settings.ts";
import { CATEGORIES } from "./vocabulary.ts";

/** Dimensions of the space in which related categories lie close together. */
const PLACE = 3;

/** The settings that affinities depend on. */
export type AffinitySettings = Pick<CupSettings, "groupShare" | "sharpness" | "appealSd" | "kinship">;

/**
 * Row c: how likely each further label of a story of category c is to be d; 0 for c itself, and the sum of a row is 1.
 * Each category has a place z ~ N(0, I₃), shared in part with its group; likelihood ∝ exp(−sharpness ‖z_c − z_d‖² + appeal of d), mixed with
 * a uniform one.
 */
export function drawAffinities(settings: AffinitySettings, random: Stream): number[][] {
  const { groupShare, sharpness, appealSd, kinship } = settings;
  const centres = new Map<string, number[]>();
  const place = (stream: Stream) => Array.from({ length: PLACE }, () => stream.normal());
  for (const { group } of CATEGORIES) if (!centres.has(group)) centres.set(group, place(random.fork(group)));
  const categories = CATEGORIES.map(({ name, group }) => {
    const stream = random.fork(name);
    const own = place(stream);
    const centre = centres.get(group) as number[];
    const z = own.map((value, i) => Math.sqrt(1 - groupShare) * value + Math.sqrt(groupShare) * centre[i]);
    return { z, appeal: stream.normal(0, appealSd) };
  });
  const others = CATEGORIES.length - 1;
  return categories.map(({ z }, c) => {
    const weights = categories.map((other, d) => (d === c ? 0 : Math.exp(other.appeal - sharpness * squaredDistance(z, other.z))));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight, d) => (d === c ? 0 : (kinship * weight) / total + (1 - kinship) / others));
  });
}

function squaredDistance(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
}
