import type { PrequentialRow } from "../../src/evaluate/prequential.ts";
import { median } from "../measurements.ts";
import type { EventTimes } from "./nmrn-cases.ts";

/** Blocks of events as an evaluation meets them, and what each took. */
export class BlockWatch {
  readonly #rows: AsyncGenerator<PrequentialRow>;
  #before: PrequentialRow | undefined;
  #seen: EventTimes[] = [];

  constructor(rows: AsyncGenerator<PrequentialRow>) {
    this.#rows = rows;
  }

  async meet(blocks: number): Promise<void> {
    for (let i = 0; i < blocks; i++) {
      const used = process.cpuUsage(); // first: on some machines it takes a millisecond
      const began = performance.now();
      const { value } = await this.#rows.next();
      const seconds = (performance.now() - began) / 1000;
      const { user, system } = process.cpuUsage(used);
      this.#add(value as PrequentialRow, { seconds, processor: (user + system) / 1e6 });
    }
  }

  forget(): void {
    this.#seen = [];
  }

  times(): EventTimes {
    const of = (part: keyof EventTimes) => median(this.#seen.map((times) => times[part]));
    return { event: of("event"), scoring: of("scoring"), learning: of("learning"), processor: of("processor") };
  }

  #add(row: PrequentialRow, { seconds, processor }: { seconds: number; processor: number }): void {
    const before = this.#before;
    const events = row.events - (before?.events ?? 0);
    const total = ({ events, milliseconds }: PrequentialRow, part: "scoring" | "learning") =>
      events * milliseconds[part];
    const spent = (part: "scoring" | "learning") =>
      (total(row, part) - (before ? total(before, part) : 0)) / 1000 / events;
    const own = { scoring: spent("scoring"), learning: spent("learning") };
    this.#seen.push({ event: seconds / events, processor: processor / events, ...own });
    this.#before = row;
  }
}
