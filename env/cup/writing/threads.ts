/** The threads of a story: one for its category, one for each further label. */
import type { Stream } from "../../../src/core/random.ts";
import type { Label } from "../stories.ts";
import { type Cast, drawCast } from "./cast.ts";
import type { Desk } from "./desk.ts";

/** What a story has of one label: its desk's words, and a cast of its own from them. */
export interface Thread {
  readonly weight: number;
  readonly desk: Desk;
  readonly cast: Cast;
}

/** The category's thread first, then those of the further labels. */
export type Threads = readonly Thread[];

/** Draws the casts of a story, one for each label. */
export function openThreads(labels: readonly Label[], desks: readonly Desk[], random: Stream): Threads {
  return labels.map(({ category, weight }) => {
    const desk = desks[category];
    return { weight, desk, cast: drawCast(desk.words, random) };
  });
}

/** Draws the desk that writes a text; further labels are as loud as `loudness` says. */
export function drawDesk(threads: Threads, loudness: number, random: Stream): Desk {
  return threadAt(threads, loudness, random.uniform()).desk;
}

/** `count` threads in random order, each about as often as its share of the weights (systematic sampling). */
export function dealThreads(threads: Threads, { loudness, count }: Deal, random: Stream): Thread[] {
  const start = random.uniform();
  const dealt = Array.from({ length: count }, (_, i) => threadAt(threads, loudness, (start + i) / count));
  return random.shuffle(dealt);
}

/** How many threads are dealt, and how loud further labels are among them. */
export interface Deal {
  readonly loudness: number;
  readonly count: number;
}

/** The thread at a share 0..1 of all weights. */
function threadAt(threads: Threads, loudness: number, share: number): Thread {
  const weights = threads.map(({ weight }, i) => (i === 0 ? weight : loudness * weight));
  let left = share * weights.reduce((sum, weight) => sum + weight, 0);
  const at = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return threads.at(at) as Thread;
}
