/** Progress of one long job on stderr: a bar with its ETA on a terminal, plain lines otherwise. */
import cliProgress from "cli-progress";

const LINE_EVERY_MS = 5000;

export interface Bar {
  /** Counts may begin above 0: what a cache held. */
  readonly update: (done: number, total: number) => void;
  readonly stop: () => void;
}

/** `what` follows the counts: `512/2000 texts embedded`. Silent when the first update finds the job done. */
export function startBar(what: string): Bar {
  return process.stderr.isTTY ? terminalBar(what) : plainLines(what);
}

function terminalBar(what: string): Bar {
  const format = `{bar} {value}/{total} ${what}  ETA {left}`;
  const bar = new cliProgress.SingleBar({ format, hideCursor: true });
  let estimate: ((done: number) => string) | undefined;
  return {
    update(done, total) {
      estimate ??= estimator(done, total);
      if (!bar.isActive && done < total) bar.start(total, done, { left: estimate(done) });
      else if (bar.isActive) bar.update(done, { left: estimate(done) });
    },
    stop: () => bar.stop(),
  };
}

/** Time left at the pace since now, when `start` were done; unknown until more are. */
function estimator(start: number, total: number): (done: number) => string {
  const began = performance.now();
  return (done) => {
    if (done === start) return "–";
    const left = ((performance.now() - began) / (done - start)) * (total - done);
    return `${Math.ceil(left / 1000)} s`;
  };
}

function plainLines(what: string): Bar {
  let estimate: ((done: number) => string) | undefined;
  let last = performance.now();
  return {
    update(done, total) {
      const now = performance.now();
      if (estimate && (done === total || now - last >= LINE_EVERY_MS)) {
        last = now;
        console.error(`${done}/${total} ${what}${done < total ? `, ETA ${estimate(done)}` : ""}`);
      }
      estimate ??= estimator(done, total);
    },
    stop() {},
  };
}
