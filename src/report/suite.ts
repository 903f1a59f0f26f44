/** What a leaderboard is made from: the facts of a suite and the rows of its episodes. */
import { expected, inWords } from "../core/errors.ts";
import type { Seed } from "../core/random.ts";
import type { EpisodeSummary } from "../evaluate/summary.ts";
import type { CodeFacts } from "../store/sessions.ts";

/** Most rounds of an episode that are replayed to see whether it comes out the same: the oracle's has nearly a million. */
export const MOST_REPLAYED = 65_536;

/** What a report says of the world. */
export interface WorldFacts {
  readonly id: string;
  readonly hash: string;
  readonly users: number;
  readonly catalogueSize: number;
  readonly slateSize: number;
  /** Most rounds one user is served. */
  readonly horizon: number;
}

/** What a report says of an agent. */
export interface AgentFacts {
  /** The agent's spec, e.g. `epsilon-greedy(inner=popular,epsilon=0.2)`: its name on every table. */
  readonly agent: string;
  /** Reads hidden state: shown as a reference, never ranked. */
  readonly privileged: boolean;
  /** Hash of the weights it started from; null without any. */
  readonly checkpoint: string | null;
  /** The engine that it computed on, with its version; absent where it used none, and in suites of before this was kept. */
  readonly engine?: string;
}

/** Everything needed to run a suite again; plain JSON, and the same for the same results (no times, no host). */
export interface SuiteFacts {
  readonly world: WorldFacts;
  /** In the order to list them where results do not order them. */
  readonly agents: readonly AgentFacts[];
  readonly seeds: readonly Seed[];
  /** Whether training may have used the seeds (`development`) or never did (`test`). */
  readonly seedKind: "development" | "test";
  readonly episodesPerSeed: number;
  /** Settings of the run, as given. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What users' own files defined; absent where nothing. */
  readonly own?: readonly OwnFacts[];
  /** Version of the package. */
  readonly version: string;
}

/** A file of a user's own that an agent or the world was defined in. */
export interface OwnFacts {
  readonly kind: "agent" | "world";
  readonly name: string;
  /** Hash of the file and of what it imports beside it. */
  readonly hash: string;
}

/** The code that played episodes, in words: `commit 0123abc`. */
export function codeText({ commit, ownFiles }: CodeFacts): string {
  const files = ownFiles === null ? [] : [`own files ${ownFiles.slice(0, 12)}`];
  return [`commit ${commit ?? "unknown"}`, ...files].join(", ");
}

/** How a suite was asked for, where that does not change its results: for the command that makes them again. */
export interface AskedPlaces {
  /** Absolute paths, by the world's name for each. */
  readonly files: Readonly<Record<string, string>>;
  readonly data?: string;
  readonly modelDir?: string;
  /** The embedder's spec. */
  readonly embedder: string;
  /** World and agents as they were asked for, where any is of a file: `./my-agent.ts`. */
  readonly specs?: { readonly world: string; readonly agents: readonly string[] };
}

/** A finished episode and what it summed up to. */
export interface EpisodeRow {
  readonly agent: string;
  readonly seed: Seed;
  /** 0..episodesPerSeed-1 within the seed. */
  readonly episode: number;
  readonly summary: EpisodeSummary;
}

/** The finished episodes of one agent: a cell for each seed and episode, in the suite's order. */
export interface AgentEpisodes extends AgentFacts {
  /** [seeds][episodesPerSeed], undefined where not finished. */
  readonly cells: readonly (readonly (EpisodeSummary | undefined)[])[];
}

/**
 * Sorts finished episodes into agents × seeds × episodes, whatever order they finished in. Throws a UsageError on a row that
 * the suite does not have, and on a second row for one place.
 */
export function arrange(suite: SuiteFacts, rows: readonly EpisodeRow[]): AgentEpisodes[] {
  const cells = new Map(suite.agents.map(({ agent }) => [agent, emptyCells(suite)]));
  const seeds = new Map(suite.seeds.map((seed, index) => [String(seed), index]));
  for (const row of rows) place(row, cells.get(row.agent)?.[seeds.get(String(row.seed)) ?? -1]);
  return suite.agents.map((facts) => ({ ...facts, cells: cells.get(facts.agent) ?? [] }));
}

function emptyCells({ seeds, episodesPerSeed }: SuiteFacts): (EpisodeSummary | undefined)[][] {
  return seeds.map(() => new Array(episodesPerSeed).fill(undefined));
}

function place(row: EpisodeRow, cells: (EpisodeSummary | undefined)[] | undefined): void {
  const name = `agent ${row.agent}, seed ${row.seed}, episode ${row.episode}`;
  if (!cells || !(row.episode in cells)) throw expected("an episode of the suite", name, "episodes");
  if (cells[row.episode]) throw expected("one row an episode", inWords(`a second one for ${name}`), "episodes");
  cells[row.episode] = row.summary;
}
