/**
 * Loaded in front of the command line, as `node --import at-first-episode.js?signal=SIGKILL&after=0 slatelab.js …`: sends
 * this process a signal when it tells of the first episode it has finished. With `after=0` that is within the write of the
 * line, before another episode is handed out, so that no machine is fast enough to have ended the suite by then; otherwise
 * so many milliseconds later, if the suite still runs.
 */
import { isMainThread } from "node:worker_threads";

const { searchParams } = new URL(import.meta.url);
const SIGNAL = searchParams.get("signal") as NodeJS.Signals;
const AFTER = Number(searchParams.get("after"));
const EPISODE = /^\d+\/\d+ episodes/;

function raise(): void {
  process.kill(process.pid, SIGNAL);
}

/** Calls `then` once, after the first line that tells of an episode was written to stderr. */
function watch(then: () => void): void {
  const write = process.stderr.write.bind(process.stderr) as (...args: unknown[]) => boolean;
  process.stderr.write = (...args: unknown[]) => {
    const written = write(...args);
    if (!EPISODE.test(String(args[0]))) return written;
    process.stderr.write = write;
    then();
    return written;
  };
}

// Worker threads load it too.
if (isMainThread) watch(() => (AFTER > 0 ? setTimeout(raise, AFTER).unref() : raise()));
