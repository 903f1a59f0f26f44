/** What is fuzzed, what can come of one run, and the loop over runs. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SlateLabError, UsageError } from "../../src/core/errors.ts";
import { type Seed, Stream } from "../../src/core/random.ts";

/** What came of a run: it was taken, it was refused in good words, or something is wrong, which `detail` says. */
export interface Outcome {
  readonly verdict: "accepted" | "refused" | "fault";
  readonly detail: string;
}

/** Something that takes what people give it: each run makes an input of its own random numbers and tries it. */
export interface FuzzTarget {
  readonly name: string;
  readonly summary: string;
  /** `folder` is empty and the run's own. */
  run(random: Stream, folder: string): Promise<Outcome>;
}

/** A run by its number, which with the seed makes it again. */
export interface Tried extends Outcome {
  readonly run: number;
  readonly seconds: number;
}

/** Which runs of a target are made. */
export interface FuzzRuns {
  readonly seed: Seed;
  /** The first, from 0. */
  readonly first: number;
  readonly runs: number;
}

const MOST_MEGABYTES = 512;

/** Makes the runs one after another. `onRun` hears of each before it begins, so that one that never ends can be named. */
export async function fuzz(
  target: FuzzTarget,
  { seed, first, runs }: FuzzRuns,
  onRun: (run: number) => void = () => {},
): Promise<Tried[]> {
  const random = new Stream(seed).fork(target.name);
  const tried: Tried[] = [];
  for (let run = first; run < first + runs; run++) {
    onRun(run);
    const started = performance.now();
    const outcome = await withinMemory(() => inFolder((folder) => target.run(random.fork(run), folder)));
    tried.push({ ...outcome, run, seconds: (performance.now() - started) / 1000 });
  }
  return tried;
}

/** A fault where the process needs far more memory than ever before: inputs are small. */
async function withinMemory(run: () => Promise<Outcome>): Promise<Outcome> {
  const before = process.resourceUsage().maxRSS;
  const outcome = await run();
  const grown = Math.round((process.resourceUsage().maxRSS - before) / 1024);
  return grown > MOST_MEGABYTES ? { verdict: "fault", detail: `took ${grown} MB: ${outcome.detail}` } : outcome;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "slatelab-fuzz-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const NONSENSE = /undefined|NaN|\[object /g;

/** Whether a text says what makes no sense, unless it repeats what was given. */
export function isNonsense(text: string, given: string): boolean {
  return (text.match(NONSENSE) ?? []).some((word) => !given.includes(word));
}

/**
 * Tries something that may refuse what it gets. It does so in good words if it throws an error meant for people that names
 * the `place` and says nothing senseless, but for what was `given`; `work` says in a word what it made of an input that it took.
 */
export async function attempt(work: () => Promise<string> | string, place = "", given = ""): Promise<Outcome> {
  try {
    return { verdict: "accepted", detail: await work() };
  } catch (error) {
    return refusal(error, place, given);
  }
}

function refusal(error: unknown, place: string, given: string): Outcome {
  if (!(error instanceof UsageError || error instanceof SlateLabError)) {
    return { verdict: "fault", detail: error instanceof Error ? `${error.stack}` : `threw ${String(error)}` };
  }
  const { message } = error;
  if (!message.includes(place)) return { verdict: "fault", detail: `does not name ${place}: ${message}` };
  if (isNonsense(message.replace(/, got .*/gs, ""), given))
    return { verdict: "fault", detail: `says nonsense: ${message}` };
  return { verdict: "refused", detail: message };
}
