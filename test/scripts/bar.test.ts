import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startBar } from "../../scripts/bar.ts";

let printed: string[];

beforeEach(() => {
  printed = [];
  vi.useFakeTimers({ toFake: ["performance"] });
  vi.spyOn(console, "error").mockImplementation((line) => printed.push(line));
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Updates every so many milliseconds, where stderr is no terminal. */
function run(
  updates: readonly [done: number, facts?: string][],
  { total, every }: { total: number; every: number },
): void {
  const bar = startBar("steps");
  for (const [done, facts] of updates) {
    bar.update(done, total, facts);
    vi.advanceTimersByTime(every);
  }
  bar.stop();
}

it("prints a line now and then, with the time left at the pace since the start", () => {
  run([[100], [110, "loss .5"], [120], [1000]], { total: 1000, every: 5000 });
  expect(printed).toEqual(["110/1000 steps, loss .5, ETA 8 min", "120/1000 steps, ETA 8 min", "1000/1000 steps"]);
});

it("is silent in between", () => {
  run([[0], [1], [2], [3]], { total: 10, every: 2500 });
  expect(printed).toEqual(["2/10 steps, ETA 20 s"]);
});

it("is silent when all is done already", () => {
  run([[10]], { total: 10, every: 0 });
  expect(printed).toEqual([]);
});
