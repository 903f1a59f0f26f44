/**
 * Rankings as TREC run and qrels files, the form that trec_eval, ir-measures and ranx read. A tool orders a run by its
 * scores, breaks ties in its own way and may read scores as float32: so scores fall strictly, in float32, in the order of
 * the list, and every tool sees the same ranking.
 */
import type { HeldOut } from "../core/hold-out.ts";
import type { RankedItems } from "../evaluate/held-out.ts";

/** A run in TREC's format, `user Q0 item rank score tag` lines, rank from 1; one text a user. `tag` names the run. */
export function* trecRun(lists: Iterable<RankedItems>, tag: string): Generator<string> {
  for (const { user, items, scores } of lists) {
    const falling = strictlyFalling(scores);
    yield Array.from(items, (item, i) => `${user} Q0 ${item} ${i + 1} ${falling[i]} ${tag}\n`).join("");
  }
}

/** Relevance judgements in TREC's format, `user 0 item 1` lines: the held-out item is the relevant one. */
export function* trecQrels(heldOut: Iterable<HeldOut>): Generator<string> {
  for (const { user, target } of heldOut) yield `${user} 0 ${target} 1\n`;
}

/** The scores, each at most the float32 just below the one before. */
function strictlyFalling(scores: Float32Array): Float32Array {
  const falling = scores.slice();
  for (let i = 1; i < falling.length; i++) falling[i] = Math.min(falling[i], below(falling[i - 1]));
  return falling;
}

const FLOAT = new Float32Array(1);
const BITS = new Int32Array(FLOAT.buffer);

/** The largest float32 that is less than a finite one. */
function below(value: number): number {
  if (value === 0) return -(2 ** -149);
  FLOAT[0] = value;
  BITS[0] += value > 0 ? -1 : 1;
  return FLOAT[0];
}
