import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import { clickCurve, survivalCurve } from "../../src/report/curves.ts";
import { type Leaderboard, type LeaderboardRow, leaderboard } from "../../src/report/leaderboard.ts";
import { resultSentences } from "../../src/report/sentence.ts";
import { clickless, FAKES, type FakeSuite, fakeSuite } from "./fixture.ts";

const GREEDY = "epsilon-greedy(inner=story-neighbours,epsilon=0.05)";

function boardOf({ suite, episodes }: FakeSuite): Leaderboard {
  return leaderboard(suite, episodes);
}

function rowOf(board: Leaderboard, name: string): LeaderboardRow {
  const row = [...board.ranked, ...board.references].find(({ agent }) => agent === name);
  if (!row) throw new Error(`no row for ${name}`);
  return row;
}

function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return value && typeof value === "object" ? Object.values(value).flatMap(numbersIn) : [];
}

describe("leaderboard", () => {
  const board = boardOf(fakeSuite());

  it("ranks and groups, best first, and keeps the oracle out", () => {
    expect(board.ranked.map(({ agent, rank, groups }) => [agent, rank, ...groups])).toEqual([
      ["story-neighbours", 1, "a"],
      [GREEDY, 1, "a"],
      ["popular", 3, "b"],
      ["random", 4, "c"],
    ]);
    expect(board.references.map(({ agent, rank, groups }) => [agent, rank, ...groups])).toEqual([["oracle", null]]);
    expect(board.unfinished).toEqual([]);
  });

  it("gives rounds as score times horizon, with an interval around the mean", () => {
    for (const { score, rounds } of [...board.ranked, ...board.references]) {
      expect(rounds.mean).toBeCloseTo(score.mean * 2000, 9);
      const [low, high] = rounds.interval ?? [];
      expect(low).toBeLessThan(rounds.mean);
      expect(high).toBeGreaterThan(rounds.mean);
    }
  });

  it("compares with the leader, the next, random and the oracle", () => {
    const leader = rowOf(board, "story-neighbours");
    const random = rowOf(board, "random");
    const always = { mean: 1, interval: [expect.closeTo(0.692, 3), 1] };
    expect(leader).toMatchObject({ differenceToLeader: null, improvementOverRandom: always });
    expect(random).toMatchObject({ improvementOverNext: null, improvementOverRandom: null });
    expect(random.differenceToLeader?.mean).toBeCloseTo(random.rounds.mean - leader.rounds.mean, 9);
    expect(random.differenceToLeader?.interval?.[1]).toBeLessThan(0);
    expect(rowOf(board, "popular").improvementOverNext).toEqual(always);
    expect(random.optimalityGap).toBeGreaterThan(rowOf(board, "popular").optimalityGap as number);
    expect(random.regret).toBeGreaterThan(10_000);
    expect(rowOf(board, "oracle")).toMatchObject({ optimalityGap: 0, regret: 0, improvementOverNext: null });
  });

  it("does not depend on the order in which episodes finished", () => {
    const { suite, episodes } = fakeSuite({ episodesPerSeed: 3, users: 40 });
    const shuffled = new Stream("order").shuffle([...episodes]);
    expect(leaderboard(suite, shuffled)).toEqual(leaderboard(suite, episodes));
  });

  it("averages the episodes of a seed before anything else", () => {
    const fake = fakeSuite({ episodesPerSeed: 2, seeds: 3, users: 20 });
    const row = rowOf(boardOf(fake), "popular");
    const scores = fake.episodes.filter(({ agent }) => agent === "popular").map(({ summary }) => summary.score);
    expect(row.seedScores).toEqual([0, 2, 4].map((first) => (scores[first] + scores[first + 1]) / 2));
  });

  it("lists an agent with seeds to play as unfinished and ranks it nowhere", () => {
    const { suite, episodes } = fakeSuite({ seeds: 4, users: 20 });
    const some = episodes.filter(({ agent, seed }) => agent !== "popular" || seed === 2);
    const part = leaderboard(suite, some);
    expect(part.unfinished).toEqual([
      { agent: "popular", privileged: false, checkpoint: null, finishedSeeds: 1, missingSeeds: [1, 3, 4] },
    ]);
    expect(part.ranked.map(({ agent }) => agent)).not.toContain("popular");
    expect(resultSentences(part).at(-1)).toBe("popular did not finish every seed and is not ranked.");
  });

  it("gives no intervals on one seed, and no NaN", () => {
    const one = boardOf(fakeSuite({ seeds: 1, users: 50 }));
    for (const { score, rounds, rank } of one.ranked) {
      expect([score.interval, rounds.interval, rank]).toEqual([null, null, 1]);
    }
    expect(rowOf(one, "random").differenceToLeader?.interval).toBeNull();
    expect(numbersIn(one).filter((value) => !Number.isFinite(value))).toEqual([]);
    expect(resultSentences(one)[0]).toMatch(/on one seed; one seed gives no interval/);
  });

  it("leaves gap and regret out of a suite without an oracle", () => {
    const { oracle: _, ...agents } = FAKES;
    const without = boardOf(fakeSuite({ agents, users: 20 }));
    expect(without.references).toEqual([]);
    expect(without.ranked.map(({ optimalityGap, regret }) => [optimalityGap, regret])).toEqual(
      without.ranked.map(() => [null, null]),
    );
  });

  it("leaves out the comparison with random in a suite without it", () => {
    const { random: _, ...agents } = FAKES;
    expect(boardOf(fakeSuite({ agents, users: 20 })).ranked.every((row) => row.improvementOverRandom === null)).toBe(
      true,
    );
  });

  it("shows an oracle that is alone, with nobody to rank", () => {
    const alone = boardOf(fakeSuite({ agents: { oracle: FAKES.oracle }, users: 20 }));
    expect(alone.ranked).toEqual([]);
    expect(alone.references[0]).toMatchObject({ rank: null, differenceToLeader: null });
    expect(resultSentences(alone)[0]).toBe("No agent that can be ranked has finished every seed.");
  });

  it("survives episodes without a click", () => {
    const { suite, episodes } = fakeSuite({ seeds: 3, users: 20 });
    const quiet = leaderboard(
      suite,
      episodes.map((row) => (row.agent === "random" ? { ...row, summary: clickless(suite) } : row)),
    );
    expect(rowOf(quiet, "random")).toMatchObject({
      clicks: 0,
      clickRate: 0,
      score: { mean: 0.0025, interval: null },
    });
    expect(rowOf(quiet, "random").clickCurve.values.every((clicks) => clicks === 0)).toBe(true);
    expect(numbersIn(quiet).filter((value) => !Number.isFinite(value))).toEqual([]);
  });

  it.each([
    ["another seed", { agent: "popular", seed: 99, episode: 0 }],
    ["another agent", { agent: "unknown", seed: 1, episode: 0 }],
    ["another episode", { agent: "popular", seed: 1, episode: 1 }],
    ["an episode twice", { agent: "popular", seed: 1, episode: 0 }],
  ])("refuses rows of %s", (_, place) => {
    const { suite, episodes } = fakeSuite({ seeds: 2, users: 5 });
    expect(() => leaderboard(suite, [...episodes, { ...place, summary: clickless(suite) }])).toThrow(UsageError);
  });
});

describe("resultSentences", () => {
  it("says who is ahead by how much, who is tied, and what is possible", () => {
    const [ahead, tied, resolution, reference, ...rest] = resultSentences(boardOf(fakeSuite()));
    expect(ahead).toMatch(
      /^story-neighbours is ahead of popular by 1\.\d{3} \[\d\.\d{3}, 1\.\d{3}\] rounds a user \(95% interval over 10 seeds\)\.$/,
    );
    expect(tied).toBe(`story-neighbours cannot be told apart from ${GREEDY}.`);
    expect(resolution).toMatch(
      /^With 10 seeds two agents are told apart from about 0\.\d{3} rounds a user on; four times the seeds would about halve that\.$/,
    );
    expect(rest).toEqual([]);
    expect(reference).toMatch(/^oracle\*, which reads the hidden state, keeps a user for \d+\.\d \[/);
  });

  it("counts a tie of many instead of naming all", () => {
    const agents = Object.fromEntries(["a", "b", "c", "d", "e", "f"].map((name) => [name, FAKES.popular]));
    const { suite, episodes } = fakeSuite({ agents, seeds: 2, users: 10 });
    const same = leaderboard(
      suite,
      episodes.map((row) => ({ ...row, summary: clickless(suite) })),
    );
    expect(resultSentences(same)).toEqual(["a cannot be told apart from b, c, d, e and 1 more."]);
  });

  it("says whom the leader is not ahead of where groups overlap", () => {
    const fake = fakeSuite();
    const noisy = fake.episodes.map((row) =>
      row.agent === GREEDY
        ? { ...row, summary: { ...row.summary, score: row.summary.score + (Number(row.seed) % 2 ? 0.0012 : -0.0014) } }
        : row,
    );
    const board = leaderboard(fake.suite, noisy);
    expect(board.ranked.map(({ groups }) => groups.join(""))).toEqual(["a", "abc", "b", "c"]);
    const [ahead, tied] = resultSentences(board);
    expect(ahead).toMatch(/^story-neighbours is ahead of popular by /);
    expect(tied).toBe(`story-neighbours cannot be told apart from ${GREEDY}.`);
  });

  it("says so where a lead is the same on all seeds", () => {
    const { suite, episodes } = fakeSuite({ agents: { popular: FAKES.popular, random: FAKES.random }, users: 10 });
    const steady = leaderboard(
      suite,
      episodes.map((row) => ({
        ...row,
        summary: { ...clickless(suite), score: row.agent === "random" ? 0.0025 : 0.003 },
      })),
    );
    expect(steady.ranked.map(({ groups }) => groups)).toEqual([["a"], ["b"]]);
    expect(resultSentences(steady)).toEqual([
      "popular is ahead of random by 1.000 rounds a user (the same on all 10 seeds).",
    ]);
  });

  const { oracle, popular, random } = FAKES;
  it.each([
    [{ popular, random }, 5, 1],
    [{ popular }, 3, 1],
    [{ oracle }, 3, 1],
    [{ popular }, 10, 0],
    [{ popular }, 1, 0],
  ])("warns of few seeds wherever an interval is: of %j on %i, %i times", (agents, seeds, times) => {
    const sentences = resultSentences(boardOf(fakeSuite({ agents, seeds, users: 50 })));
    const warning =
      "Fewer than 10 seeds hardly show whether their noise is skewed; where it is, intervals cover less than 95%.";
    expect(sentences.filter((sentence) => sentence === warning)).toHaveLength(times);
  });

  it("knows a board of one agent", () => {
    const [only, ...rest] = resultSentences(boardOf(fakeSuite({ agents: { popular: FAKES.popular } })));
    expect(only).toMatch(/^popular keeps a user for 5\.\d{3} \[/);
    expect(rest).toEqual([]);
  });
});

describe("curves", () => {
  const { suite } = fakeSuite({ users: 4 });
  const summary = clickless(suite);

  it("clicks: an episode that is over keeps its clicks, and the last point is the last round", () => {
    const short = { ...summary, rounds: 2, clickCurve: Int32Array.of(1, 2) };
    const long = { ...summary, rounds: 12, clickCurve: Int32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 4) };
    const { rounds, values } = clickCurve([short, long]);
    expect(rounds.slice(-2)).toEqual([11, 12]);
    expect(values).toEqual([0.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2.5, 3]);
  });

  it("survival: share of users with at least so many rounds, down to nobody", () => {
    const episode = { ...summary, userRounds: Int32Array.of(5, 5, 6, 8) };
    expect(survivalCurve([episode], 2000)).toEqual({
      rounds: [1, 2, 3, 4, 5, 6, 7, 8, 9],
      values: [1, 1, 1, 1, 1, 0.5, 0.25, 0.25, 0],
    });
  });

  it("survival: ends at the horizon when somebody reaches it", () => {
    const { rounds, values } = survivalCurve([{ ...summary, userRounds: Int32Array.of(5, 20) }], 20);
    expect([rounds.at(-1), values.at(-1)]).toEqual([20, 0.5]);
  });
});
