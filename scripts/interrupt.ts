/** Ctrl-C: the first asks the work to stop cleanly, the second ends the program at once. */
import { Interrupted } from "../src/core/errors.ts";
import { readerGone } from "./standard-output.ts";

/** Exit codes of the command line; `unread` is what a shell tells of a program that SIGPIPE has ended. */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130, unread: 141 } as const;

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Does work that the user can stop: its signal fires, with `Interrupted` as the reason, at the first SIGINT or SIGTERM, and when
 * nobody reads the output any more.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const handler = () => {
    if (abort.signal.aborted) process.exit(EXIT.interrupted);
    console.error("\nStopping; once more to stop at once");
    abort.abort(new Interrupted("Interrupted"));
  };
  readerGone.throwIfAborted();
  for (const signal of SIGNALS) process.on(signal, handler);
  try {
    return await work(AbortSignal.any([abort.signal, readerGone]));
  } finally {
    for (const signal of SIGNALS) process.off(signal, handler);
  }
}
