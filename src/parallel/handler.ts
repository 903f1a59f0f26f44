/** What a crew's code and its workers are to each other. */
import { SlateLabError } from "../core/errors.ts";

/** A worker of a crew, as its own code sees it. */
export interface Member {
  /** 0-based, within the crew. */
  readonly index: number;
  /** True once the task under way is no longer wanted: synchronous work of many seconds looks now and then. */
  readonly stopped: boolean;
  /** Adds to what the crew has `counted`; cheap enough for the inside of a task. */
  count(more: number): void;
  /** Says which step of its task it begins, from 1: a sign of life, cheap enough for every round. */
  begin(step: number): void;
}

/** The code of a crew's worker: works on one task after another. */
export interface Handler<Task, Result> {
  run(task: Task): Result | Promise<Result>;
  /** Gives back what was opened, after the last task. */
  close?(): void | Promise<void>;
}

/** Sets a worker up, once, from data that can be structured-cloned. */
export type Open<Data, Task, Result> = (data: Data, member: Member) => Promise<Handler<Task, Result>>;

/** A worker as its crew sees it, wherever it runs: one task at a time. */
export interface CrewWorker<Task, Result> {
  /** Settles when it is set up. */
  readonly opened: Promise<unknown>;
  /** It has ended before it was closed: another must take its place. */
  readonly isLost: boolean;
  /** Throws what the task or the set-up threw, and a WorkerLost where the worker ends in the middle of the task. */
  run(task: Task): Promise<Result>;
  /** Ends it in the middle of its task, whatever that does. A worker in this thread goes on: nobody is there to end it. */
  end(reason: string): void;
  /** Closes the handler and ends. */
  close(): Promise<void>;
}

/** A worker ended in the middle of a task: it left, ran out of memory, or was ended for taking too long. */
export class WorkerLost extends SlateLabError {
  /** The step of its task that it was in: 0 before its first. */
  readonly step: number;
  /** It was ended; else it left by itself. */
  readonly isEnded: boolean;

  constructor(reason: string, { step, isEnded, cause }: { step: number; isEnded: boolean; cause?: unknown }) {
    super(reason, { cause });
    this.step = step;
    this.isEnded = isEnded;
  }
}
