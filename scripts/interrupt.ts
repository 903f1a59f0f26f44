/** Ctrl-C: the first asks the work to stop cleanly, the second ends the program at once. */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Calls `stop` at the first SIGINT or SIGTERM. Returns a function that takes the handler away. */
export function onInterrupt(stop: () => void): () => void {
  let asked = false;
  const handler = () => {
    if (asked) process.exit(EXIT.interrupted);
    asked = true;
    console.error("\nStopping; once more to stop at once");
    stop();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, handler);
  return () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, handler);
  };
}
