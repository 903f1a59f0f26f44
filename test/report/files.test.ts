import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import { cupCsv, episodesCsv } from "../../src/report/csv.ts";
import { leaderboardJson } from "../../src/report/json.ts";
import { leaderboard } from "../../src/report/leaderboard.ts";
import { fileName, writeReport } from "../../src/report/suite-files.ts";
import { newFolder } from "../store/fixture.ts";
import { clickless, fakeSuite } from "./fixture.ts";

const { suite, episodes } = fakeSuite({ seeds: 3, episodesPerSeed: 2, users: 30 });

describe("cupCsv", () => {
  it("averages each user's rounds/horizon over the episodes", () => {
    const first = { ...clickless(suite), userRounds: Int32Array.of(5, 2000, 7) };
    const second = { ...clickless(suite), userRounds: Int32Array.of(5, 1000, 8) };
    expect(cupCsv([first, second], 2000)).toBe("user_id,avg_score\n0,0.0025\n1,0.75\n2,0.00375\n");
  });

  it("refuses no episodes", () => {
    expect(() => cupCsv([], 2000)).toThrow(UsageError);
  });
});

describe("episodesCsv", () => {
  const rows = parse(episodesCsv(suite, episodes), { columns: true }) as Record<string, string>[];

  it("has one row an episode in the suite's order", () => {
    expect(rows).toHaveLength(5 * 3 * 2);
    expect(rows.slice(0, 3).map(({ agent, seed, episode }) => [agent, seed, episode])).toEqual([
      ["oracle", "1", "0"],
      ["oracle", "1", "1"],
      ["oracle", "2", "0"],
    ]);
    expect(new Set(rows.filter(({ privileged }) => privileged === "1").map(({ agent }) => agent))).toEqual(
      new Set(["oracle"]),
    );
  });

  it("prints numbers that read back exactly, and quotes names with commas", () => {
    const last = episodes[episodes.length - 1];
    const read = rows[rows.length - 1];
    expect(read.agent).toBe("epsilon-greedy(inner=story-neighbours,epsilon=0.05)");
    expect([Number(read.score), Number(read.gini), Number(read.error_to_ones)]).toEqual([
      last.summary.score,
      last.summary.gini,
      last.summary.errorToOnes,
    ]);
  });

  it("leaves out episodes that are not finished", () => {
    expect(episodesCsv(suite, episodes.slice(0, 1)).trim().split("\n")).toHaveLength(2);
  });
});

describe("leaderboardJson", () => {
  const text = leaderboardJson(leaderboard(suite, episodes));

  it("holds the board in full precision", () => {
    expect(JSON.parse(text)).toMatchObject(JSON.parse(JSON.stringify(leaderboard(suite, episodes))));
    expect(text.endsWith("}\n")).toBe(true);
  });

  it("holds no time, host or speed", () => {
    expect(text).not.toMatch(/\d{4}-\d{2}-\d{2}|"(time|date|host|duration|speed|roundsPerSecond|command|pid)/i);
  });
});

describe("byte stability", () => {
  it("gives the same bytes whatever order episodes and settings came in", () => {
    const shuffled = new Stream("bytes").shuffle([...episodes]);
    const turned = { ...suite, config: Object.fromEntries(Object.entries(suite.config).reverse()) };
    expect(leaderboardJson(leaderboard(turned, shuffled))).toBe(leaderboardJson(leaderboard(suite, episodes)));
    expect(episodesCsv(turned, shuffled)).toBe(episodesCsv(suite, episodes));
  });

  it("sorts the keys of nested settings and keeps lists as they are", () => {
    const nested = { ...suite, config: { b: [{ z: 1, a: [3, 1] }], a: null } };
    const { config } = JSON.parse(leaderboardJson(leaderboard(nested, episodes))).suite;
    expect(JSON.stringify(config)).toBe('{"a":null,"b":[{"a":[3,1],"z":1}]}');
  });
});

describe("writeReport", () => {
  it.each([
    ["the package's tables", null, 1],
    ["a program's own tables, which the command line does not know", "c0ffee", 0],
  ])("has a command for %s: %s", async (_, ownFiles, commands) => {
    const board = leaderboard(suite, episodes, { code: [{ commit: "0123abc", ownFiles }] });
    const page = readFileSync(await writeReport({ board, places: null }, [], newFolder()), "utf8");
    expect(page.match(/slatelab bench .* --no-check/g) ?? []).toHaveLength(commands);
  });
});

describe("fileName", () => {
  const inner = (depth: number): string => (depth === 0 ? "random" : `epsilon-greedy(inner=${inner(depth - 1)})`);
  const agents = [
    ...["random", "a(x=b/c)", "a(x=b_c)", "a(x=b c)", "a(x=B/C)", "a(x=b/c,y=1)", "a_x=b_c", "..", "é", "è"],
    ...[inner(8), inner(9), `sasrec(checkpoint=${"x".repeat(300)}/1)`, `sasrec(checkpoint=${"x".repeat(300)}/2)`],
  ];

  it("is another one for every agent, whatever the case, and never long", () => {
    const names = agents.map(fileName);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(agents.length);
    for (const name of names) expect(name).toMatch(/^[a-zA-Z0-9.=_-]{1,70}$/);
  });

  it("is the agent's where that can be one", () => {
    expect(fileName("story-neighbours")).toBe("story-neighbours");
    expect(fileName("epsilon-greedy(epsilon=0.2)")).toMatch(/^epsilon-greedy_epsilon=0.2-[0-9a-f]{8}$/);
  });
});
