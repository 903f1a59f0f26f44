import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readInteractions } from "../../data/interactions/interactions.ts";
import type { InteractionData } from "../../src/core/interaction-data.ts";
import { packSequences, sequenceOf } from "../../src/core/sequences.ts";
import { dropRepeats, kCore } from "../../src/dataset/k-core.ts";
import { blocksOf, type EventStream, interleavedStream, streamOf } from "../../src/dataset/streams.ts";

const SEQUENCES = packSequences([[4, 2, 7], [], [1], [9, 9, 3, 5, 0, 6]]);
const listed = (events: EventStream) => Array.from(events, ({ user, item }) => [user, item]);

describe("a stream of a data set", () => {
  const lines = ["b,x,30", "a,y,10", "b,z,20", "c,x,10", "b,y,20", "a,x,20"];

  /** The data set of these lines, and names of what its stream holds. */
  async function namesOf(rows: readonly string[], change = (data: InteractionData) => data): Promise<string[]> {
    const path = join(mkdtempSync(join(tmpdir(), "slatelab-stream-")), "rows.csv");
    writeFileSync(path, rows.join("\n"));
    const data = change(await readInteractions(path));
    const events = streamOf(data, 1);
    const names = () => Array.from(events, ({ user, item }) => `${data.userNames[user]}${data.itemNames[item]}`);
    const first = names();
    expect(names()).toEqual(first); // again from the first
    return first;
  }

  it("goes by its times, then by the rows of its file", async () => {
    expect(await namesOf(lines)).toEqual(["ay", "cx", "bz", "by", "ax", "bx"]);
    const nanoseconds = lines.map((line) => line.replace(/(.)0$/, "17000000000000000$1"));
    expect(await namesOf(nanoseconds)).toEqual(["ay", "cx", "bz", "by", "ax", "bx"]);
  });

  it("goes by them where repeats and rare items were left out", async () => {
    const kept = await namesOf([...lines, "b,x,5", "c,y,1"], (data) =>
      kCore(dropRepeats(data), { k: 2, mode: "fixed" }),
    );
    expect(kept).toEqual(["cy", "bx", "ay", "cx", "by", "ax"]);
  });

  it("without times keeps the order of each user's rows", async () => {
    const names = await namesOf(lines.map((line) => line.slice(0, 3)));
    expect(names.filter((name) => name[0] === "b")).toEqual(["bx", "bz", "by"]);
    expect(names.filter((name) => name[0] === "a")).toEqual(["ay", "ax"]);
    expect(names).toHaveLength(6);
  });
});

describe("a stream of sequences without times", () => {
  it("has every user's items in their order, merged by the seed", () => {
    const events = listed(interleavedStream(SEQUENCES, 1));
    for (const user of [0, 1, 2, 3])
      expect(events.filter(([who]) => who === user).map(([, item]) => item)).toEqual([...sequenceOf(SEQUENCES, user)]);
    expect(listed(interleavedStream(SEQUENCES, 1))).toEqual(events);
    expect(listed(interleavedStream(SEQUENCES, 2))).not.toEqual(events);
  });

  it("makes every merge as likely", () => {
    const SEEDS = 6000;
    const counts = new Map<string, number>();
    const pair = packSequences([
      [0, 1],
      [2, 3],
    ]);
    for (let seed = 0; seed < SEEDS; seed++) {
      const merge = listed(interleavedStream(pair, seed))
        .map(([user]) => user)
        .join("");
      counts.set(merge, (counts.get(merge) ?? 0) + 1);
    }
    const sd = Math.sqrt(SEEDS * (1 / 6) * (5 / 6));
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - SEEDS / 6)).toBeLessThan(5 * sd);
  });
});

describe("blocks of a stream", () => {
  /** Counts without an end. */
  function endless(): { events: EventStream; read: () => number } {
    let read = 0;
    function* count() {
      for (;;) yield { user: 0, item: read++ };
    }
    return { events: { [Symbol.iterator]: count }, read: () => read };
  }

  it("are all events in turn, the last ones fewer", () => {
    const events = listed(interleavedStream(SEQUENCES, 1));
    for (const size of [1, 4, 5, 10, 11]) {
      const blocks = [...blocksOf(interleavedStream(SEQUENCES, 1), size)];
      expect(blocks.map(({ items }) => items.length)).toEqual(
        Array.from({ length: Math.ceil(10 / size) }, (_, i) => Math.min(size, 10 - i * size)),
      );
      expect(blocks.flatMap(({ users, items }) => Array.from(users, (user, i) => [user, items[i]]))).toEqual(events);
    }
  });

  it("are read when they are asked for, and no further", () => {
    const { events, read } = endless();
    const blocks = blocksOf(events, 3);
    expect(read()).toBe(0);
    expect([...blocks.next().value!.items]).toEqual([0, 1, 2]);
    expect([...blocks.next().value!.items]).toEqual([3, 4, 5]);
    expect(read()).toBe(6);
  });

  it.each([0, 1.5, Number.NaN])("are of one event or more, not %f", (size) => {
    expect(() => [...blocksOf([], size)]).toThrow(`Expected blocks of one event or more, got ${size}`);
  });
});
