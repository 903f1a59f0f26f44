/** How an agent of a next-item model learns from what users do with its slates. */
import type { Stream } from "../core/random.ts";
import type { Transition } from "../core/types.ts";

/** Moves the vectors that an agent serves from. `R`: what it keeps of a response until a step is taken, as plain data. */
export interface SlateLearner<R extends { readonly user: number }> {
  /** What a step needs to know of a response, taken before the vectors move. */
  note(response: Transition, random: Stream): R;
  /** One step on responses, each of which counts in full. */
  step(responses: readonly R[], learningRate: number): void;
  /** Frees what is not garbage-collected. */
  dispose(): void;
}
