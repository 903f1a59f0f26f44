/** Speed of worlds: rounds per second with and without the log, by catalogue size; generating and loading; memory. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { resolveAgent } from "../../src/core/agents.ts";
import { Stream } from "../../src/core/random.ts";
import type { World } from "../../src/core/types.ts";
import { createAgent } from "../../src/run/create-agent.ts";
import { runEpisode } from "../../src/run/episode.ts";
import { buildWorld } from "../../src/run/open-world.ts";
import { Player } from "../../src/run/player.ts";
import { resolveSuiteAgent } from "../../src/run/suite.ts";
import { openStore } from "../../src/store/database.ts";
import { finishedEpisodes } from "../../src/store/episodes.ts";
import { createSuite } from "../../src/store/suites.ts";
import { tables } from "../../tables.ts";
import { median, type Report } from "../measurements.ts";

const SIZES = [2_000, 20_000, 209_527, 1_000_000];
const FULL = 209_527;
/** Episodes of a pass, and passes of which the median is told; one pass more warms up. */
const EPISODES = 40;
const PASSES = 7;
const PUBLISHED = "published environment: 526–541 rounds/s";

/** `npm run perf -- env`: rounds per second of worlds, with and without the log. */
export async function perfEnv(report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "slatelab-perf-"));
  try {
    for (const items of SIZES) await perfSize(items, folder, report);
    perfBench(folder, report);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function perfSize(items: number, folder: string, report: Report): Promise<void> {
  const open = () => buildWorld(tables, `cup(items=${items})`, { cacheDir: folder });
  const generate = await secondsToOpen(open);
  const load = median([await secondsToOpen(open), await secondsToOpen(open), await secondsToOpen(open)]);
  const world = await open();
  const rate = await perfUnlogged(world);
  report({
    name: `env.items_${items}.rounds_per_s`,
    value: rate,
    unit: "rounds/s",
    against: "the same rules, other sizes",
  });
  if (items !== FULL) return;
  report({ name: "env.rounds_per_s", value: rate, unit: "rounds/s", against: `goal 1,000,000; ${PUBLISHED}` });
  const logged = await perfLogged(world, folder);
  report({
    name: "env.logged.rounds_per_s",
    value: logged,
    unit: "rounds/s",
    against: "goal 200,000; summaries included",
  });
  report({ name: "env.generate_s", value: generate, unit: "s", against: "goal 20" });
  report({ name: "env.load_s", value: load, unit: "s", against: "goal 1" });
}

async function secondsToOpen(open: () => Promise<World>): Promise<number> {
  const started = performance.now();
  await open();
  return (performance.now() - started) / 1000;
}

/** The random policy, nothing kept. */
async function perfUnlogged(world: World): Promise<number> {
  const { catalogue, users, slateSize, interactions } = world;
  const env = world.createEnv();
  const random = new Stream("perf");
  const resolved = resolveAgent(tables.agents, "random");
  const agent = await createAgent(tables.agents, resolved, { catalogue, users, slateSize, interactions, random });
  return medianRate(async (seed) => runEpisode({ env, agent, seed }));
}

/** The random policy as a suite plays it: every round in the store, every episode summed up. */
async function perfLogged(world: World, folder: string): Promise<number> {
  const db = openStore(join(folder, "perf.db"));
  const facts = {
    configHash: "perf",
    config: {},
    worldId: world.id,
    worldHash: world.hash,
    version: "perf",
    commit: null,
  };
  const suite = createSuite(db, { ...facts, seedsKind: "development" });
  const player = new Player({ tables, world, store: { db, suite, logRounds: true } });
  const random = resolveSuiteAgent(tables, "random");
  let episode = 0;
  const rate = await medianRate(
    async (seed) => (await player.play(random, { seed, episode: episode++ })).summary.rounds,
  );
  db.close();
  return rate;
}

/** Rounds per second, median of several passes after one to warm up. */
async function medianRate(play: (seed: number) => Promise<number>): Promise<number> {
  const rates: number[] = [];
  for (let pass = 0; pass <= PASSES; pass++) {
    const started = performance.now();
    let rounds = 0;
    for (let seed = 0; seed < EPISODES; seed++) rounds += await play(seed);
    rates.push((rounds / (performance.now() - started)) * 1000);
  }
  return median(rates.slice(1));
}

/** The default bench, start to end, in a process of its own. */
function perfBench(folder: string, report: Report): void {
  const program = fileURLToPath(new URL("../slatelab.js", import.meta.url));
  const started = performance.now();
  execFileSync(process.execPath, [program, "bench", "--home", folder, "--json"], {
    stdio: ["ignore", "ignore", "ignore"],
  });
  const seconds = (performance.now() - started) / 1000;
  const db = openStore(join(folder, "slatelab.db"));
  const peak = Math.max(...finishedEpisodes(db, 1).map(({ peakMb }) => peakMb));
  db.close();
  report({ name: "bench.peak_mb", value: peak, unit: "MB", against: "goal 1,500; resident set of the default bench" });
  report({ name: "bench.seconds", value: seconds, unit: "s", against: "goal 120; world generation included" });
}
