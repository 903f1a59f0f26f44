/**
 * Learns from responses to slates by policy gradient: an agent's policy over a user's unseen items,
 *
 *   π(i | s) = e^{h·q_i/T} / Σ_j e^{h·q_j/T}
 *
 * moves by REINFORCE (Williams, 1992), of which h, the network's state of the user, stays and item vectors q learn.
 *
 * The action. A slate is drawn place by place, a_k from π_k: π among the items that the places before have left. Each place is an
 * action with a reward of its own, r_k: 1 where its item was clicked, 0 where it was passed over. So a click lifts the item that
 * was clicked and not its neighbours, and a whole slate passed over says that all of its items are worth less than the average b.
 * A step goes up
 *
 *   Σ_k (r_k − b) · ∇ log π_k(a_k)      ∇_{q_i} log π_k(a_k) = (1[i = a_k] − π_k(i)) · h/T
 *
 * whose expectation is Σ_k Σ_i π_k(i) r_k(i) ∇ log π_k(i), the gradient of what each place is expected to earn given those before:
 * b drops out, since Σ_i π_k(i) ∇ log π_k(i) = ∇ 1 = 0. It leaves out that an item takes a click from another of its slate.
 *
 * Sparse. π_k moves the vectors of the whole catalogue. In its place stand n items drawn from π_k, independently of a_k and r_k
 * given the places before: −π_k(i) is the expectation of −1[i = j] for j ~ π_k. So
 *
 *   q_{a_k} += rate · (r_k − b) · h/T        q_j −= rate · (r_k − b) · h/(n·T)   for each j of the n
 *
 * is the same step in expectation, and costs n + 1 rows a place in a catalogue of any size (softmax-urn.ts draws exactly). With n = 1 and
 * a slate of one, a and j are two draws of one policy, of which the better than average goes up and the other makes way.
 *
 * A slate of the best items is not drawn. Its step is the same, as if it had been: items that are clicked less often than b sink, and
 * b is what they are measured by, no longer a number that drops out.
 *
 * b is a moving average of r_k that starts at 0: where nobody ever clicks, b stays 0, and no vector moves at all.
 */
import type { ClickHistory } from "../core/clicks.ts";
import type { Stream } from "../core/random.ts";
import type { Transition } from "../core/types.ts";
import { Urn, type UrnSource } from "../factors/softmax-urn.ts";
import type { ServedVectors } from "./served-vectors.ts";
import type { SlateLearner } from "./slate-learner.ts";

/** What a place of a slate showed and earned, and what it could have shown. */
export interface PlayedPlace {
  readonly item: number;
  readonly reward: number;
  /** Drawn from the policy as the item was, for the rest of the catalogue. */
  readonly others: readonly number[];
}

/** A slate that was shown, place by place: plain data. */
export interface PlayedSlate {
  readonly user: number;
  readonly places: readonly PlayedPlace[];
}

/** Says what items are worth after a history, whatever the user did with them. */
export interface ItemJudge {
  /** For each of `items`, after a history, oldest first: from 0 to 1. */
  judge(history: Iterable<number>, items: readonly number[]): ArrayLike<number>;
  /** Frees what is not garbage-collected. */
  dispose(): void;
}

/** How a policy learns. */
export interface PolicyLearning {
  /** n: items drawn for each place. */
  readonly draws: number;
  /** The share of a reward that a judge gives; the rest is the click. The judge is the model's from then on. */
  readonly judged?: { readonly share: number; readonly judge: ItemJudge };
}

/** b follows the rewards of about a hundred slates. */
const BASELINE_RATE = 0.01;

/** The policy gradient of item vectors. The number beside them is b. */
export class PolicyModel implements SlateLearner<PlayedSlate> {
  readonly #vectors: ServedVectors;
  readonly #source: UrnSource;
  readonly #learning: PolicyLearning;

  /** `source` is over the scan of `vectors`. */
  constructor(vectors: ServedVectors, source: UrnSource, learning: PolicyLearning) {
    this.#vectors = vectors;
    this.#source = source;
    this.#learning = learning;
  }

  note({ observation: { user, history }, slate, clicked }: Transition, random: Stream): PlayedSlate {
    const items = Array.from(slate);
    const rewards = this.#rewards(history, items, clicked);
    const urn = new Urn(this.#source, { user, excluded: history, places: items.length });
    const { draws } = this.#learning;
    const places = items.map((item, k) => {
      return { item, reward: rewards[k], others: urn.draw(items.slice(0, k), draws, random) };
    });
    return { user, places };
  }

  /** The slope of a vector does not hang on the vectors, so that rows may move one place after the other. */
  step(slates: readonly PlayedSlate[], learningRate: number): void {
    const { watched, level } = this.#vectors;
    const baseline = level.weights[0];
    for (const { user, places } of slates) {
      for (const place of places) {
        this.#addGradient(user, place, (place.reward - baseline) / this.#source.temperature);
        watched.factors.descend(learningRate);
      }
      level.gradients[level.gradientAt(0)] += baseline - meanReward(places);
    }
    level.descend(BASELINE_RATE);
  }

  dispose(): void {
    this.#learning.judged?.judge.dispose();
  }

  #addGradient(user: number, { item, others }: PlayedPlace, advantage: number): void {
    this.#vectors.addGradient(item, user, -advantage);
    for (const other of others) this.#vectors.addGradient(other, user, advantage / others.length);
  }

  #rewards(history: ClickHistory, items: readonly number[], clicked: number): number[] {
    const clicks = items.map((item) => Number(item === clicked));
    if (!this.#learning.judged) return clicks;
    const { share, judge } = this.#learning.judged;
    const worth = judge.judge(history, items);
    return clicks.map((click, k) => (1 - share) * click + share * worth[k]);
  }
}

function meanReward(places: readonly PlayedPlace[]): number {
  return places.reduce((sum, { reward }) => sum + reward / places.length, 0);
}
