import { describe, expect, it } from "vitest";
import { secondsBetweenLooks, Watch } from "../../src/parallel/watch.ts";

/** What a watch says of a worker that is in these steps, a second after each other. */
function verdicts(limits: ConstructorParameters<typeof Watch>[0], steps: readonly number[], isStopped = false) {
  const watch = new Watch(limits);
  return steps.map((step) => watch.look(1, { step, isStopped }));
}

describe("the watch of a task", () => {
  it("bears with a worker that goes on, however long it takes", () => {
    expect(verdicts({ step: 2 }, [0, 0, 1, 1, 2, 2, 3, 3])).toEqual(new Array(8).fill(undefined));
  });

  it("gives up on a step that takes too long, the one before the first too", () => {
    expect(verdicts({ step: 2 }, [0, 0, 0])).toEqual([undefined, undefined, "gave no answer for 2 s"]);
    expect(verdicts({ step: 2 }, [7, 7, 7, 7])).toEqual([undefined, undefined, undefined, "gave no answer for 2 s"]);
  });

  it("gives up on a task that takes too long, and on one that does not stop", () => {
    expect(verdicts({ task: 2 }, [1, 2, 3])[2]).toBe("was not done within 2 s");
    expect(verdicts({ grace: 1 }, [1, 2], true)).toEqual([undefined, "did not stop when it was told to"]);
    expect(verdicts({}, [1, 1, 1], true)).toEqual([undefined, undefined, undefined]);
  });

  it("looks more often where limits are short", () => {
    expect(secondsBetweenLooks({})).toBe(1);
    expect(secondsBetweenLooks({ step: 300, grace: 5 })).toBe(1);
    expect(secondsBetweenLooks({ step: 2 })).toBe(0.5);
    expect(secondsBetweenLooks({ grace: 0 })).toBe(0.01);
  });
});
