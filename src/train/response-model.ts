/**
 * Learns from responses to slates: a trained model gives users' states h_u and items' vectors q_i, and responses move the vectors.
 *
 *   s_ui = h_u · q_i
 *
 * A response is a choice among the items shown and none of them, by multinomial logit:
 *
 *   P(i) = e^{s_i − m} / (Σ_j e^{s_j − m} + e^c)     m = the highest score of the slate
 *
 * A step goes up the gradient of its log-likelihood: q_i moves by (1[i clicked] − P(i))·h_u, and c, the worth of no click, by
 * 1[no click] − P(none). Taking scores from the slate's best makes it the same for models trained with a softmax, which say
 * nothing of how high scores are, and with gBCE.
 *
 * Why not every weight: a response through the network and back takes 5 ms on the quicker engine, this .06. Why not gBCE's own
 * loss: it takes the scores for log-odds, and steps of it on rows forgot in an episode what a softmax had learnt. Why not an
 * offset of each user beside the state: tried, it changed nothing (docs/online.md). Why not Adam: its moves are as large for a
 * small error as for a large one.
 */
import type { Transition } from "../core/types.ts";
import type { ServedVectors } from "./served-vectors.ts";
import type { SlateLearner } from "./slate-learner.ts";

/** What a user did with a slate. */
export interface SlateResponse {
  readonly user: number;
  readonly slate: readonly number[];
  /** An item of the slate, or NO_CLICK. */
  readonly clicked: number;
}

/** Step of c. */
const LEVEL_RATE = 0.05;

/** Learns from responses as choices. The number beside the item vectors is c. */
export class ResponseModel implements SlateLearner<SlateResponse> {
  readonly #vectors: ServedVectors;

  constructor(vectors: ServedVectors) {
    this.#vectors = vectors;
  }

  note({ observation: { user }, slate, clicked }: Transition): SlateResponse {
    return { user, slate: Array.from(slate), clicked };
  }

  step(responses: readonly SlateResponse[], learningRate: number): void {
    const { watched, level } = this.#vectors;
    for (const response of responses) this.#addGradient(response);
    watched.factors.descend(learningRate);
    level.descend(LEVEL_RATE);
  }

  dispose(): void {}

  #addGradient({ user, slate, clicked }: SlateResponse): void {
    const { level } = this.#vectors;
    const shares = this.#shares(user, slate);
    let none = 1;
    for (const [n, item] of slate.entries()) {
      none -= shares[n];
      this.#vectors.addGradient(item, user, shares[n] - Number(item === clicked));
    }
    level.gradients[level.gradientAt(0)] += none - Number(!slate.includes(clicked));
  }

  /** Probability of each item of a slate. */
  #shares(user: number, slate: readonly number[]): number[] {
    const scores = slate.map((item) => this.#score(user, item));
    const highest = Math.max(...scores);
    const odds = scores.map((score) => Math.exp(score - highest));
    const total = odds.reduce((sum, odd) => sum + odd, Math.exp(this.#vectors.level.weights[0]));
    return odds.map((odd) => odd / total);
  }

  #score(user: number, item: number): number {
    const { shape, tables } = this.#vectors.scan;
    let score = 0;
    for (let i = 0; i < shape.width; i++)
      score += tables.users[user * shape.width + i] * tables.items[item * shape.width + i];
    return score;
  }
}
