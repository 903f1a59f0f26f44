/** Crews of workers, with workers that do what they should and workers that do not. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import * as errors from "../../src/core/errors.ts";
import { packageRoot } from "../../src/engine/paths.ts";
import * as sources from "../../src/parallel/crew.ts";
import type { Handler, Member, Open } from "../../src/parallel/handler.ts";
import type { Limits } from "../../src/parallel/watch.ts";
import { newFolder } from "../store/fixture.ts";

/** Threads load JavaScript only, so that crews of them come from the built package, with its errors. */
const address = (path: string) => pathToFileURL(join(packageRoot(), "dist", "src", path)).href;
const { openCrew, runAll }: typeof sources = await import(address("parallel/crew.js"));
const { Interrupted, SlateLabError, UsageError }: typeof errors = await import(address("core/errors.js"));

const TASKS = [1, 2, 3, 4, 5, 6];
const UNTIL_STOPPED = "while (!member.stopped) await new Promise(setImmediate);";

const MANY = { threads: 12, data: new Int32Array(new SharedArrayBuffer(4)) };

interface Parts {
  /** What a task does: JavaScript that sees `task`, `member`, `data` and the error types. */
  run: string;
  open?: string;
  close?: string;
}

/** A crew of threads whose handler is made of these parts. */
function crewOf(
  { run, open = "", close = "" }: Parts,
  { threads = 2, data = {} as object, limits }: { threads?: number; data?: object; limits?: Limits } = {},
) {
  const path = join(newFolder(), "worker.mjs");
  const lines = [
    `import { writeFileSync } from "node:fs";`,
    `import { UsageError, SlateLabError } from ${JSON.stringify(address("core/errors.js"))};`,
    `export async function open(data, member) {`,
    `${open}; return { async run(task) { ${run} }, async close() { ${close} } };`,
    `}`,
  ];
  writeFileSync(path, lines.join("\n"));
  const unused: Open<object, number, unknown> = () => Promise.reject(new Error("threads import their own"));
  return openCrew({ module: pathToFileURL(path).href, open: unused, data, threads, limits });
}

type Crew = ReturnType<typeof crewOf>;

/** Runs the tasks and closes the crew; gives the results in the order of the tasks. */
async function play(crew: Crew, tasks: readonly number[] = TASKS): Promise<unknown[]> {
  const results: unknown[] = [];
  try {
    await runAll(crew, tasks, { onResult: (result, index) => (results[index] = result) });
  } finally {
    await crew.close();
  }
  return results;
}

/** Waits until the workers have counted so much. */
async function counting(crew: Crew, count: number): Promise<void> {
  while (crew.counted < count) await setImmediate();
}

describe("a crew", () => {
  it.each([1, 2, 5])("of %s workers runs every task once", async (threads) => {
    const crew = crewOf({ run: "member.count(3); return task * data.factor;" }, { threads, data: { factor: 10 } });
    expect(crew.size).toBe(threads);
    expect(await play(crew)).toEqual(TASKS.map((task) => task * 10));
    expect(crew.counted).toBe(3 * TASKS.length);
  });

  it("of more workers than Node lets listen to one signal brings no warning", async () => {
    const warnings: Error[] = [];
    const keep = (warning: Error) => warnings.push(warning);
    process.on("warning", keep);
    const crew = crewOf({ run: "member.count(1); while (data[0] < 12) await new Promise(setImmediate);" }, MANY);
    const playing = play(crew, Array.from({ length: 12 }, Number));
    await counting(crew, 12);
    MANY.data[0] = 12;
    await playing;
    process.off("warning", keep);
    expect(warnings).toEqual([]);
  });

  it("has nothing to do without tasks", async () => {
    expect(await play(crewOf({ run: "return 1;" }), [])).toEqual([]);
  });

  it("has a worker at least", () => {
    expect(() => crewOf({ run: "" }, { threads: 0 })).toThrow("Expected at least one worker thread, got 0");
  });

  it("works on the tasks of several callers", async () => {
    const crew = crewOf({ run: "return task * 2;" });
    const results: Record<number, unknown> = {};
    const share = (tasks: number[]) =>
      runAll(crew, tasks, { onResult: (result, index) => (results[tasks[index]] = result) });
    await Promise.all([share([1, 2, 3]), share([4, 5]), share([6])]);
    await crew.close();
    expect(results).toEqual(Object.fromEntries(TASKS.map((task) => [task, task * 2])));
  });

  it("numbers its workers, sets each up once and closes each, after a failure too", async () => {
    const folder = newFolder();
    const parts = {
      open: 'writeFileSync(data.folder + "/open-" + member.index, "", { flag: "ax" });',
      run: 'if (task === 3) throw new Error("third"); return task;',
      close: 'writeFileSync(data.folder + "/closed-" + member.index, "", { flag: "ax" });',
    };
    await expect(play(crewOf(parts, { threads: 3, data: { folder } }))).rejects.toThrow("third");
    expect(readdirSync(folder).sort()).toEqual([0, 1, 2].flatMap((i) => [`closed-${i}`, `open-${i}`]).sort());
  });

  it("does not keep a process from ending", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "worker.mjs"), "export const open = async () => ({ run: (task) => task + 1 });");
    const main = [
      `import { openCrew } from ${JSON.stringify(address("parallel/crew.js"))};`,
      `const crew = openCrew({ module: import.meta.resolve("./worker.mjs"), threads: 2 });`,
      `console.log(await crew.run(1));`,
    ];
    writeFileSync(join(folder, "main.mjs"), main.join("\n"));
    const child = spawn(process.execPath, [join(folder, "main.mjs")], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (text) => (output += text));
    expect(await once(child, "close")).toEqual([0, null]);
    expect(output).toBe("2\n");
  });
});

describe("a crew whose work fails", () => {
  it.each([
    { run: 'throw new UsageError("Expected x, got y");', type: UsageError, message: "Expected x, got y" },
    { run: 'throw new SlateLabError("disk full");', type: SlateLabError, message: "disk full" },
    { run: 'throw new TypeError("a bug");', type: Error, message: "a bug" },
    { run: 'throw "a word";', type: Error, message: "a word" },
    { run: "process.exit(3);", type: SlateLabError, message: "A worker ended with code 3" },
    { run: "process.exit(0);", type: SlateLabError, message: "A worker ended with code 0 in the middle of its work" },
    {
      run: 'setImmediate(() => { throw new Error("late"); }); await new Promise(() => {});',
      type: Error,
      message: "late",
    },
    { run: "return () => 1;", type: Error, message: "could not be cloned" },
  ])("fails as its worker does: $run", async ({ run, type, message }) => {
    const failure = play(crewOf({ run: `if (task === 2) { ${run} } return task;` }));
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toBeInstanceOf(type);
  });

  it("says where in the worker it was", async () => {
    const failure = play(crewOf({ run: 'throw new UsageError("here");' }));
    await expect(failure).rejects.toMatchObject({ stack: expect.stringContaining("worker.mjs") });
  });

  it.each([
    { open: 'throw new UsageError("no world");', message: "no world" },
    { open: "process.exit(3);", message: "A worker ended with code 3" },
  ])("fails where a worker cannot be set up: $open", async ({ open, message }) => {
    await expect(play(crewOf({ open, run: "return 1;" }))).rejects.toThrow(message);
  });

  it("fails where a module cannot be loaded or a listener fails", async () => {
    const nowhere = openCrew({ module: "file:///nowhere.js", open: () => Promise.reject(), data: 0, threads: 1 });
    await expect(play(nowhere)).rejects.toThrow("Cannot find module");
    const crew = crewOf({ run: "return task;" });
    const onResult = () => {
      throw new Error("no room");
    };
    await expect(runAll(crew, TASKS, { onResult })).rejects.toThrow("no room");
    await crew.close();
  });

  it.each([
    { run: "return task;", close: 'throw new SlateLabError("not closed");', message: "not closed" },
    {
      run: 'setImmediate(() => { throw new Error("late"); }); return task;',
      close: "await new Promise(() => {});",
      message: "late",
    },
  ])("fails at the end where closing does: $message", async ({ run, close, message }) => {
    await expect(play(crewOf({ run, close }, { threads: 1 }), [1])).rejects.toThrow(message);
  });

  it("gives out no more tasks after the first failure, and stops those under way", async () => {
    const crew = crewOf({ run: `member.count(1); if (task === 1) throw new Error("first"); ${UNTIL_STOPPED}` });
    const tasks = Array.from({ length: 50 }, (_, i) => i + 1);
    await expect(play(crew, tasks)).rejects.toThrow("first");
    expect(crew.counted).toBeLessThanOrEqual(2);
  });
});

describe("a crew that loses a worker", () => {
  const HANG = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);";

  /** What each task comes to; the crew goes on. */
  async function outcomes(crew: Crew, tasks: readonly number[]) {
    const all = await Promise.allSettled(tasks.map((task) => crew.run(task)));
    await crew.close();
    return all.map((it) => (it.status === "fulfilled" ? it.value : [it.reason.message, it.reason.step]));
  }

  it("says in which step that was, and sets another up in its place", async () => {
    const run = "member.begin(7); if (task === 2) process.exit(3); return task;";
    expect(await outcomes(crewOf({ run }, { threads: 1 }), [1, 2, 3, 4])).toEqual([
      1,
      ["A worker ended with code 3 in the middle of its work", 7],
      3,
      4,
    ]);
  });

  it("ends one that shows no sign of life, whatever it waits for", async () => {
    const run = `member.begin(5); if (task === 1) { ${HANG} } if (task === 2) for (;;); return task;`;
    const limits = { step: 0.2 };
    const [first, second] = await outcomes(crewOf({ run }, { threads: 1, limits }), [1, 2]);
    expect([first, second]).toEqual(new Array(2).fill(["gave no answer for 0.2 s", 5]));
  });

  it("ends one that does not stop when it is told to", async () => {
    const crew = crewOf({ run: `member.count(1); ${HANG}` }, { threads: 1, limits: { grace: 0 } });
    const abort = new AbortController();
    const running = runAll(crew, [1, 2], { onResult: () => {}, signal: abort.signal });
    await counting(crew, 1);
    abort.abort();
    await expect(running).rejects.toBeInstanceOf(Interrupted);
    expect(crew.counted).toBe(1);
    await crew.close();
  });

  it("says why where memory is short", async () => {
    const error = 'Object.assign(new Error("heap"), { code: "ERR_WORKER_OUT_OF_MEMORY" })';
    const crew = crewOf({ run: `setImmediate(() => { throw ${error}; }); await new Promise(() => {});` });
    await expect(crew.run(1)).rejects.toThrow("ran out of memory");
    await crew.close();
  });
});

describe("a crew that is stopped", () => {
  it("ends with Interrupted: tasks at work may end, no others begin", async () => {
    const crew = crewOf({ run: `member.count(1); if (task > 1) { ${UNTIL_STOPPED} } return task;` });
    const abort = new AbortController();
    const done: unknown[] = [];
    const onResult = (result: unknown) => {
      done.push(result);
      abort.abort();
    };
    await expect(runAll(crew, TASKS, { onResult, signal: abort.signal })).rejects.toBeInstanceOf(Interrupted);
    expect(done[0]).toBe(1);
    expect(done.length).toBe(crew.counted);
    expect(crew.counted).toBeLessThanOrEqual(2);
    await crew.close();
  });

  it("stops long synchronous tasks, which may fail of it, and works again afterwards", async () => {
    const endless = 'while (!member.stopped) member.count(1); throw new Error("unwanted");';
    const crew = crewOf({ run: `if (task > 0) { ${endless} } return task;` });
    const abort = new AbortController();
    const running = runAll(crew, [1, 2, 3], { onResult: () => {}, signal: abort.signal });
    await counting(crew, 1);
    abort.abort();
    await expect(running).rejects.toThrow(new Interrupted("Interrupted"));
    expect(await play(crew, [0, -1])).toEqual([0, -1]);
  });

  it("begins nothing where the signal has fired before", async () => {
    const crew = crewOf({ run: "member.count(1);" });
    const options = { onResult: () => {}, signal: AbortSignal.abort() };
    await expect(runAll(crew, TASKS, options)).rejects.toBeInstanceOf(Interrupted);
    await expect(crew.run(1, options.signal)).rejects.toBeInstanceOf(Interrupted);
    await crew.close();
    expect(crew.counted).toBe(0);
  });
});

describe("a crew of a module that is not built", () => {
  const opened = (handler: (member: Member) => Handler<number, number>) =>
    sources.openCrew({ module: "x.ts", open: async (_, member) => handler(member), data: 0, threads: 4 });

  it("works in this thread, alone, in order", async () => {
    const done: number[] = [];
    const crew = opened(({ index, count }) => ({
      run: (task) => {
        count(task);
        return task + index;
      },
      close: () => void done.push(-1),
    }));
    await sources.runAll(crew, TASKS, { onResult: (task) => done.push(task) });
    await crew.close();
    expect(done).toEqual([...TASKS, -1]);
    expect([crew.size, crew.counted]).toEqual([1, 21]);
  });

  it("fails and stops as others do", async () => {
    const failing = opened(() => ({
      run: () => {
        throw new errors.UsageError("no");
      },
    }));
    await expect(sources.runAll(failing, TASKS, { onResult: () => {} })).rejects.toThrow(new errors.UsageError("no"));
    const abort = new AbortController();
    const stopping = opened(({ count }) => ({
      run: (task) => {
        count(1);
        abort.abort();
        return task;
      },
    }));
    const stopped = sources.runAll(stopping, TASKS, { onResult: () => {}, signal: abort.signal });
    await expect(stopped).rejects.toBeInstanceOf(errors.Interrupted);
    expect(stopping.counted).toBe(1);
  });

  it("says so where it cannot be set up", async () => {
    const open = () => Promise.reject(new Error("no model"));
    const crew = sources.openCrew({ module: "x.ts", open, data: 0, threads: 1 });
    await expect(crew.run(1)).rejects.toThrow("no model");
    await crew.close();
  });
});
