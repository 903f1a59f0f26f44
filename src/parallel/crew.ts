/** A task handler over worker threads: the same handler, opened once in each. */
import { setImmediate } from "node:timers/promises";
import { Piscina } from "piscina";
import { Interrupted } from "../core/errors.ts";

/** Makes a handler from data that can be structured-cloned. */
export type Open<Data, Task, Result> = (data: Data) => Promise<(task: Task) => Result | Promise<Result>>;

export interface Crew<Task, Result> {
  readonly threads: number;
  run(task: Task): Promise<Result>;
  close(): Promise<void>;
}

export interface CrewOptions<Data, Task, Result> {
  /** Address (`import.meta.url`) of the module that exports `open`. */
  readonly module: string;
  readonly open: Open<Data, Task, Result>;
  readonly data: Data;
  readonly threads: number;
}

/**
 * Opens a crew of `threads` worker threads. A module that is not built works in this thread, alone: worker threads load
 * JavaScript only.
 */
export async function openCrew<Data, Task, Result>(
  options: CrewOptions<Data, Task, Result>,
): Promise<Crew<Task, Result>> {
  if (options.module.endsWith(".js")) return openThreads(options);
  const handle = await options.open(options.data);
  return { threads: 1, run: async (task) => handle(task), close: async () => {} };
}

/** Lets timers and signals of the operating system in during long work; throws Interrupted when the signal has fired. */
export async function takeTurn(signal?: AbortSignal): Promise<void> {
  await setImmediate();
  if (signal?.aborted) throw new Interrupted("Interrupted");
}

function openThreads<Data, Task, Result>({ module, data, threads }: CrewOptions<Data, Task, Result>) {
  const pool = new Piscina<Task, Result>({
    filename: new URL("./crew-thread.js", import.meta.url).href,
    workerData: { module, data },
    minThreads: threads,
    maxThreads: threads,
  });
  return { threads, run: (task: Task) => pool.run(task), close: () => pool.destroy() };
}

/**
 * Runs every task, as many at a time as there are threads, and hands each result over as it comes. Throws Interrupted
 * when the signal fires; results handed over by then stay.
 */
export async function runAll<Task, Result>(
  crew: Crew<Task, Result>,
  tasks: readonly Task[],
  { onResult, signal }: { onResult: (result: Result, index: number) => void; signal?: AbortSignal },
): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < tasks.length) {
      const index = next++;
      onResult(await crew.run(tasks[index]), index);
      await takeTurn(signal);
    }
  };
  await takeTurn(signal);
  await Promise.all(Array.from({ length: crew.threads }, work));
}
