/** Standard output: whoever reads it may go (`| head`), and the disk that it goes to may be full. Neither is a stack trace. */
import { setImmediate } from "node:timers/promises";
import { Interrupted } from "../src/core/errors.ts";

const gone = new AbortController();
let failure: NodeJS.ErrnoException | undefined;
let isWatched = false;

/** Fires, with `Interrupted` as the reason, when nobody reads what is printed any more: long work ends then, as after Ctrl-C. */
export const readerGone: AbortSignal = gone.signal;

/** Hears from now on what becomes of what is printed. */
export function watchOutput(): void {
  if (isWatched) return;
  isWatched = true;
  process.stdout.on("error", heardOf);
  // Messages that cannot be told have nowhere else to go.
  process.stderr.on("error", () => {});
}

/** What kept the output from being written, once all of it was tried; nothing where its reader has gone. */
export async function outputFailure(): Promise<Error | undefined> {
  // A stream tells of a failed write in the next turn.
  await setImmediate();
  return failure;
}

function heardOf(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") gone.abort(new Interrupted("Nobody reads the output any more"));
  else failure ??= error;
}
