/** Watches one task of a worker: one that shows no sign of life, or takes too long, is to be ended. */

/** What a worker may take, in seconds; a limit that is absent does not hold. */
export interface Limits {
  /** Without beginning another step. */
  readonly step?: number;
  /** For a task. */
  readonly task?: number;
  /** To end the task by itself once it is not wanted any more. */
  readonly grace?: number;
}

/** What is seen of a worker. */
export interface Sight {
  /** The step that it is in. */
  readonly step: number;
  /** Its task is not wanted any more. */
  readonly isStopped: boolean;
}

/** Counts a task's seconds against the limits. */
export class Watch {
  readonly #limits: Limits;
  #step = 0;
  #inStep = 0;
  #inTask = 0;
  #stopping = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Takes a look, so many seconds after the last one; says why the worker is to be ended, if it is. */
  look(seconds: number, { step, isStopped }: Sight): string | undefined {
    this.#inStep = step === this.#step ? this.#inStep + seconds : 0;
    this.#step = step;
    this.#inTask += seconds;
    if (isStopped) this.#stopping += seconds;
    const { step: mostInStep, task: most, grace } = this.#limits;
    if (isOver(this.#stopping, grace)) return "did not stop when it was told to";
    if (isOver(this.#inStep, mostInStep)) return `gave no answer for ${mostInStep} s`;
    return isOver(this.#inTask, most) ? `was not done within ${most} s` : undefined;
  }
}

/** Looks cost next to nothing, but not nothing. */
const LEAST_SECONDS = 0.01;

/** Seconds between two looks that hold the limits well enough. */
export function secondsBetweenLooks({ step, task, grace }: Limits): number {
  const least = Math.min(1, ...[step, task, grace].map((limit) => (limit ?? Number.POSITIVE_INFINITY) / 4));
  return Math.max(LEAST_SECONDS, least);
}

function isOver(seconds: number, limit = Number.POSITIVE_INFINITY): boolean {
  return seconds > limit;
}

/**
 * Takes a look now and then until told to stop, with the seconds in between. A machine that slept, or a process that was
 * halted, counts as one look, not as hours in which the worker was silent.
 */
export function everyNowAndThen(seconds: number, look: (seconds: number) => void): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    look(Math.min((now - last) / 1000, 2 * seconds));
    last = now;
  }, 1000 * seconds);
  return () => clearInterval(timer);
}
