import { describe, expect, it } from "vitest";
import { tableRows } from "../../src/report/columns.ts";
import { leaderboardHtml } from "../../src/report/html.ts";
import { leaderboardJson } from "../../src/report/json.ts";
import { type Leaderboard, leaderboard, type SuiteRecord } from "../../src/report/leaderboard.ts";
import { clicksPlot, survivalPlot } from "../../src/report/line-plots.ts";
import { html } from "../../src/report/markup.ts";
import { colourScale, dashScale, logTicks } from "../../src/report/plot.ts";
import { stripRows } from "../../src/report/strip-plot.ts";
import { leaderboardTable } from "../../src/report/table.ts";
import type { ReplayCheck } from "../../src/store/checks.ts";
import { clickless, FAKES, type FakeSuite, fakeSuite } from "./fixture.ts";

function boardOf({ suite, episodes }: FakeSuite): Leaderboard {
  return leaderboard(suite, episodes);
}

/** The replay of an agent that came out otherwise. */
function differing(agent: string): ReplayCheck {
  return { agent, seed: "2", episode: 0, rounds: 100, difference: "round 7: other items" };
}

describe("leaderboardHtml", () => {
  it("is one file: no script, no address, a policy that forbids both", async () => {
    const page = await leaderboardHtml(boardOf(fakeSuite({ users: 50 })), "slatelab bench cup");
    expect(page).not.toMatch(/<script|<link(?! rel="icon" href="data:,")|@import|url\(|\son\w+=/i);
    expect(page.replaceAll("http://www.w3.org/", "")).not.toMatch(/https?:/);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("has a title, the result, six images with words for them, and where it comes from", async () => {
    const page = await leaderboardHtml(boardOf(fakeSuite()), "slatelab bench cup --seeds 10");
    expect(page).toContain("<title>cup leaderboard, 10 development seeds · SlateLab</title>");
    expect(page).toMatch(/<section class="result"[^>]*><p>story-neighbours is ahead of popular by /);
    expect(page.match(/<svg role="img" aria-label="[^"]{40,}"/g)).toHaveLength(6);
    for (const fact of [
      "4f1c9a0be2d37755",
      "1, 2, 3, 4, 5, 6, 7, 8, 9, 10 (development)",
      "no episode was replayed",
      "--seeds 10",
    ]) {
      expect(page).toContain(fact);
    }
  });

  it("says who failed, who does not come out the same, and which code played", async () => {
    const { suite, episodes } = fakeSuite({ users: 20, seeds: 2 });
    const done = episodes.filter(({ agent, seed }) => agent !== "popular" || seed !== 2);
    const record: SuiteRecord = {
      failures: [{ agent: "popular", seed: "2", episode: 0, round: 301, reason: "boom <at> 300" }],
      checks: suite.agents.map(({ agent }) => {
        const difference = agent === "random" ? "round 7: other items" : null;
        return { agent, seed: "2", episode: 0, rounds: 100, difference };
      }),
      code: ["0123abc", "0123abc-dirty-89abcdef"].map((commit) => ({ commit, ownFiles: null })),
    };
    const board = leaderboard(suite, done, record);
    const page = await leaderboardHtml(board);
    for (const fact of [
      "agent popular, seed 2, episode 0, round 301: boom &#60;at&#62; 300.",
      "agent random does not come out the same when it is replayed from fresh: seed 2, episode 0, round 7: other items.",
      "an episode of each agent that finished was replayed from fresh, up to its first 65,536 rounds",
      "random†",
      "slatelab 0.1.0, mixed",
      "commit 0123abc-dirty-89abcdef",
    ])
      expect(page).toContain(fact);
    const table = leaderboardTable(board);
    expect(table).toContain("mixed: played by commit 0123abc and commit 0123abc-dirty-89abcdef");
    expect(table).toMatch(/^– {2}random† /m);
    expect(table).not.toContain("unfinished");
    expect(board.ranked.map(({ agent }) => agent)).not.toContain("random");
    expect(JSON.parse(leaderboardJson(board)).failed[0].failure.round).toBe(301);
  });

  it("is the same for the same results", async () => {
    const page = () => leaderboardHtml(boardOf(fakeSuite({ users: 20, seeds: 2 })));
    expect(await page()).toBe(await page());
  });

  it("takes every colour from the page's variables", async () => {
    const page = await leaderboardHtml(boardOf(fakeSuite({ users: 20, seeds: 2 })));
    const drawn = page.slice(page.indexOf("<main>")).match(/(?:fill|stroke)="[^"]*"/g) ?? [];
    const literal = drawn.filter((colour) => !/"(var\(--[\w-]+\)|none|transparent)"/.test(colour));
    expect(drawn.length).toBeGreaterThan(50);
    expect(literal).toEqual([]);
  });

  it("escapes names and settings wherever they appear", async () => {
    const evil = `<img src=x onerror="alert('1')">&`;
    const fake = fakeSuite({ agents: { [evil]: FAKES.popular, random: FAKES.random }, users: 20, seeds: 2 });
    const suite = { ...fake.suite, config: { [evil]: "</pre><script>" } };
    const page = await leaderboardHtml(leaderboard(suite, fake.episodes), evil);
    expect(page).not.toMatch(/<img|<script|<\/pre><s/);
    expect(page).toContain("&#60;img src=x onerror=&#34;alert(");
  });

  it("shows an unfinished agent, one seed, no oracle and no clicks without a broken number", async () => {
    const { oracle: _, ...agents } = FAKES;
    const { suite, episodes } = fakeSuite({ agents, users: 20, seeds: 1 });
    const rows = episodes
      .filter(({ agent }) => agent !== "popular")
      .map((row) => ({ ...row, summary: clickless(suite) }));
    const page = await leaderboardHtml(leaderboard(suite, rows));
    expect(page).not.toMatch(/NaN|undefined|Infinity|null/);
    expect(page).toContain("<dt>Unfinished: popular</dt><dd>seeds left: 1</dd>");
    expect(page).not.toContain("reads the hidden state");
  });

  it("stands when nobody has finished", async () => {
    const { suite } = fakeSuite({ users: 20 });
    const page = await leaderboardHtml(leaderboard(suite, []));
    expect(page).toContain("No agent that can be ranked has finished every seed.");
    expect(page).not.toContain("<figure>");
  });
});

describe("html", () => {
  it("escapes text, joins lists, keeps markup and drops null", () => {
    expect(html`<b title="${'"'}">${["<", html`<i>${"&"}</i>`, null, 3]}</b>`.text).toBe(
      '<b title="&#34;">&#60;<i>&#38;</i>3</b>',
    );
  });
});

describe("plots", () => {
  it("leaves a far better reference out of the strip plot and takes a near one in", () => {
    expect(stripRows(boardOf(fakeSuite({ users: 20 }))).map(({ agent }) => agent)).not.toContain("oracle");
    const near = { popular: FAKES.popular, oracle: { ...FAKES.oracle, rounds: 9 } };
    expect(stripRows(boardOf(fakeSuite({ agents: near, users: 20 }))).map(({ agent }) => agent)).toContain("oracle");
  });

  it("draws an agent whose replay differs, as the legend says", async () => {
    const { suite, episodes } = fakeSuite({ users: 20, seeds: 3 });
    const board = leaderboard(suite, episodes, { checks: [differing("random")] });
    expect(stripRows(board).map(({ agent }) => agent)).toContain("random");
    expect(colourScale(board).domain).toEqual(tableRows(board).map(({ agent }) => agent));
    const page = await leaderboardHtml(board);
    expect(page).not.toContain("random† is far off this scale");
    expect(page).toMatch(/<li><svg class="swatch"[^>]*><path[^>]*\/><\/svg>random†<\/li>/);
    for (const plot of [clicksPlot, survivalPlot]) {
      expect(JSON.stringify(plot(board, 300).data)).toContain('"agent":"random"');
    }
  });

  it("says of an agent far ahead that it is off the scale, whether it is a reference or differs when replayed", async () => {
    const agents = { popular: FAKES.popular, leaky: { ...FAKES.oracle, privileged: false } };
    const { suite, episodes } = fakeSuite({ agents, users: 20, seeds: 3 });
    const board = leaderboard(suite, episodes, { checks: [differing("leaky")] });
    expect(stripRows(board).map(({ agent }) => agent)).toEqual(["popular"]);
    expect(await leaderboardHtml(board)).toContain("leaky† is far off this scale");
  });

  it("stands when the replay of every agent differs", async () => {
    const { suite, episodes } = fakeSuite({ users: 20, seeds: 3 });
    const board = leaderboard(suite, episodes, { checks: suite.agents.map(({ agent }) => differing(agent)) });
    const page = await leaderboardHtml(board);
    expect(page).not.toMatch(/NaN|undefined|Infinity|is far off/);
    expect(page.match(/<svg role="img"/g)).toHaveLength(6);
    expect(stripRows(board)).toHaveLength(suite.agents.length);
  });

  it("draws 30 agents in 30 ways", async () => {
    const agents = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`agent-${i}`, FAKES.popular]));
    const board = boardOf(fakeSuite({ agents, users: 3, seeds: 2 }));
    const page = await leaderboardHtml(board);
    const drawn = new Set(page.match(/stroke:var\(--agent-\d\);stroke-width:3;stroke-dasharray:[^"]*/g));
    expect(drawn.size).toBe(30);
    expect(dashScale(board).domain).toHaveLength(30);
  });

  it.each([
    [5, 2000, [5, 10, 20, 50, 100, 200, 500, 1000, 2000]],
    [1, 800_000, [1, 10, 100, 1000, 10_000, 100_000]],
    [4.8, 55, [5, 10, 20, 50]],
  ])("log ticks of %d to %d", (low, high, ticks) => {
    expect(logTicks(low, high)).toEqual(ticks);
  });
});
