/** Progress of long work on stderr: a bar on a terminal, plain lines otherwise. Results go to stdout. */
import cliProgress from "cli-progress";

/** Between two plain lines; the first progress and the last are told at once. */
const LINE_EVERY_MS = 5000;

/** What a progress display says of the work under way. */
export interface Job {
  /** Follows the counts: `512/2000 texts embedded`. */
  readonly what: string;
  /** Something that the work counts as it goes, shown as a speed: `12,300 rounds/s`. Asked whenever progress is shown. */
  readonly speed?: { readonly unit: string; count(): number };
}

/** A progress display of one job. */
export interface Progress {
  /**
   * Counts may begin above 0: what a cache held. The first update says where the work begins and prints no line; where it
   * finds all done, nothing is ever shown. `facts` come last.
   */
  readonly update: (done: number, total: number, facts?: string) => void;
  /** Clears the terminal's line, for something else to be printed; the next update brings the bar back. */
  readonly stop: () => void;
}

/** Where progress is shown, and by which clock, in milliseconds. */
export interface Display {
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean };
  now(): number;
}

const STDERR: Display = { stream: process.stderr, now: () => performance.now() };

/** Starts the progress display of a job. */
export function startProgress(job: Job, display: Display = STDERR): Progress {
  return display.stream.isTTY ? terminalBar(job, display) : plainLines(job, display);
}

/** Several jobs, one after the other: `what` names the one under way. */
export interface JobsProgress {
  readonly update: (what: string, done: number, total: number) => void;
  readonly stop: () => void;
}

/** Starts the progress display of several jobs, one after the other. */
export function startJobsProgress(display?: Display): JobsProgress {
  let current: { what: string; progress: Progress } | undefined;
  const stop = () => current?.progress.stop();
  return {
    update(what, done, total) {
      if (current?.what !== what) {
        stop();
        current = { what, progress: startProgress({ what }, display) };
      }
      current.progress.update(done, total);
      if (done === total) stop();
    },
    stop,
  };
}

/** How far a job is, in words. */
class Standing {
  readonly #job: Job;
  readonly #now: () => number;
  readonly #began: number;
  readonly #start: number;
  #done: number;
  #total = 0;
  #facts = "";

  constructor(job: Job, now: () => number, done: number) {
    this.#job = job;
    this.#now = now;
    this.#began = now();
    this.#start = this.#done = done;
  }

  set(done: number, total: number, facts = ""): void {
    this.#done = done;
    this.#total = total;
    this.#facts = facts;
  }

  /** Has nothing been done since the start? */
  get isFresh(): boolean {
    return this.#done === this.#start;
  }

  get isDone(): boolean {
    return this.#done >= this.#total;
  }

  /** The share that is done, from 0 to 1. */
  get share(): number {
    return this.#done / this.#total;
  }

  text(): string {
    const counts = `${this.#done}/${this.#total} ${this.#job.what}`;
    return [counts, this.isDone ? "" : `ETA ${this.#timeLeft()}`, this.#speed(), this.#facts]
      .filter(Boolean)
      .join(", ");
  }

  /** At the pace since the start; unknown until something is done. */
  #timeLeft(): string {
    if (this.isFresh) return "–";
    return duration((this.#seconds() / (this.#done - this.#start)) * (this.#total - this.#done));
  }

  #speed(): string {
    const { speed } = this.#job;
    if (!speed) return "";
    const perSecond = Math.round(speed.count() / Math.max(this.#seconds(), 1e-3));
    return `${perSecond.toLocaleString("en-US")} ${speed.unit}/s`;
  }

  #seconds(): number {
    return (this.#now() - this.#began) / 1000;
  }
}

/** In seconds while they say something. */
function duration(seconds: number): string {
  return seconds < 120 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}

function plainLines(job: Job, { stream, now }: Display): Progress {
  let standing: Standing | undefined;
  let lastLine = Number.NEGATIVE_INFINITY;
  return {
    update(done, total, facts) {
      standing ??= new Standing(job, now, done);
      standing.set(done, total, facts);
      if (standing.isFresh || (!standing.isDone && now() - lastLine < LINE_EVERY_MS)) return;
      lastLine = now();
      stream.write(`${standing.text()}\n`);
    },
    stop() {},
  };
}

/** The bar redraws by itself: the time left and the speed go on between two updates. */
function terminalBar(job: Job, { stream, now }: Display): Progress {
  let standing: Standing | undefined;
  const format: cliProgress.GenericFormatter = (options) =>
    standing ? `${cliProgress.Format.BarFormat(standing.share, options)} ${standing.text()}` : "";
  const bar = new cliProgress.SingleBar(
    { format, stream, hideCursor: true, clearOnComplete: true },
    cliProgress.Presets.shades_classic,
  );
  return {
    update(done, total, facts) {
      standing ??= new Standing(job, now, done);
      standing.set(done, total, facts);
      if (bar.isActive) bar.update(done);
      else if (!standing.isDone) bar.start(total, done);
    },
    stop: () => bar.stop(),
  };
}
