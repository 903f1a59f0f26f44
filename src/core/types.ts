/**
 * The vocabulary of SlateLab. A world owns hidden users; an `Env` plays one seeded episode of it, one user at a time;
 * an `Agent` answers each observation with a slate and learns from the response.
 */
import type { ClickHistory } from "./clicks.ts";
import type { Seed, Stream } from "./random.ts";

/** The value of `clicked` when the user chose nothing. */
export const NO_CLICK = -1;

/** The items that a user is shown: distinct ids, in the order shown. */
export type Slate = ArrayLike<number>;

/** Public facts about every item. Item ids are 0..size-1. */
export interface Catalogue {
  readonly size: number;
  /** Identifies the content (texts included): caches keyed by it stay valid exactly as long as it does. */
  readonly hash: string;
  /** Headline or title. */
  title(item: number): string;
  /** Short description; may be empty. */
  description(item: number): string;
}

/** Clicks in time order, as parallel columns. A click in the log and a row of a data set are the same thing. */
export interface Interactions {
  readonly users: Int32Array;
  readonly items: Int32Array;
}

/** All that an agent is told before it answers. */
export interface Observation {
  readonly user: number;
  /** The user's public clicks so far. */
  readonly history: ClickHistory;
  /** Rounds played in this episode so far, over all users. */
  readonly round: number;
}

/** What came of a slate: the response and the next observation. */
export interface Step {
  /** The next user to serve; null when nobody is left and the episode is over. */
  readonly observation: Observation | null;
  /** The item chosen, or NO_CLICK. */
  readonly clicked: number;
  readonly reward: number;
  /** The user just served left for good (out of patience). */
  readonly terminated: boolean;
  /** The user just served reached the horizon. */
  readonly truncated: boolean;
}

/** One seeded episode at a time over a world's hidden users. */
export interface Env {
  readonly users: number;
  readonly slateSize: number;
  /** Most rounds one user is served in an episode. */
  readonly horizon: number;
  readonly catalogue: Catalogue;
  /** Starts an episode. The same seed gives the same users, arrivals and luck. */
  reset(seed: Seed): Observation;
  /** Shows a slate to the user of the last observation. A bad slate throws a UsageError and changes nothing. */
  step(slate: Slate): Step;
}

/** A round as the agent learns from it: what it saw, what it showed, and the user's response. */
export interface Transition extends Omit<Step, "observation"> {
  readonly observation: Observation;
  readonly slate: Slate;
  /** What the agent says of its slate, see `Agent.propensities`. */
  readonly propensities?: ArrayLike<number>;
}

/** Observes the episode loop. Worlds, agents and models never log; recorders do. */
export interface Recorder {
  record(transition: Transition): void;
}

/** Proposes slates and learns from responses. Everything it holds of an episode is in its snapshot. */
export interface Agent {
  recommend(observation: Observation): Slate;
  learn(transition: Transition): void;
  /**
   * Optional fact, for off-policy estimators: of the slate that `recommend` gave last, the probability (above 0, at most 1)
   * that this policy shows this item at this place, one number a place; undefined where the agent cannot say. Asked once
   * a round, before `learn`. A wrapper speaks for itself: what the agent inside would say is true of that one alone.
   */
  propensities?(): ArrayLike<number> | undefined;
  /** A structured-cloneable copy of the state that `learn` and `recommend` change, the random stream included. */
  snapshot(): unknown;
  /** Takes back what changed since a snapshot of the same agent; a stream, where given, takes the place of the snapshot's. */
  restore(snapshot: unknown, random?: Stream): void;
  /** Frees what is not garbage-collected (tensors, WebAssembly memory). */
  dispose(): void;
}

/** The hidden state's one door, for the oracle alone. */
export interface Oracle {
  /** The user's unseen items of highest true utility at this moment, best first. */
  best(user: number, count: number): Int32Array;
}

/** What may be said of an env beside its world. */
export interface EnvOptions {
  /** Serves only the first so many users: 0..users-1. All of the world's where absent. */
  readonly users?: number;
}

/** A catalogue and a population of hidden users, built once; episodes are played on its envs. */
export interface World {
  /** Scenario, with its version where it has one, e.g. `cup-v3`. */
  readonly id: string;
  /** Identifies settings, data and generator version: the same hash means the same hidden users and items. */
  readonly hash: string;
  readonly catalogue: Catalogue;
  readonly users: number;
  readonly slateSize: number;
  readonly horizon: number;
  /**
   * What is public before the first round: every user's clicks so far, in time order. There may be clicks of more users than are served:
   * their ids come after those.
   */
  readonly interactions: Interactions;
  createEnv(options?: EnvOptions): Env;
}
