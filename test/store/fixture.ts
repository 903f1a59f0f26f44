import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { ClickHistory, UserClicks } from "../../src/core/clicks.ts";
import type { Transition } from "../../src/core/types.ts";
import type { EpisodeSummary } from "../../src/evaluate/summary.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { createSuite, type NewSuite } from "../../src/store/suites.ts";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A new folder, removed after the test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "slatelab-store-"));
  folders.push(folder);
  return folder;
}

export const SUITE: NewSuite = {
  configHash: "c0ffee",
  config: { agents: ["random"], seeds: [1, 2] },
  worldId: "cup",
  worldHash: "f00d",
  version: "0.1.0",
  commit: "abc123",
  seedsKind: "development",
};

/** A new store with one suite in it; whoever opens it closes it. */
export function storeOfSuite(): { store: Store; suite: number } {
  const store = openStore(join(newFolder(), "lab.db"));
  return { store, suite: createSuite(store, SUITE) };
}

export const RUN = { seconds: 1.5, peakMb: 120.25 };

export function summaryOf(rounds: number, clicks = 0): EpisodeSummary {
  return {
    rounds,
    clicks,
    score: 0.5,
    errorToOnes: 0.5,
    clickRate: clicks / Math.max(rounds, 1),
    reward: clicks,
    coverage: 0.25,
    gini: 0.75,
    diversity: 0.1,
    novelty: 3.25,
    userRounds: Int32Array.of(rounds, 0),
    clickCurve: Int32Array.of(0, clicks),
  };
}

/** A round of any content, different for each number. */
export function transitionOf(round: number, slateSize = 5): Transition {
  const slate = Array.from({ length: slateSize }, (_, j) => round * 7 + j);
  const observation = { user: round % 13, history: new ClickHistory(new UserClicks(), 0), round };
  const clicked = round % 3 === 0 ? slate[round % slateSize] : -1;
  return { observation, slate, clicked, reward: clicked < 0 ? 0 : 1, terminated: false, truncated: false };
}

/**
 * Starts a child that runs `body` (plain JavaScript). `store` is what the named built modules export; `say(text)` writes at
 * once, and `wait()` halts the child, whatever it is in the middle of, until it is written to, or killed.
 */
export function startChild(modules: readonly string[], body: string): ChildProcess {
  const urls = modules.map((name) => new URL(`../../dist/src/store/${name}.js`, import.meta.url).href);
  const imports = urls.map((url) => `await import(${JSON.stringify(url)})`);
  const code = `import { readSync, writeSync } from "node:fs";
    const say = (text) => writeSync(1, text);
    const wait = () => readSync(0, Buffer.alloc(1));
    const store = Object.assign({}, ${imports.join(", ")});\n${body}`;
  return spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["pipe", "pipe", "pipe"] });
}

/** Waits for a child; gives its exit code and all it wrote. */
export async function outcome(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = "";
  for (const stream of [child.stdout!, child.stderr!]) stream.on("data", (text) => (output += text));
  const [code] = await once(child, "close");
  return { code, output };
}
