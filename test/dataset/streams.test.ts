import { describe, expect, it } from "vitest";
import { packSequences, sequenceOf } from "../../src/core/sequences.ts";
import { blocksOf, type EventStream, interleavedStream, timedStream } from "../../src/dataset/streams.ts";

const SEQUENCES = packSequences([[4, 2, 7], [], [1], [9, 9, 3, 5, 0, 6]]);
const listed = (events: EventStream) => Array.from(events, ({ user, item }) => [user, item]);

describe("a stream by times", () => {
  const rows = { users: Int32Array.of(0, 0, 1, 2, 1), items: Int32Array.of(5, 6, 7, 8, 9) };

  it("goes by time, then by row", () => {
    const inOrder = timedStream(rows, [30, 10, 20, 10, 20]);
    const wanted = [
      [0, 6],
      [2, 8],
      [1, 7],
      [1, 9],
      [0, 5],
    ];
    expect(listed(inOrder)).toEqual(wanted);
    expect(listed(inOrder)).toEqual(wanted); // again from the first
  });

  it("asks for a time of each", () => {
    expect(() => timedStream(rows, [1, 2, 3])).toThrow("Expected 5 times, got 3");
    expect(() => timedStream(rows, [1, 2, Number.NaN, 3, 4])).toThrow(
      "row 2: Expected a time that is a number, got NaN",
    );
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
