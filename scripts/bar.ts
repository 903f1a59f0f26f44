/** Progress of one long job on stderr: a bar with its ETA on a terminal, plain lines otherwise. */
import cliProgress from "cli-progress";

const LINE_EVERY_MS = 5000;

export interface Bar {
  /** Counts may begin above 0: what a cache held. `facts` come behind them. */
  readonly update: (done: number, total: number, facts?: string) => void;
  /** Clears the terminal's line, for something else to be printed; the next update brings the bar back. */
  readonly stop: () => void;
}

/** `what` follows the counts: `512/2000 texts embedded`. Silent when the first update finds the job done. */
export function startBar(what: string): Bar {
  return process.stderr.isTTY ? terminalBar(what) : plainLines(what);
}

/** Bars of several jobs, one after the other: `what` names the job under way. */
export function startBars(): { update(what: string, done: number, total: number): void; stop(): void } {
  let current: { what: string; bar: Bar } | undefined;
  const stop = () => current?.bar.stop();
  return {
    update(what, done, total) {
      if (current?.what !== what) {
        stop();
        current = { what, bar: startBar(what) };
      }
      current.bar.update(done, total);
      if (done === total) stop();
    },
    stop,
  };
}

function terminalBar(what: string): Bar {
  const format = `{bar} {value}/{total} ${what}{facts}  ETA {left}`;
  const bar = new cliProgress.SingleBar({ format, hideCursor: true, clearOnComplete: true });
  let estimate: ((done: number) => string) | undefined;
  return {
    update(done, total, facts) {
      estimate ??= estimator(done, total);
      const shown = { left: estimate(done), facts: behind(facts) };
      if (!bar.isActive && done < total) bar.start(total, done, shown);
      else if (bar.isActive) bar.update(done, shown);
    },
    stop: () => bar.stop(),
  };
}

function plainLines(what: string): Bar {
  let estimate: ((done: number) => string) | undefined;
  let last = performance.now();
  return {
    update(done, total, facts) {
      const now = performance.now();
      if (estimate && (done === total || now - last >= LINE_EVERY_MS)) {
        last = now;
        console.error(`${done}/${total} ${what}${behind(facts)}${done < total ? `, ETA ${estimate(done)}` : ""}`);
      }
      estimate ??= estimator(done, total);
    },
    stop() {},
  };
}

function behind(facts = ""): string {
  return facts && `, ${facts}`;
}

/** Time left at the pace since now, when `start` were done; unknown until more are. */
function estimator(start: number, total: number): (done: number) => string {
  const began = performance.now();
  return (done) => {
    if (done === start) return "–";
    const left = ((performance.now() - began) / (done - start)) * (total - done);
    return duration(left / 1000);
  };
}

/** In seconds while they say something. */
function duration(seconds: number): string {
  return seconds < 120 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
