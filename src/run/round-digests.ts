/** Digests of an episode's rounds: what is small to keep, and tells where a replay begins to differ. */
import { createHash } from "node:crypto";
import { bytesOf } from "../core/arrays.ts";
import { EpisodeLog } from "../core/episode-log.ts";
import type { Recorder, Transition } from "../core/types.ts";
import { MOST_REPLAYED } from "../report/suite.ts";

/** Rounds of a block, and bytes of its digest. */
const BLOCK = 256;
const BYTES = 8;

/** Digests of who was served, what was shown and what was clicked, a block of rounds each: [⌈rounds / 256⌉ × 8]. */
export function digestsOf(log: EpisodeLog): Uint8Array {
  const digests = new Uint8Array(Math.ceil(log.length / BLOCK) * BYTES);
  for (let block = 0; block * BLOCK < log.length; block++) digests.set(digestOf(log, block), block * BYTES);
  return digests;
}

function digestOf({ users, clicked, slates, slateSize, length }: EpisodeLog, block: number): Uint8Array {
  const [start, end] = [block * BLOCK, Math.min((block + 1) * BLOCK, length)];
  const hash = createHash("sha256");
  for (const column of [users, clicked]) hash.update(bytesOf(column.subarray(start, end)));
  return hash
    .update(bytesOf(slates.subarray(start * slateSize, end * slateSize)))
    .digest()
    .subarray(0, BYTES);
}

/** What is known of an episode that is replayed. */
export interface Recorded {
  readonly rounds: number;
  readonly digests: Uint8Array;
}

/** Compares a replay with what was recorded, block by block, and is over at the first that differs. */
export class Replay implements Recorder {
  /** Of the replay. */
  readonly log: EpisodeLog;
  /** Rounds that were found the same. */
  same = 0;
  /** The rounds are over, or differ: there is nothing left to compare. */
  isOver = false;
  readonly #recorded: Recorded;

  constructor(recorded: Recorded, slateSize: number) {
    this.#recorded = recorded;
    this.log = new EpisodeLog(slateSize);
  }

  record(transition: Transition): void {
    if (this.isOver) return;
    this.log.record(transition);
    if (this.log.length % BLOCK === 0) this.#compare();
  }

  /** The replay has ended by itself. Returns the rounds of the first block that differs, from 1, or null. */
  finish(): readonly [first: number, last: number] | null {
    const { rounds } = this.#recorded;
    if (!this.isOver && this.log.length % BLOCK > 0) this.#compare();
    if (this.same === Math.min(rounds, MOST_REPLAYED)) return null;
    return [this.same + 1, Math.min(this.same + BLOCK, Math.max(rounds, this.log.length))];
  }

  #compare(): void {
    const block = this.same / BLOCK;
    const wanted = this.#recorded.digests.subarray(block * BYTES, (block + 1) * BYTES);
    const isSame = Buffer.compare(digestOf(this.log, block), wanted) === 0;
    if (isSame) this.same = this.log.length;
    this.isOver = !isSame || this.same >= Math.min(this.#recorded.rounds, MOST_REPLAYED);
  }
}
