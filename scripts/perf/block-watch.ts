import type { PrequentialRow } from "../../src/evaluate/prequential.ts";
import { median } from "../measurements.ts";
import type { EventTimes } from "./nmrn-cases.ts";

type BlockTimes = Omit<EventTimes, "processor">;

/** Blocks of events as an evaluation meets them, and what they took. */
export class BlockWatch {
  readonly #rows: AsyncGenerator<PrequentialRow>;
  #before: PrequentialRow | undefined;
  readonly #blocks: BlockTimes[] = [];
  readonly #processor: number[] = [];

  constructor(rows: AsyncGenerator<PrequentialRow>) {
    this.#rows = rows;
  }

  /** Meets so many blocks, and times each. The processor's time is asked for once: on some machines that takes a millisecond. */
  async watch(blocks: number): Promise<void> {
    const [used, events] = [process.cpuUsage(), this.#events];
    for (let i = 0; i < blocks; i++) this.#blocks.push(await this.#next());
    const { user, system } = process.cpuUsage(used);
    this.#processor.push((user + system) / 1e6 / (this.#events - events));
  }

  /** Meets so many blocks. */
  async skip(blocks: number): Promise<void> {
    for (let i = 0; i < blocks; i++) await this.#next();
  }

  /** Medians over the blocks that were watched. */
  times(): EventTimes {
    const of = (part: keyof BlockTimes) => median(this.#blocks.map((times) => times[part]));
    const processor = median(this.#processor);
    return { event: of("event"), scoring: of("scoring"), learning: of("learning"), processor };
  }

  get #events(): number {
    return this.#before?.events ?? 0;
  }

  async #next(): Promise<BlockTimes> {
    const [began, before] = [performance.now(), this.#before];
    const { value } = await this.#rows.next();
    const seconds = (performance.now() - began) / 1000;
    const row = value as PrequentialRow;
    const events = row.events - this.#events;
    this.#before = row;
    const spent = (part: "scoring" | "learning") => (secondsOf(row, part) - secondsOf(before, part)) / events;
    return { event: seconds / events, scoring: spent("scoring"), learning: spent("learning") };
  }
}

/** From the start to a row, all events together. */
function secondsOf(row: PrequentialRow | undefined, part: "scoring" | "learning"): number {
  return row ? (row.events * row.milliseconds[part]) / 1000 : 0;
}
