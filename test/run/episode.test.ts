import { describe, expect, it } from "vitest";
import { EpisodeLog } from "../../src/core/episode-log.ts";
import { Interrupted } from "../../src/core/errors.ts";
import { type Agent, NO_CLICK, type Transition } from "../../src/core/types.ts";
import { runEpisode } from "../../src/run/episode.ts";
import { worldOfUtilities } from "../env/fixture.ts";

/** Shows five items from a place that moves on; uses one array for all its slates and scribbles over it. */
class Scribbler implements Agent {
  readonly learned: Transition[] = [];
  readonly #slate = new Int32Array(5);
  #round = 0;

  recommend() {
    this.#round++;
    for (let i = 0; i < 5; i++) this.#slate[i] = (this.#round + i) % 30;
    return this.#slate;
  }

  learn(transition: Transition): void {
    this.learned.push(transition);
    this.#slate.fill(-9);
  }

  snapshot(): null {
    return null;
  }

  restore(): void {}

  dispose(): void {}
}

const env = () => worldOfUtilities(Array(30).fill(1.6), { users: 20 }).createEnv();

describe("runEpisode", () => {
  it("plays to the end, tells the agent of every round and returns their number", () => {
    const agent = new Scribbler();
    const rounds = runEpisode({ env: env(), agent, seed: 1 });
    expect(agent.learned.length).toBe(rounds);
    expect(agent.learned.filter(({ terminated }) => terminated).length).toBe(20);
    expect(agent.learned.map(({ observation }) => observation.round)).toEqual(
      Array.from({ length: rounds }, (_, t) => t),
    );
  });

  it("records slates as they were shown, whatever the agent does to them afterwards", () => {
    const log = new EpisodeLog(5);
    const rounds = runEpisode({ env: env(), agent: new Scribbler(), seed: 1, recorders: [log] });
    expect(log.length).toBe(rounds);
    for (let t = 0; t < rounds; t++) {
      expect(Array.from(log.slates.subarray(5 * t, 5 * t + 5))).toEqual([1, 2, 3, 4, 5].map((i) => (t + i) % 30));
    }
    expect(log.clicked.some((item) => item !== NO_CLICK)).toBe(true);
  });

  it("hands on what an agent says of the slate it gave last", () => {
    class Candid extends Scribbler {
      asked = 0;

      propensities() {
        return this.asked++ % 2 ? undefined : [1, 0.5, 0.25, 0.125, 1 / this.asked];
      }
    }
    const agent = new Candid();
    const log = new EpisodeLog(5);
    const rounds = runEpisode({ env: env(), agent, seed: 1, recorders: [log] });
    expect(agent.asked).toBe(rounds);
    expect(agent.learned.slice(0, 2).map(({ propensities }) => propensities)).toEqual([
      [1, 0.5, 0.25, 0.125, 1],
      undefined,
    ]);
    expect(log.propensities?.subarray(10, 15)).toEqual(Float64Array.of(1, 0.5, 0.25, 0.125, 1 / 3));
  });

  it("tells of its progress and stops when told to", () => {
    const long = () => worldOfUtilities(Array(30).fill(1.6), { users: 2000 }).createEnv();
    const seen: number[] = [];
    const onProgress = (rounds: number) => {
      seen.push(rounds);
      return true;
    };
    const rounds = runEpisode({ env: long(), agent: new Scribbler(), seed: 1, onProgress });
    expect(seen.slice(0, 2)).toEqual([4096, 8192]);
    expect(seen.at(-1)).toBe(rounds);
    const stop = () => runEpisode({ env: long(), agent: new Scribbler(), seed: 1, onProgress: () => false });
    expect(stop).toThrow(Interrupted);
  });
});

describe("EpisodeLog", () => {
  it("grows beyond its first size and keeps every round", () => {
    const log = new EpisodeLog(3);
    for (let t = 0; t < 5000; t++) log.add(t % 7, [t, t + 1, t + 2], { clicked: t % 2 ? t : NO_CLICK, reward: t / 4 });
    expect([log.length, log.users.length, log.clicked.length, log.slates.length]).toEqual([5000, 5000, 5000, 15_000]);
    expect([log.users[4999], log.clicked[4999], log.clicked[4998]]).toEqual([4999 % 7, 4999, NO_CLICK]);
    expect(Array.from(log.slates.slice(-3))).toEqual([4999, 5000, 5001]);
    expect([log.rewards.length, log.rewards[4999], log.propensities]).toEqual([5000, 4999 / 4, undefined]);
  });

  it("keeps propensities from the first that is given on, NaN in rounds without", () => {
    const log = new EpisodeLog(2);
    const given = (t: number) => t === 3 || t === 4000;
    for (let t = 0; t < 5000; t++)
      log.add(0, [1, 2], { clicked: NO_CLICK, reward: 0, propensities: given(t) ? [0.5, 1 / (t + 1)] : undefined });
    const rows = Array.from({ length: 5000 }, (_, t) => log.propensities?.subarray(2 * t, 2 * t + 2));
    expect(log.propensities).toHaveLength(10_000);
    expect([rows[3], rows[4000]]).toEqual([Float64Array.of(0.5, 1 / 4), Float64Array.of(0.5, 1 / 4001)]);
    expect(rows.filter((_, t) => !given(t)).every((row) => row?.every(Number.isNaN))).toBe(true);
  });

  it.each([
    { propensities: [0.5], says: "Expected 2 propensities, one a place, got [0.5]" },
    { propensities: [0.5, 0], says: "Expected a propensity above 0 and at most 1 at position 1, got 0" },
    { propensities: [1.5, 0.5], says: "Expected a propensity above 0 and at most 1 at position 0, got 1.5" },
    { propensities: [0.5, Number.NaN], says: "Expected a propensity above 0 and at most 1 at position 1, got NaN" },
  ])("refuses propensities $propensities, adding nothing", ({ propensities, says }) => {
    const log = new EpisodeLog(2);
    expect(() => log.add(0, [1, 2], { clicked: NO_CLICK, reward: 0, propensities })).toThrow(says);
    expect(log.length).toBe(0);
  });

  it.each([0, -1, 2.5, Number.NaN])("refuses slates of %s items", (size) => {
    expect(() => new EpisodeLog(size)).toThrow(`Expected a positive slate size, got ${size}`);
  });
});
