import { beforeEach, describe, expect, it } from "vitest";
import { readClickLog, readWorldClicks } from "../../data/click-log/click-log.ts";
import { NO_CLICK, type Transition } from "../../src/core/types.ts";
import { SqliteRecorder } from "../../src/store/click-log.ts";
import type { Store } from "../../src/store/database.ts";

import { RUN, storeOfSuite, summaryOf, transitionOf } from "../store/fixture.ts";

let store: Store;
let suite: number;

beforeEach(() => {
  ({ store, suite } = storeOfSuite());
  return () => store.close();
});

/** Logs an episode of one round for each [user, clicked]. */
function play(seed: number, rounds: [user: number, clicked: number][], agent = "random"): number {
  const recorder = new SqliteRecorder(store, { suite, agent, seed, episode: 0 }, { slateSize: 5 });
  for (const [user, clicked] of rounds) recorder.record(roundOf(user, clicked));
  recorder.finish(summaryOf(rounds.length), RUN);
  return recorder.episodeId;
}

function roundOf(user: number, clicked: number): Transition {
  const round = transitionOf(0);
  const slate = [90, 91, 92, 93, clicked === NO_CLICK ? 94 : clicked];
  return { ...round, observation: { ...round.observation, user }, slate, clicked };
}

describe("readClickLog", () => {
  it("gives each user of each episode a sequence of clicks in time order", () => {
    const second = play(2, [[4, 50]]);
    const first = play(1, [
      [4, 12],
      [0, 50],
      [4, NO_CLICK],
      [4, 7],
    ]);
    play(1, [[4, 1]], "popular");
    expect(readClickLog(store, { suite, agent: "random" })).toEqual({
      interactions: { users: Int32Array.of(0, 0, 1, 2), items: Int32Array.of(0, 2, 1, 1) },
      users: 3,
      items: 3,
      userNames: [`${first}/4`, `${first}/0`, `${second}/4`],
      itemNames: ["12", "50", "7"],
    });
  });

  it("refuses an agent without clicks", () => {
    play(1, [[4, NO_CLICK]]);
    expect(() => readClickLog(store, { suite, agent: "random" })).toThrow(
      /lab\.db: Expected clicks of the agent 'random' in finished, logged episodes of suite 1, got none/,
    );
  });
});

describe("readWorldClicks", () => {
  const catalogue = { size: 60, hash: "x", title: () => "", description: () => "" };
  const interactions = { users: Int32Array.of(0, 1, 1), items: Int32Array.of(9, 3, 4) };

  it("joins public clicks and all episodes of a user, under the world's own ids", () => {
    play(2, [[1, 50]]);
    play(1, [
      [1, 12],
      [2, 50],
      [1, NO_CLICK],
      [1, 50],
    ]);
    const data = readWorldClicks(store, { suite, agent: "random" }, { users: 3, catalogue, interactions });
    expect(data.interactions).toEqual({
      users: Int32Array.of(0, 1, 1, 1, 1, 2),
      items: Int32Array.of(9, 3, 4, 12, 50, 50),
    });
    expect([data.users, data.items, data.userNames, data.itemNames[59]]).toEqual([3, 60, ["0", "1", "2"], "59"]);
    expect(data.catalogueHash).toBe(catalogue.hash);
  });

  it("refuses an agent without clicks", () => {
    play(1, [[1, NO_CLICK]]);
    const read = () => readWorldClicks(store, { suite, agent: "random" }, { users: 3, catalogue, interactions });
    expect(read).toThrow("Expected clicks of the agent 'random' in finished, logged episodes of suite 1, got none");
  });
});
