/** An episode that failed: where it was, and why. */
import { describe, SlateLabError } from "./errors.ts";
import type { Seed } from "./random.ts";

/** Where an episode of an agent failed, and why. */
export interface EpisodeFailure {
  /** Spec of the agent. */
  readonly agent: string;
  readonly seed: Seed;
  /** 0-based, within the seed. */
  readonly episode: number;
  /** From 1; null where it failed before its first round. */
  readonly round: number | null;
  readonly reason: string;
}

/** The place of an episode, or of a round in it: `agent popular, seed 3, episode 0, round 99`. */
export function placeOf({ agent, seed, episode, round }: Omit<EpisodeFailure, "reason">): string {
  return `agent ${agent}, seed ${seed}, episode ${episode}${round === null ? "" : `, round ${round}`}`;
}

/** A failure in one line. */
export function failureText(failure: EpisodeFailure): string {
  return `${placeOf(failure)}: ${failure.reason}`;
}

/** Thrown for an episode that its agent made fail. */
export class EpisodeError extends SlateLabError {
  readonly failure: EpisodeFailure;

  constructor(failure: EpisodeFailure, cause: unknown) {
    super(failureText(failure), { cause });
    this.failure = failure;
  }
}

const LONGEST_REASON = 500;

/** Why something failed, in one line, whatever was thrown. */
export function reasonOf(thrown: unknown): string {
  try {
    const text = thrown instanceof Error ? thrown.message || thrown.name : `threw ${describe(thrown)}`;
    return text
      .replace(/[\s\p{Cc}]+/gu, " ")
      .trim()
      .slice(0, LONGEST_REASON);
  } catch {
    return "threw something that cannot be told";
  }
}
