/**
 * Loaded in front of the command line, as `node --import 'at-write.js?at=7' slatelab.js …`: kills this process without warning before
 * the seventh change of its main thread to a file. With `at=0` it lets all pass, and says at the end how many there were.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { isMainThread } from "node:worker_threads";

const AT = Number(new URL(import.meta.url).searchParams.get("at"));
const CHANGES = ["writeFileSync", "appendFileSync", "fsyncSync", "renameSync", "mkdirSync", "rmSync"] as const;

let changes = 0;

function count(): void {
  if (++changes === AT) process.kill(process.pid, "SIGKILL");
}

function watch(): void {
  const calls = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of CHANGES) {
    const call = calls[name];
    calls[name] = (...args) => {
      count();
      return call(...args);
    };
  }
  syncBuiltinESMExports();
}

// Worker threads load it too.
if (isMainThread) {
  const write = fs.writeSync;
  watch();
  if (AT === 0) process.once("exit", () => write(2, `\nkill-test: ${changes} changes\n`));
}
