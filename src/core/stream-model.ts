import type { Interactions } from "./types.ts";

/** A model that meets a stream of events: it scores, is told what happened, and learns from that. */
export interface StreamModel {
  /** Items of the catalogue. */
  readonly items: number;
  /** Scores of every item for each user, higher is better, by what was learnt so far; changes nothing: [B × items] */
  score(users: Int32Array): Float32Array | Promise<Float32Array>;
  /** Learns from events in time order. */
  learn(events: Interactions): void | Promise<void>;
}
