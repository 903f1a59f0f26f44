/** The pool of workers, with workers that do what they should and workers that do not. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { Interrupted, SlateLabError, UsageError } from "../../src/core/errors.ts";
import { packageRoot } from "../../src/engine/paths.ts";
import { Control, runPool } from "../../src/parallel/pool.ts";
import { newFolder } from "../store/fixture.ts";

/** A worker whose tasks run `body`: JavaScript that sees `task`, `index`, `control`, `setup` and the error types. */
function workerOf(body: string, open = ""): URL {
  const built = (path: string) => JSON.stringify(pathToFileURL(join(packageRoot(), "dist", "src", path)).href);
  const path = join(newFolder(), "worker.mjs");
  writeFileSync(
    path,
    `import { serveTasks } from ${built("run/pool.js")};
    import { UsageError, SlateLabError } from ${built("core/errors.js")};
    await serveTasks(async (setup, { index, control }) => {
      ${open}
      return { async run(task) { ${body} }, close() {} };
    });`,
  );
  return pathToFileURL(path);
}

interface Play {
  tasks?: number[];
  workers?: number;
  control?: Control;
  onResult?(result: unknown, task: number): void;
}

async function play(entry: URL, { tasks = [1, 2, 3, 4, 5, 6], workers = 2, control, onResult }: Play = {}) {
  const results: [number, unknown][] = [];
  const keep = (result: unknown, task: number) => {
    results.push([task, result]);
    onResult?.(result, task);
  };
  await runPool({
    tasks,
    workers,
    entry,
    setup: { factor: 10 },
    control: control ?? new Control(workers),
    onResult: keep,
  });
  return results.sort(([a], [b]) => a - b);
}

describe("a pool", () => {
  it.each([1, 2, 5, 9])("of %s workers runs every task once", async (workers) => {
    const results = await play(workerOf("control.addRounds(index, 3); return task * setup.factor;"), { workers });
    expect(results).toEqual([1, 2, 3, 4, 5, 6].map((task) => [task, task * 10]));
  });

  it("has nothing to do without tasks", async () => {
    expect(await play(workerOf("return 1;"), { tasks: [] })).toEqual([]);
  });

  it("adds up the rounds of its workers", async () => {
    const control = new Control(2);
    await play(workerOf("control.addRounds(index, task);"), { control });
    expect(control.rounds).toBe(21);
  });

  it.each([
    { body: 'throw new UsageError("Expected x, got y");', type: UsageError, message: "Expected x, got y" },
    { body: 'throw new SlateLabError("disk full");', type: SlateLabError, message: "disk full" },
    { body: 'throw new TypeError("a bug");', type: Error, message: "a bug" },
    { body: 'throw "a word";', type: Error, message: "a word" },
    { body: "process.exit(3);", type: SlateLabError, message: "A worker ended with code 3" },
    { body: "process.exit(0);", type: SlateLabError, message: "A worker ended with code 0 in the middle of its work" },
    {
      body: 'setTimeout(() => { throw new Error("late"); }); await new Promise(() => {});',
      type: Error,
      message: "late",
    },
  ])("fails as its worker does: $body", async ({ body, type, message }) => {
    const failure = play(workerOf(`if (task === 2) { ${body} } return task;`));
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toBeInstanceOf(type);
  });

  it("fails where a worker cannot be set up", async () => {
    await expect(play(workerOf("return 1;", 'throw new UsageError("no world");'))).rejects.toThrow("no world");
  });

  it("gives out no more tasks after the first failure", async () => {
    const done: number[] = [];
    const entry = workerOf(
      'if (task === 1) throw new Error("first"); await new Promise((r) => setTimeout(r, 20)); return task;',
    );
    const tasks = Array.from({ length: 50 }, (_, i) => i + 1);
    await expect(play(entry, { tasks, onResult: (_, task) => done.push(task) })).rejects.toThrow("first");
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(done.length).toBeLessThan(5);
  });

  it("is interrupted when stopped: tasks at work may end, no others begin", async () => {
    const control = new Control(2);
    const done: number[] = [];
    const onResult = (_: unknown, task: number) => {
      done.push(task);
      control.stop();
    };
    await expect(play(workerOf("return task;"), { control, onResult })).rejects.toBeInstanceOf(Interrupted);
    expect(done.length).toBeGreaterThanOrEqual(1);
    expect(done.length).toBeLessThanOrEqual(2);
  });
});
