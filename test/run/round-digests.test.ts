import { describe, expect, it } from "vitest";
import { EpisodeLog } from "../../src/core/episode-log.ts";
import { digestsOf, Replay } from "../../src/run/round-digests.ts";
import { transitionOf } from "../store/fixture.ts";

/** Rounds of an episode; from `changed` on they are others. */
const rounds = (count: number, changed = count) =>
  Array.from({ length: count }, (_, round) => transitionOf(round < changed ? round : round + 1));

/** What the replay of an episode of so many rounds comes to. */
function replayed(recorded: number, played: ReturnType<typeof rounds>) {
  const log = new EpisodeLog(5);
  for (const round of rounds(recorded)) log.record(round);
  const replay = new Replay({ rounds: recorded, digests: digestsOf(log) }, 5);
  for (const round of played) if (!replay.isOver) replay.record(round);
  return { block: replay.finish(), same: replay.same, heard: replay.log.length };
}

describe("a replay", () => {
  it.each([1, 255, 256, 257, 1000])("of %d rounds is the same where all are", (count) => {
    expect(replayed(count, rounds(count))).toEqual({ block: null, same: count, heard: count });
  });

  it("is over at the first block of rounds that differs", () => {
    expect(replayed(1000, rounds(1000, 300))).toEqual({ block: [257, 512], same: 256, heard: 512 });
    expect(replayed(1000, rounds(1000, 990))).toEqual({ block: [769, 1000], same: 768, heard: 1000 });
    expect(replayed(100, rounds(100, 0)).block).toEqual([1, 100]);
  });

  it("differs where it is shorter or longer", () => {
    expect(replayed(1000, rounds(900)).block).toEqual([769, 1000]);
    expect(replayed(1000, rounds(768)).block).toEqual([769, 1000]);
    expect(replayed(1000, rounds(1100)).block).toEqual([769, 1024]);
    expect(replayed(300, []).block).toEqual([1, 256]);
  });

  it("of very many rounds ends with the first 65,536", () => {
    expect(replayed(70_000, rounds(70_000, 66_000))).toEqual({ block: null, same: 65_536, heard: 65_536 });
    expect(replayed(70_000, rounds(70_000, 65_000)).block).toEqual([64_769, 65_024]);
  });
});
