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
  const bar = new cliProgress.SingleBar({
    format: `{bar} {value}/{total} ${what}  ETA {eta_formatted}`,
    hideCursor: true,
  });
  return {
    update(done, total) {
      if (!bar.isActive && done < total) bar.start(total, done);
      else if (bar.isActive) bar.update(done);
    },
    stop: () => bar.stop(),
  };
}

function plainLines(what: string): Bar {
  let first: { done: number; at: number } | undefined;
  let last = 0;
  return {
    update(done, total) {
      const now = performance.now();
      const isNew = first === undefined;
      first ??= { done, at: now };
      if (first.done === total || (isNew && done < total)) return;
      if (done < total && now - Math.max(last, first.at) < LINE_EVERY_MS) return;
      last = now;
      const left = ((now - first.at) / Math.max(1, done - first.done)) * (total - done);
      console.error(`${done}/${total} ${what}${done < total ? `, ETA ${Math.ceil(left / 1000)} s` : ""}`);
    },
    stop() {},
  };
}
