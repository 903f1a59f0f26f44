/**
 * Ends the program when a run of it never does: a loop that blocks the thread can only be noticed from another one, and only
 * be stopped with the whole process.
 */
import { writeSync } from "node:fs";
import { isMainThread, Worker, workerData } from "node:worker_threads";

interface Watched {
  /** [1]: the number of the run under way. */
  readonly run: Int32Array;
  readonly limit: number;
}

/** Watches runs until `stop`; each must be told of by `begin`, and be followed by another within the limit, in milliseconds. */
export function watch(limit: number): { begin(run: number): void; stop(): Promise<void> } {
  const run = new Int32Array(new SharedArrayBuffer(4)).fill(-1);
  const worker = new Worker(new URL(import.meta.url), { workerData: { run, limit } satisfies Watched });
  return {
    begin(number) {
      Atomics.store(run, 0, number);
      Atomics.notify(run, 0);
    },
    stop: async () => void (await worker.terminate()),
  };
}

function guard({ run, limit }: Watched): void {
  for (;;) {
    const number = Atomics.load(run, 0);
    if (number < 0 || Atomics.wait(run, 0, number, limit) !== "timed-out") continue;
    writeSync(2, `fuzz: run ${number} has not ended after ${limit / 1000} s\n`);
    process.kill(process.pid, "SIGKILL");
  }
}

if (!isMainThread && workerData?.run) guard(workerData);
