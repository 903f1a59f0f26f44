/**
 * Seeded randomness: one root seed, an independent named stream for each purpose.
 *
 * Two kinds of draw exist. A `Stream` is sequential. `keyedUniform` is a pure function of its keys, so two agents
 * under one seed meet the same luck at the same (user, round), however their pasts differ (common random numbers).
 */
import seedrandom from "seedrandom";
import { freezeClass } from "./frozen.ts";

const { cos, floor, imul, log, PI, sin, sqrt } = Math;
const { alea } = seedrandom;

/** What a stream of random numbers starts from. */
export type Seed = string | number;
/** Where a stream of random numbers has got to: plain JSON. */
export type StreamState = { path: string; alea: seedrandom.State.Alea };

/** A seeded sequence of random numbers (Alea, from `seedrandom`) with named, independent children. */
export class Stream {
  static {
    freezeClass(Stream);
  }

  #path: string;
  #next: seedrandom.StatefulPRNG<seedrandom.State.Alea>;

  constructor(seed: Seed, state?: seedrandom.State.Alea) {
    this.#path = `${seed}`;
    this.#next = alea(this.#path, { state: state ?? true });
  }

  get path(): string {
    return this.#path;
  }

  /** Continues a stream from `state()`. */
  static restore(state: StreamState): Stream {
    return new Stream(state.path, state.alea);
  }

  state(): StreamState {
    return { path: this.path, alea: this.#next.state() };
  }

  /** Goes on as the stream of a state would: for what was handed this very stream and keeps it. */
  follow({ path, alea: state }: StreamState): void {
    this.#path = path;
    this.#next = alea(path, { state });
  }

  /** An independent stream; it depends on this one's seed and the name only, never on how much was drawn. */
  fork(name: Seed): Stream {
    return new Stream(`${this.path}/${name}`);
  }

  /** Uniform on [0, 1), 32 bits. */
  uniform(): number {
    return this.#next();
  }

  /** Uniform integer on 0..n-1. */
  int(n: number): number {
    return floor(this.#next() * n);
  }

  /** Normal draw, one of a pair. */
  normal(mean = 0, sd = 1): number {
    return mean + normalPair(this.#next(), this.#next(), sd)[0];
  }

  /** Exponential draw of the given mean. */
  exponential(mean: number): number {
    return -mean * log(1 - this.#next());
  }

  pick<T>(values: ArrayLike<T>): T {
    return values[this.int(values.length)];
  }

  /** Shuffles in place (Fisher–Yates). */
  shuffle<T extends { length: number; [index: number]: unknown }>(values: T): T {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      const held = values[i];
      values[i] = values[j];
      values[j] = held;
    }
    return values;
  }

  /** A 32-bit key for `keyedUniform`. */
  key(): number {
    return this.#next.int32() | 0;
  }
}

/**
 * Two independent draws from N(0, sd²), of two uniform ones from [0, 1): a point's coordinates, of its radius and its
 * angle (Box, Muller 1958, "A note on the generation of random normal deviates").
 */
export function normalPair(u: number, v: number, sd = 1): [number, number] {
  const radius = sd * sqrt(-2 * log(1 - u));
  const angle = 2 * PI * v;
  return [radius * cos(angle), radius * sin(angle)];
}

/** Uniform on [0, 1) as a pure function of a key and two integers (MurmurHash3's finaliser over both). */
export function keyedUniform(key: number, a: number, b: number): number {
  let h = mix(key ^ imul(a + 1, 0x9e3779b1));
  h = mix(h ^ imul(b + 1, 0x85ebca77));
  return (h >>> 0) / 4294967296;
}

function mix(value: number): number {
  let h = value ^ (value >>> 16);
  h = imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
