/**
 * A control of MFGAN's adversarial stage that trains nothing: a generator's scores and a share of the items' popularity,
 * score + β log(1 + training events). β is the one of a grid at which the validation users' nDCG@10 is best.
 */
import type { Scorer } from "../../src/core/scorer.ts";
import type { PreparedData } from "../../src/dataset/prepare.ts";
import { heldOutOf, trainingEvents } from "../../src/dataset/split.ts";
import { rankInCatalogue } from "../../src/evaluate/held-out.ts";
import { ndcg } from "../../src/evaluate/ranking.ts";

/** From −.4 to 1; with 0 among them, it cannot end below its generator by validation. */
const BETAS: readonly number[] = Array.from({ length: 29 }, (_, i) => (i - 8) / 20);

/** How a generator does with a share of popularity. */
export interface Correction {
  readonly beta: number;
  /** Of the validation users, in the whole catalogue. */
  readonly ndcg10: number;
}

/** A scorer whose scores have β log(1 + events) added; `events`: how often each item is met in training, [items]. */
export function withPopularity(scorer: Scorer, events: Int32Array, beta: number): Scorer {
  const { items } = scorer;
  const more = Float32Array.from(events, (count) => beta * Math.log1p(count));
  return {
    items,
    score: async (batch) => (await scorer.score(batch)).map((score, at) => score + more[at % items]), // [B × items]
  };
}

/** The validation users' nDCG@10 at each β, in order of β. */
export async function tryCorrections(scorer: Scorer, { split, items }: PreparedData): Promise<Correction[]> {
  const heldOut = heldOutOf(split, "validation");
  const events = trainingEvents(split, items);
  const tried: Correction[] = [];
  for (const beta of BETAS) {
    const ranks = await rankInCatalogue({ scorer: withPopularity(scorer, events, beta), heldOut });
    tried.push({ beta, ndcg10: ndcg(ranks, 10) });
  }
  return tried;
}

/** The β of the best validation, the first of equals. */
export function bestCorrection(tried: readonly Correction[]): Correction {
  return tried.reduce((best, it) => (it.ndcg10 > best.ndcg10 ? it : best));
}
