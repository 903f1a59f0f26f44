/** What a crew's code and its workers are to each other. */

/** A worker of a crew, as its own code sees it. */
export interface Member {
  /** 0-based, within the crew. */
  readonly index: number;
  /** True once the task under way is no longer wanted: synchronous work of many seconds looks now and then. */
  readonly stopped: boolean;
  /** Adds to what the crew has `counted`; cheap enough for the inside of a task. */
  count(more: number): void;
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
  /** Throws what the task or the set-up threw. */
  run(task: Task): Promise<Result>;
  /** Closes the handler and ends. */
  close(): Promise<void>;
}
