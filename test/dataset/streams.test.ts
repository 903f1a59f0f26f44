import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readInteractions } from "../../data/interactions/interactions.ts";
import type { InteractionData } from "../../src/core/interaction-data.ts";
import { packSequences, sequenceOf } from "../../src/core/sequences.ts";
import { dropRepeats, kCore } from "../../src/dataset/k-core.ts";
import { prepare } from "../../src/dataset/prepare.ts";
import { readPreparedData, writePreparedData } from "../../src/dataset/prepared-data.ts";
import {
  blocksOf,
  type EventStream,
  eventsBetween,
  interleavedStream,
  sequenceStream,
  streamOf,
} from "../../src/dataset/streams.ts";
import { newFolder } from "../store/fixture.ts";

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

  it("goes by them still once it was prepared and read again", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "slatelab-stream-")), "rows.csv");
    writeFileSync(path, [...lines, "b,x,5", "c,y,1"].join("\n"));
    const read = await readInteractions(path);
    const file = join(newFolder(), "prepared.bin");
    writePreparedData(file, prepare(read, { kCore: { k: 2, mode: "fixed" }, split: "leave-one-out", seed: 1 }));
    const { split, timeOrder, userNames, itemNames } = readPreparedData(file);
    const events = sequenceStream({ sequences: split.sequences, timeOrder }, 1);
    const names = Array.from(events, ({ user, item }) => `${userNames[user]}${itemNames[item]}`);
    expect(names).toEqual(["cy", "bx", "ay", "cx", "by", "ax"]);
  });

  it.each([
    ["a place twice", [0, 1, 1, 3], "timeOrder, number 2: Expected each place once, got 1"],
    ["too few places", [0, 1, 2], "timeOrder: Expected 4 numbers, got 3"],
    ["another place", [0, 1, 2, 4], "timeOrder, number 3: Expected a finite number of at most 3, got 4"],
  ])("is refused where its file has %s", (_, places, says) => {
    const interactions = { users: Int32Array.of(0, 0, 1, 1), items: Int32Array.of(0, 1, 0, 1) };
    const names = { userNames: ["a", "b"], itemNames: ["x", "y"] };
    const data = prepare({ interactions, users: 2, items: 2, ...names }, { split: "leave-one-out", seed: 1 });
    const file = join(newFolder(), "prepared.bin");
    writePreparedData(file, { ...data, timeOrder: Uint32Array.from(places) });
    expect(() => readPreparedData(file)).toThrow(says);
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

  it("may be those between two of its events", () => {
    const events = listed(interleavedStream(SEQUENCES, 1));
    const between = (from: number, to: number) => listed(eventsBetween(interleavedStream(SEQUENCES, 1), from, to));
    expect(between(0, 4)).toEqual(events.slice(0, 4));
    expect(between(3, 99)).toEqual(events.slice(3));
    expect(between(4, 4)).toEqual([]);
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
