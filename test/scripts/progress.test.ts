import { Writable } from "node:stream";
import { expect, it } from "vitest";
import { type Job, startJobsProgress, startProgress } from "../../scripts/progress.ts";
import { suiteProgress } from "../../scripts/suite-progress.ts";

const STEPS: Job = { what: "steps" };

/** A stream that keeps what is written, and a clock that goes on only when told to. */
class Screen {
  text = "";
  time = 0;
  readonly stream: Writable & { isTTY?: boolean };

  constructor(isTTY = false) {
    const write = (chunk: unknown, _: unknown, done: () => void) => {
      this.text += String(chunk);
      done();
    };
    this.stream = Object.assign(new Writable({ write }), { isTTY });
  }

  readonly now = () => this.time;

  get lines(): string[] {
    return this.text.split("\n").slice(0, -1);
  }
}

/** Lines of a job whose updates are so many milliseconds apart. */
function linesOf(updates: readonly [done: number, facts?: string][], every: number, job = STEPS): string[] {
  const screen = new Screen();
  const progress = startProgress(job, screen);
  for (const [done, facts] of updates) {
    progress.update(done, 1000, facts);
    screen.time += every;
  }
  progress.stop();
  return screen.lines;
}

it("tells the first progress at once, with the time left at the pace since the start", () => {
  expect(linesOf([[100], [110, "loss .5"], [111]], 2500)).toEqual(["110/1000 steps, ETA 4 min, loss .5"]);
});

it("prints no more than a line in five seconds, and one at the end", () => {
  const lines = ["1/1000 steps, ETA 34 min", "4/1000 steps, ETA 34 min", "1000/1000 steps"];
  expect(linesOf([[0], [1], [2], [3], [4], [1000]], 2000)).toEqual(lines);
});

it("tells a job that is done at one go once", () => {
  expect(linesOf([[0], [1000]], 1)).toEqual(["1000/1000 steps"]);
});

it("is silent when all is done already, and as long as nothing is", () => {
  expect(linesOf([[1000]], 5000)).toEqual([]);
  expect(linesOf([[3], [3], [3]], 5000)).toEqual([]);
});

it("shows what a job counts as a speed since the start", () => {
  const speed = { unit: "rounds", count: () => 24_600 };
  expect(linesOf([[0], [500]], 2000, { what: "episodes", speed })).toEqual([
    "500/1000 episodes, ETA 2 s, 12,300 rounds/s",
  ]);
});

it("draws a bar on a terminal, which goes when it stops", () => {
  const screen = new Screen(true);
  const progress = startProgress(STEPS, screen);
  progress.update(0, 4);
  expect(screen.text).toContain(`${"░".repeat(40)} 0/4 steps, ETA –`);
  screen.time = 3000;
  progress.update(1, 4, "loss .5");
  progress.stop();
  expect(screen.text).toContain(`${"█".repeat(10)}${"░".repeat(30)} 1/4 steps, ETA 9 s, loss .5`);
  const before = screen.text.length;
  progress.update(2, 4);
  expect(screen.text.slice(before)).toContain("2/4 steps, ETA 3 s");
  progress.stop();
});

it("draws nothing on a terminal for a job that is done already", () => {
  const screen = new Screen(true);
  const progress = startProgress(STEPS, screen);
  progress.update(4, 4);
  progress.stop();
  expect(screen.text).toBe("");
});

it("tells jobs that come one after the other apart", () => {
  const screen = new Screen();
  const progress = startJobsProgress(screen);
  for (const what of ["texts embedded", "items with neighbours"]) {
    for (const done of [0, 1, 2, 3]) progress.update(what, done, 3);
  }
  progress.stop();
  expect(screen.lines).toEqual([
    "1/3 texts embedded, ETA 0 s",
    "3/3 texts embedded",
    "1/3 items with neighbours, ETA 0 s",
    "3/3 items with neighbours",
  ]);
});

it("tells of a suite how many episodes are done, how fast, and which was last", () => {
  const screen = new Screen();
  const progress = suiteProgress(screen);
  progress.started({ suite: 1, tasks: 30, done: 10, rounds: () => 6150 });
  screen.time = 500;
  const report = { rounds: 4000, clicks: 1234, seconds: 0.5 };
  progress.finished({ agent: "popular", seed: 3, episode: 0 }, report);
  progress.finished({ agent: "random", seed: 3, episode: 0 }, report);
  progress.stop();
  expect(screen.lines).toEqual([
    "11/30 episodes, ETA 10 s, 12,300 rounds/s, popular, seed 3: 4,000 rounds, 1,234 clicks",
  ]);
});
