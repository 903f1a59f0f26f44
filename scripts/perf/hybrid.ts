/** Speed of cup-hybrid (docs/sources.md): the whole loop of world, agent and update, by catalogue size. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { funksvdKind } from "../../agents/funksvd.ts";
import { Hybrid } from "../../agents/hybrid-agent.ts";
import { Stream } from "../../src/core/random.ts";
import type { World } from "../../src/core/types.ts";
import { runEpisode } from "../../src/run/episode.ts";
import { buildWorld } from "../../src/run/open-world.ts";
import { tables } from "../../tables.ts";
import type { Report } from "../measurements.ts";

const SIZES = [2_000, 20_000, 209_527, 1_000_000];
const FULL = 209_527;
const FACTORS = 128;
const LIST = 100;
/** Against the mean of one episode's rounds: luck of a single one counts less. */
const EPISODES = 3;

/** `npm run perf -- hybrid`: rounds per second of the agent `hybrid`, by catalogue size. */
export async function perfHybrid(report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "slatelab-perf-"));
  try {
    for (const items of SIZES) {
      const world = await buildWorld(tables, `cup(items=${items})`, { cacheDir: folder });
      reportSize(report, items, roundsPerSecond(world, false));
      if (items === FULL) reportFaithful(report, roundsPerSecond(world, true));
    }
    const value = process.resourceUsage().maxRSS / 1024;
    report({ name: "hybrid.peak_mb", value, unit: "MB", against: "resident set at 1,000,000 items" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function reportSize(report: Report, items: number, value: number): void {
  const against = "recommend, respond, update; first lists and neighbours made before";
  report({ name: `hybrid.items_${items}.rounds_per_s`, value, unit: "rounds/s", against });
  if (items !== FULL) return;
  const goal = "goal 5,000; published 123–165 on a GPU";
  report({ name: "hybrid.rounds_per_s", value, unit: "rounds/s", against: goal });
}

function reportFaithful(report: Report, value: number): void {
  const against = "its momentum moves thousands of rows a click; published 123–165 on a GPU";
  report({ name: "hybrid.faithful.rounds_per_s", value, unit: "rounds/s", against });
}

/** Untrained weights, updates on; neighbours are looked up in lists made before, as from the store. */
function roundsPerSecond(world: World, faithful: boolean): number {
  const shape = { users: world.users, served: world.users, items: world.catalogue.size };
  const ranker = funksvdKind.build(shape, { factors: FACTORS, faithful });
  ranker.model.initialise(new Stream("perf/weights"));
  ranker.model.parameters.mark();
  ranker.refresh();
  const agent = new Hybrid({ ranker, neighbours: listsOf(world), faithful }, { ...world, random: new Stream("perf") });
  const fresh = agent.snapshot();
  const env = world.createEnv();
  let [rounds, seconds] = [0, 0];
  for (let seed = 0; seed < EPISODES; seed++) {
    agent.restore(fresh);
    const started = performance.now();
    rounds += runEpisode({ env, agent, seed });
    seconds += (performance.now() - started) / 1000;
  }
  agent.dispose();
  return rounds / seconds;
}

/** Lists of the right length, not of the right items: what is measured is the loop, not the search. */
function listsOf({ catalogue: { size } }: World) {
  const scores = new Float32Array(LIST);
  return {
    of: (item: number) => ({ items: Int32Array.from({ length: LIST }, (_, i) => (item + 1 + i) % size), scores }),
  };
}
