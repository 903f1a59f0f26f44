import { describe, expect, it } from "vitest";
import { BEHAVIOUR, CERTAINTY, HEADLINE } from "../../src/report/columns.ts";
import { estimate, listed, percent, rounded, signed, signedEstimate } from "../../src/report/format.ts";
import { leaderboard } from "../../src/report/leaderboard.ts";
import { leaderboardTable } from "../../src/report/table.ts";
import { FAKES, fakeSuite } from "./fixture.ts";

/** Lines of the tables: everything above the footnotes and sentences. */
function tableLines(text: string): string[] {
  return text.slice(0, text.lastIndexOf("\n\n")).split("\n");
}

describe("leaderboardTable", () => {
  const { suite, episodes } = fakeSuite();
  const board = leaderboard(suite, episodes);
  const speeds = new Map([["popular", { roundsPerSecond: 345_660.4, peakMegabytes: 312 }]]);
  const text = leaderboardTable(board, { speeds, width: 100 });

  it.each([60, 72, 80, 100, 132, 200])(
    "fits %d columns with speeds and long names, and leaves no column out",
    (width) => {
      const text = leaderboardTable(board, { speeds, width });
      expect(Math.max(...text.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(width);
      const headings = text.split("\n").flatMap((line, i, lines) => (lines[i + 1]?.startsWith("──") ? [line] : []));
      for (const { short } of [...HEADLINE, ...CERTAINTY, ...BEHAVIOUR])
        expect(headings.filter((line) => line.includes(short))).toHaveLength(short === "agent" ? headings.length : 1);
    },
  );

  it("breaks long names at their settings", () => {
    expect(text).toMatch(/^1 {2}epsilon-greedy\( .*\n {3}inner=story-neighbours,\n {3}epsilon=0\.05\)$/m);
  });

  it("ends every number of a column at the same place", () => {
    const cells = tableLines(text).filter((line) => /^[134–] .* \d+\.\d+ \[/.test(line));
    const ends = cells.map((line) => line.indexOf("]"));
    expect(cells).toHaveLength(5);
    expect(new Set(ends).size).toBe(1);
  });

  it("shows ranks and the letters of groups", () => {
    const cells = tableLines(text).filter((line) => /^[134–] .* \d+\.\d+ \[/.test(line));
    expect(cells.map((line) => /^(\S) .*? ([a-z–]+) +\d+\.\d+ \[/.exec(line)?.slice(1).join(""))).toEqual([
      "1a",
      "1a",
      "3b",
      "4c",
      "––",
    ]);
  });

  it("shows speeds where they are known, and no such column where none is", () => {
    expect(text).toMatch(/popular .* 345,660 +312$/m);
    expect(text).toMatch(/random .* – +–$/m);
    expect(leaderboardTable(board)).not.toContain("rounds/s");
  });

  it("marks the oracle with a footnote", () => {
    expect(text).toMatch(/^– +oracle\* /m);
    expect(text).toContain("* reads the hidden state: the upper reference, not ranked");
    const { oracle: _, ...agents } = FAKES;
    const without = fakeSuite({ agents, users: 20 });
    expect(leaderboardTable(leaderboard(without.suite, without.episodes))).not.toContain("*");
  });

  it("lists the unfinished, and stands without any finished agent", () => {
    const none = leaderboardTable(leaderboard(suite, episodes.slice(0, 3)));
    expect(none).toContain("unfinished: oracle*, 3 of 10 seeds");
    expect(none).toContain("No agent that can be ranked has finished every seed.");
  });
});

describe("numbers as people read them", () => {
  it.each([
    [5.12349, "5.123"],
    [52.1234, "52.12"],
    [401.234, "401.2"],
    [12345.6, "12,346"],
    [0, "0.000"],
  ])("rounded(%d) is %s", (value, text) => {
    expect(rounded(value)).toBe(text);
  });

  it("writes intervals with the mean's decimals, and none without one", () => {
    expect(estimate({ mean: 9.9996, interval: [9.9, 10.1] })).toBe("10.000 [9.900, 10.100]");
    expect(estimate({ mean: 401.2, interval: null })).toBe("401.2");
    expect(signedEstimate({ mean: -0.003, interval: [-0.02, 0.01] })).toBe("−0.003 [−0.020, +0.010]");
    expect(signedEstimate({ mean: 1, interval: null })).toBe("+1.000");
  });

  it("writes shares and lists", () => {
    expect([percent(0.0207), percent(0.898), percent(1)]).toEqual(["2.07%", "89.8%", "100.0%"]);
    expect([listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])]).toEqual([
      "",
      "a",
      "a and b",
      "a, b and c",
    ]);
    expect(signed(0)).toBe("+0.000");
  });
});
