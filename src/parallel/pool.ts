/** Independent tasks over worker threads: each worker is set up once, then asks for one task after another. */
import { parentPort, Worker, workerData } from "node:worker_threads";
import { Interrupted, SlateLabError, UsageError } from "../core/errors.ts";

/** Rounds played so far by each worker, and a stop flag, shared without messages: [stop, rounds of worker 0, 1, …]. */
export class Control {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: Int32Array;

  constructor(from: number | SharedArrayBuffer) {
    this.buffer = typeof from === "number" ? new SharedArrayBuffer(4 * (from + 1)) : from;
    this.#cells = new Int32Array(this.buffer);
  }

  stop(): void {
    Atomics.store(this.#cells, 0, 1);
  }

  get stopped(): boolean {
    return Atomics.load(this.#cells, 0) === 1;
  }

  addRounds(worker: number, rounds: number): void {
    Atomics.add(this.#cells, 1 + worker, rounds);
  }

  /** Rounds of all workers together. */
  get rounds(): number {
    let total = 0;
    for (let i = 1; i < this.#cells.length; i++) total += Atomics.load(this.#cells, i) >>> 0;
    return total;
  }
}

/** What a worker can be asked to do; made once in each worker. */
export interface TaskRunner<Task, Result> {
  run(task: Task): Promise<Result>;
  close(): void;
}

type Failure = { kind: string; message: string; stack?: string };
type Reply<Result> = { ready: true } | { result: Result } | { failure: Failure };

export interface PoolOptions<Task, Result> {
  readonly tasks: readonly Task[];
  readonly workers: number;
  /** Module that calls `serveTasks`. */
  readonly entry: URL;
  /** Structured-cloneable set-up that each worker gets. */
  readonly setup: unknown;
  readonly control: Control;
  onResult(result: Result, task: Task): void;
}

/** Runs all tasks; the first failure stops the others and is thrown. Throws `Interrupted` once `control` is stopped. */
export async function runPool<Task, Result>(options: PoolOptions<Task, Result>): Promise<void> {
  const queue = [...options.tasks];
  const count = Math.min(options.workers, queue.length);
  await Promise.all(Array.from({ length: count }, (_, index) => runWorker(options, queue, index)));
  if (options.control.stopped) throw new Interrupted("Interrupted");
}

function runWorker<Task, Result>(options: PoolOptions<Task, Result>, queue: Task[], index: number): Promise<void> {
  const { control, entry, setup, onResult } = options;
  const worker = new Worker(entry, { workerData: { setup, index, control: control.buffer } });
  return new Promise<void>((resolve, reject) => {
    let current: Task | undefined;
    const fail = (error: Error) => {
      control.stop();
      reject(error);
    };
    worker.on("message", (reply: Reply<Result>) => {
      if ("failure" in reply) {
        worker.postMessage(null);
        if (!control.stopped) fail(revive(reply.failure));
        return;
      }
      if ("result" in reply) onResult(reply.result, current as Task);
      current = control.stopped ? undefined : queue.shift();
      worker.postMessage(current ?? null);
    });
    worker.on("error", fail);
    worker.on("exit", (code) => {
      if (code === 0 && (current === undefined || control.stopped)) resolve();
      else fail(new SlateLabError(`A worker ended with code ${code} in the middle of its work`));
    });
  });
}

function revive({ kind, message, stack }: Failure): Error {
  const types: Record<string, new (message: string) => Error> = { UsageError, SlateLabError, Interrupted };
  const error = new (types[kind] ?? Error)(message);
  if (stack) error.stack = stack;
  return error;
}

/** The worker's side: sets up once, then answers tasks until there are no more. */
export async function serveTasks<Setup, Task, Result>(
  open: (setup: Setup, worker: { index: number; control: Control }) => Promise<TaskRunner<Task, Result>>,
): Promise<void> {
  const port = parentPort;
  if (!port) throw new SlateLabError("Expected to run in a worker thread");
  const { setup, index, control } = workerData as { setup: Setup; index: number; control: SharedArrayBuffer };
  const reply = (message: Reply<Result>) => port.postMessage(message);
  try {
    const runner = await open(setup, { index, control: new Control(control) });
    port.on("message", async (task: Task | null) => {
      if (task === null) {
        runner.close();
        port.close();
        return;
      }
      await runner.run(task).then(
        (result) => reply({ result }),
        (error) => reply({ failure: failureOf(error) }),
      );
    });
    reply({ ready: true });
  } catch (error) {
    port.on("message", () => port.close());
    reply({ failure: failureOf(error) });
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof Error) return { kind: error.name, message: error.message, stack: error.stack };
  return { kind: "Error", message: String(error) };
}
