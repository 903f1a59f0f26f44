/** A crew of workers: each is set up once, then works on one task after another. */
import { setMaxListeners } from "node:events";
import { setImmediate } from "node:timers/promises";
import { isMainThread, workerData } from "node:worker_threads";
import { expected, Interrupted } from "../core/errors.ts";
import { Board } from "./board.ts";
import type { CrewWorker, Handler, Open } from "./handler.ts";
import { ThreadWorker } from "./thread-worker.ts";
import { everyNowAndThen, type Limits, secondsBetweenLooks, Watch } from "./watch.ts";

/** What a crew works by. */
export interface CrewOptions<Data, Task, Result> {
  /** Address (`import.meta.url`) of the module that exports `open`. */
  readonly module: string;
  readonly open: Open<Data, Task, Result>;
  /** What each worker is set up from; can be structured-cloned. */
  readonly data: Data;
  /** Worker threads, at least 1. */
  readonly threads: number;
  /** What a worker may take before it is ended; none where absent. */
  readonly limits?: Limits;
}

/**
 * Starts a crew; a worker is given tasks once it is set up. A module that is not built (.ts) works in this thread,
 * alone: worker threads load JavaScript only.
 */
export function openCrew<Data, Task, Result>(options: CrewOptions<Data, Task, Result>): Crew<Task, Result> {
  const { module, open, data, threads, limits } = options;
  if (!(threads >= 1)) throw expected("at least one worker thread", threads);
  const isLocal = module.endsWith(".ts");
  const board = new Board(isLocal ? 1 : threads);
  if (isLocal) return new Crew({ start: () => new LocalWorker(open(data, board.member(0))), size: 1, board, limits });
  const start = (index: number) => new ThreadWorker<Task, Result>({ module, data, index, board: board.buffer });
  return new Crew({ start, size: threads, board, limits });
}

/** How a crew gets its workers. */
export interface CrewParts<Task, Result> {
  readonly start: (index: number) => CrewWorker<Task, Result>;
  readonly size: number;
  readonly board: Board;
  readonly limits?: Limits;
}

/** Whether this is a thread that a crew started. */
export function isCrewThread(): boolean {
  return !isMainThread && workerData?.board instanceof SharedArrayBuffer;
}

/** What runs tasks, as many at a time as its size. */
export type Runner<Task, Result> = Pick<Crew<Task, Result>, "size" | "run">;

/** Workers that take one task after another; made by `openCrew`, to be closed after the last task. */
export class Crew<Task, Result> {
  readonly #parts: CrewParts<Task, Result>;
  readonly #workers: CrewWorker<Task, Result>[];
  /** Lost ones. */
  readonly #replaced: CrewWorker<Task, Result>[] = [];
  /** Set up, and without a task. */
  readonly #free: number[] = [];
  /** Tasks that wait for a worker. */
  readonly #waiting: ((worker: number) => void)[] = [];

  constructor(parts: CrewParts<Task, Result>) {
    this.#parts = parts;
    this.#workers = Array.from({ length: parts.size }, (_, index) => parts.start(index));
    for (const [index, worker] of this.#workers.entries()) {
      const release = () => this.#release(index);
      worker.opened.then(release, release);
    }
  }

  /** Tasks that can be under way at a time. */
  get size(): number {
    return this.#workers.length;
  }

  /** What the workers have counted, in the middle of their tasks too. */
  get counted(): number {
    return this.#parts.board.counted;
  }

  /**
   * Hands a task to the next free worker. Throws what its handler throws, of the same kind; WorkerLost where the worker ends
   * in the middle of it, or has to be ended: another takes its place; Interrupted where the signal fires before the task
   * begins. Once it has begun, the signal shows in the worker's `stopped`, and ends the worker that does not heed it in time.
   */
  async run(task: Task, signal?: AbortSignal): Promise<Result> {
    const index = this.#free.pop() ?? (await new Promise<number>((resolve) => this.#waiting.push(resolve)));
    try {
      throwIfInterrupted(signal);
      if (this.#workers[index].isLost) await this.#replace(index);
      throwIfInterrupted(signal);
      return await this.#watched(index, task, signal);
    } finally {
      this.#release(index);
    }
  }

  /** Lets each worker's handler close, and ends the workers. Throws why one was lost where no task could say so. */
  async close(): Promise<void> {
    await Promise.all([...this.#replaced, ...this.#workers].map((worker) => this.#close(worker)));
  }

  async #close(worker: CrewWorker<Task, Result>): Promise<void> {
    const { grace } = this.#parts.limits ?? {};
    const late = grace === undefined ? undefined : setTimeout(() => worker.end("did not close in time"), 1000 * grace);
    await worker.close().finally(() => clearTimeout(late));
  }

  async #replace(index: number): Promise<void> {
    this.#replaced.push(this.#workers[index]);
    this.#workers[index] = this.#parts.start(index);
    await this.#workers[index].opened;
  }

  async #watched(index: number, task: Task, signal: AbortSignal | undefined): Promise<Result> {
    const { board, limits } = this.#parts;
    const stop = () => board.stop(index);
    board.begin(index);
    signal?.addEventListener("abort", stop);
    const rest = limits && this.#watch(index, limits, signal);
    try {
      return await this.#workers[index].run(task);
    } finally {
      rest?.();
      signal?.removeEventListener("abort", stop);
    }
  }

  /** Watches a task until told to rest. */
  #watch(index: number, limits: Limits, signal: AbortSignal | undefined): () => void {
    const watch = new Watch(limits);
    return everyNowAndThen(secondsBetweenLooks(limits), (seconds) => {
      const sight = { step: this.#parts.board.step(index), isStopped: signal?.aborted ?? false };
      const reason = watch.look(seconds, sight);
      if (reason) this.#workers[index].end(reason);
    });
  }

  #release(worker: number): void {
    const next = this.#waiting.shift();
    if (next) next(worker);
    else this.#free.push(worker);
  }
}

/** The handler in this thread. */
class LocalWorker<Task, Result> implements CrewWorker<Task, Result> {
  readonly opened: Promise<Handler<Task, Result>>;

  readonly isLost = false;

  constructor(opened: Promise<Handler<Task, Result>>) {
    this.opened = opened;
  }

  async run(task: Task): Promise<Result> {
    return (await this.opened).run(task);
  }

  end(): void {}

  async close(): Promise<void> {
    const handler = await this.opened.catch(() => undefined);
    await handler?.close?.();
  }
}

/** Where results go, and what stops the work. */
export interface RunAllOptions<Result> {
  onResult(result: Result, index: number): void;
  readonly signal?: AbortSignal;
}

/**
 * Runs every task, as many at a time as there are workers, and hands each result over as it comes. The first failure
 * stops the others and is thrown; when the signal fires, Interrupted is. Either way no task is under way any more by
 * then, and results handed over stay.
 */
export async function runAll<Task, Result>(
  crew: Runner<Task, Result>,
  tasks: readonly Task[],
  { onResult, signal }: RunAllOptions<Result>,
): Promise<void> {
  const failed = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  // As many as there are workers listen at a time, which Node would warn of from eleven on.
  setMaxListeners(crew.size, stop);
  let next = 0;
  const work = async () => {
    while (next < tasks.length && !stop.aborted) {
      const index = next++;
      onResult(await crew.run(tasks[index], stop), index);
      await takeTurn();
    }
  };
  await takeTurn(signal);
  // What an unwanted task fails of is its own matter.
  const workers = Array.from({ length: crew.size }, () => work().catch((e) => signal?.aborted || failed.abort(e)));
  await Promise.all(workers);
  failed.signal.throwIfAborted();
  throwIfInterrupted(signal);
}

/** Lets timers and signals of the operating system in during long work; throws Interrupted when the signal has fired. */
export async function takeTurn(signal?: AbortSignal): Promise<void> {
  await setImmediate();
  throwIfInterrupted(signal);
}

function throwIfInterrupted(signal?: AbortSignal): void {
  if (signal?.aborted) throw new Interrupted("Interrupted");
}
