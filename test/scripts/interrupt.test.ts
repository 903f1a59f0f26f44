import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EXIT, interruptible } from "../../scripts/interrupt.ts";
import { Interrupted } from "../../src/core/errors.ts";

let said: string[];

beforeEach(() => {
  said = [];
  vi.spyOn(console, "error").mockImplementation((line) => said.push(line));
});
afterEach(() => vi.restoreAllMocks());

const listeners = (name: NodeJS.Signals) => process.listeners(name) as (() => void)[];

/** What the signal would call that it did not call before; the test's own process has listeners too. */
function handlerOf(name: NodeJS.Signals, before: readonly (() => void)[]): () => void {
  const [added, ...more] = listeners(name).filter((it) => !before.includes(it));
  expect(more).toEqual([]);
  return added;
}

describe.each(["SIGINT", "SIGTERM"] as const)("work that can be interrupted, at %s", (name) => {
  it("hears the first, which says how to end it at once, and the second ends the program", async () => {
    const exit = vi.spyOn(process, "exit").mockImplementation((() => {}) as never);
    const before = listeners(name);
    const work = interruptible(async (signal) => {
      const raise = handlerOf(name, before);
      raise();
      expect(said).toEqual(["\nStopping; once more to stop at once"]);
      expect(exit).not.toHaveBeenCalled();
      raise();
      expect(exit).toHaveBeenCalledWith(EXIT.interrupted);
      signal.throwIfAborted();
    });
    await expect(work).rejects.toThrow(Interrupted);
    expect(listeners(name)).toEqual(before);
  });

  it("passes its result on and takes its handlers away", async () => {
    const before = listeners(name);
    expect(await interruptible(async (signal) => signal.aborted)).toBe(false);
    expect(listeners(name)).toEqual(before);
    await expect(interruptible(() => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
    expect(listeners(name)).toEqual(before);
    expect(said).toEqual([]);
  });
});
