/** A worker of a crew in a thread of its own: this thread's side, and what the two say to each other. */
import { Worker } from "node:worker_threads";
import { reasonOf } from "../core/episode-failure.ts";
import { SlateLabError } from "../core/errors.ts";
import { Board } from "./board.ts";
import { errorOf, type Failure } from "./failure.ts";
import { type CrewWorker, WorkerLost } from "./handler.ts";

/** What a worker thread starts with. */
export interface ThreadSetup {
  /** Address of the module that exports `open`. */
  readonly module: string;
  readonly data: unknown;
  readonly index: number;
  /** Buffer of the crew's board. */
  readonly board: SharedArrayBuffer;
}

/** What a worker thread is told. */
export type Order = { readonly task: unknown } | "close";
/** What a worker thread answers: once for the set-up, then once for each order. */
export type Reply = { readonly result: unknown } | { readonly failure: Failure };

interface PendingReply {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** A crew's worker in a thread of its own; while it has nothing to do, it does not keep the process from ending. */
export class ThreadWorker<Task, Result> implements CrewWorker<Task, Result> {
  readonly opened: Promise<unknown>;
  readonly #thread: Worker;
  readonly #board: Board;
  readonly #index: number;
  #asked: PendingReply | undefined;
  /** Why the thread is no more, and whether anyone knows. */
  #lost: Error | undefined;
  #isTold = false;

  constructor(setup: ThreadSetup) {
    this.#board = new Board(setup.board);
    this.#index = setup.index;
    this.#thread = new Worker(new URL("./crew-thread.js", import.meta.url), { workerData: setup });
    this.#thread.on("message", (reply: Reply) => this.#settle(reply));
    this.#thread.on("error", (error) => this.#lose(error));
    this.#thread.on("exit", (code) => {
      this.#lose(new SlateLabError(`A worker ended with code ${code} in the middle of its work`));
    });
    this.opened = this.#reply();
  }

  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  async run(task: Task): Promise<Result> {
    await this.opened;
    return (await this.#order({ task })) as Result;
  }

  end(reason: string): void {
    if (this.#lost) return;
    this.#lose(new SlateLabError(reason), true);
    void this.#thread.terminate();
  }

  /** Throws what closing threw, and why the thread is lost where no task could say so. */
  async close(): Promise<void> {
    await this.opened.catch(() => {});
    if (this.#isTold) return;
    await this.#order("close").finally(() => this.#thread.terminate());
  }

  #order(order: Order): Promise<unknown> {
    this.#thread.ref();
    this.#thread.postMessage(order);
    return this.#reply();
  }

  #reply(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#lost) reject(this.#lost);
      else this.#asked = { resolve, reject };
    });
  }

  /** Anybody in the thread can post to this one. */
  #settle(reply: Reply | null | undefined): void {
    const asked = this.#asked;
    if (!(isReply(reply) && asked)) {
      this.end("sent what is no answer");
      return;
    }
    this.#asked = undefined;
    this.#thread.unref();
    if ("failure" in reply) asked.reject(errorOf(reply.failure));
    else asked.resolve(reply.result);
  }

  /** The first reason counts: an error is followed by the exit that it caused. */
  #lose(error: Error, isEnded = false): void {
    if (this.#lost) return;
    this.#lost = error;
    this.#isTold = this.#asked !== undefined;
    const step = this.#board.step(this.#index);
    this.#asked?.reject(new WorkerLost(lossOf(error), { step, isEnded, cause: error }));
  }
}

function isReply(reply: Reply | null | undefined): reply is Reply {
  return typeof reply === "object" && reply !== null && ("failure" in reply || "result" in reply);
}

/** Why a thread was lost, in words. */
function lossOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY" ? "ran out of memory" : reasonOf(error);
}
