/** A benchmark as a file that can be committed: what is compared, on what, over which seeds. */
import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { expected, inWords, UsageError } from "../core/errors.ts";
import { readSettings } from "../core/settings.ts";
import { readSeeds } from "./seeds.ts";
import type { SuiteRequest } from "./suite.ts";

const spec = z.string().min(1);
const seeds = z.union([z.int().min(1), z.string().min(1), z.array(z.int().min(0)).min(1)]);
const DEFAULT_SEEDS = 10;
const seconds = z.number().min(0).max(1_000_000);

/** What a suite file may say. Places (the home folder, data, models) are the machine's, and not in it. */
export const suiteFileSchema = z.strictObject({
  $schema: z.string().optional().describe("for editors; not read"),
  world: z
    .union([spec, z.array(spec).min(1)])
    .describe("a world and its settings, such as cup-small(users=100), or several, each a suite of its own"),
  agents: z.array(spec).min(1).describe("agents and their settings, such as epsilon-greedy(epsilon=0.2)"),
  seeds: seeds.optional().describe("development seeds: a count (10), a range (5..12) or a list ([3, 7, 11])"),
  testSeeds: seeds.optional().describe("the same, on seeds that no training uses, in place of seeds"),
  episodes: z.int().min(1).max(1000).default(1).describe("episodes of each seed"),
  embedder: spec.optional().describe("auto, transformer, use, lsa or transformer:MODEL, for agents that read texts"),
  files: z.record(z.string(), spec).optional().describe("paths of files that the world reads, by its name for each"),
  roundTimeout: seconds.optional().describe("seconds of a round after which an agent fails; 0: never"),
  episodeTimeout: seconds.optional().describe("seconds of an episode after which an agent fails; 0: never"),
});

/** What a suite file says. */
export type SuiteFile = z.infer<typeof suiteFileSchema>;

/** A suite of a file, as it is asked for, and how long its agents may take. */
export interface FiledSuite {
  readonly request: Pick<SuiteRequest, "world" | "agents" | "seeds" | "episodesPerSeed" | "embedder" | "files">;
  readonly limits: Pick<SuiteFile, "roundTimeout" | "episodeTimeout">;
}

/** Reads a suite file, YAML or JSON: a suite for each of its worlds. Throws a UsageError with file and line for what is wrong. */
export function readSuiteFile(path: string): FiledSuite[] {
  const { world, agents, episodes, embedder, files, roundTimeout, episodeTimeout, ...file } = checked(path);
  const limits = { roundTimeout, episodeTimeout };
  const common = { agents, seeds: seedsOf(file, path), episodesPerSeed: episodes, embedder, files };
  return [world].flat().map((world) => ({ request: { ...common, world }, limits }));
}

function checked(path: string): SuiteFile {
  const lines = new LineCounter();
  const document = parseDocument(textOf(path), { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) throw new UsageError(`${path}:${lines.linePos(error.pos[0]).line}: Not YAML: ${error.message}`);
  const values: unknown = document.toJS();
  if (typeof values !== "object" || values === null || Array.isArray(values))
    throw expected("a suite: world, agents and seeds", values ?? inWords("nothing"), path);
  for (const [key, value] of Object.entries(values)) {
    const [start = 0] = (document.get(key, true) as { range?: number[] } | undefined)?.range ?? [];
    readSettings(suiteFileSchema.partial(), { [key]: value }, `${path}:${lines.linePos(start).line}`);
  }
  return readSettings(suiteFileSchema, values, path);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw expected("a suite file that can be read", inWords(`${path}: ${(error as Error).message}`));
  }
}

function seedsOf({ seeds, testSeeds }: Pick<SuiteFile, "seeds" | "testSeeds">, path: string): SuiteRequest["seeds"] {
  if (seeds !== undefined && testSeeds !== undefined) throw expected("seeds or testSeeds", inWords("both"), path);
  if (testSeeds !== undefined) return readSeeds(seedText(testSeeds), "test", `${path}: testSeeds`);
  return readSeeds(seedText(seeds ?? DEFAULT_SEEDS), "development", `${path}: seeds`);
}

/** As flags have it, where a number alone is a count. */
function seedText(seeds: number | string | number[]): string {
  return Array.isArray(seeds) && seeds.length === 1 ? `${seeds[0]}..${seeds[0]}` : String(seeds);
}
