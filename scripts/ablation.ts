/**
 * What each part of `taste-posterior` brings: the cup's protocol, training and test, with one part changed at a time.
 *   npm run ablation                                                 # a world of a quarter of the cup, in minutes
 *   npm run ablation -- --world cup --episodes 20 --test-episodes 5  # the whole cup: hours
 *   npm run ablation -- --seeds 3 --json
 * Rows with the hybrid train FunkSVD for the same number of episodes. Rounds are means over seeds and test episodes.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command } from "commander";
import type { Spec } from "../src/core/spec.ts";
import type { World } from "../src/core/types.ts";
import { buildWorld } from "../src/run/open-world.ts";
import { Player } from "../src/run/player.ts";
import { resolveSuiteAgent } from "../src/run/suite.ts";
import { type ResolvedTraining, resolveTraining, trainAgent } from "../src/run/train-agent.ts";
import { tables } from "../tables.ts";
import { type Report, reporter } from "./measurements.ts";
import { homeOption, wholeNumber } from "./options.ts";
import { runScript } from "./run-program.ts";

interface Options {
  readonly home: string;
  readonly world: string;
  readonly episodes: number;
  readonly testEpisodes: number;
  readonly seeds: number;
  readonly only?: string;
  readonly json: boolean;
}

interface AblationRow {
  readonly name: string;
  /** Agent of the test, and its settings beside the checkpoint. */
  readonly agent: string;
  readonly settings?: string;
  /** What learns in training episodes; without it the agent is tested as it is. */
  readonly learner?: "faithful" | "taste-posterior";
  /** Settings of the agent in training, where they are not those of the test. */
  readonly training?: string;
}

const TASTE = { agent: "taste-posterior", learner: "taste-posterior" } as const;

const ROWS: readonly AblationRow[] = [
  { name: "hybrid_faithful", agent: "hybrid", settings: "faithful=true", learner: "faithful" },
  { name: "content_5_embedding_neighbours", agent: "content" },
  { name: "content_5_word_neighbours", agent: "story-neighbours", settings: "neighbours=5" },
  { name: "taste_untrained", agent: "taste-posterior" },
  { name: "taste_untrained_items_as_their_texts", agent: "taste-posterior", settings: "itemSd=0" },
  { name: "taste_untrained_one_topic", agent: "taste-posterior", settings: "topics=1" },
  { name: "taste_trained", ...TASTE },
  { name: "taste_trained_no_favourites", ...TASTE, settings: "leastChance=1" },
  { name: "taste_trained_favourites_all_together", ...TASTE, settings: "enoughChance=1" },
  { name: "taste_trained_favourites_one_by_one", ...TASTE, settings: "enoughChance=0.01" },
  { name: "taste_trained_items_as_their_texts", ...TASTE, settings: "itemSd=0" },
  { name: "taste_trained_weak_favourites_in_test", ...TASTE, settings: "leastChance=0.1", training: "" },
];

async function ablation(options: Options): Promise<void> {
  const home = resolve(options.home);
  const world = await buildWorld(tables, options.world, {
    cacheDir: join(home, "worlds"),
    notify: (line) => console.error(line),
  });
  const report = reporter(options.json);
  for (const row of ROWS) {
    if (options.only && !row.name.includes(options.only)) continue;
    await measure(row, { world, options, report });
  }
}

interface Measuring {
  readonly world: World;
  readonly options: Options;
  readonly report: Report;
}

async function measure(row: AblationRow, { world, options, report }: Measuring): Promise<void> {
  const rounds: number[] = [];
  for (let seed = 1; seed <= options.seeds; seed++) {
    const folder = mkdtempSync(join(tmpdir(), "slatelab-ablation-"));
    try {
      if (row.learner) await train(row, { world, seed, episodes: options.episodes, folder });
      rounds.push(...(await test(row, { world, folder, episodes: options.testEpisodes })));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const value = rounds.reduce((sum, it) => sum + it, 0) / rounds.length;
  const spread = `${Math.min(...rounds)}–${Math.max(...rounds)} in ${rounds.length} episodes`;
  report({ name: `ablation.${row.name}.rounds`, value, unit: "rounds", against: spread });
}

async function train(
  row: AblationRow,
  place: { world: World; seed: number; episodes: number; folder: string },
): Promise<void> {
  await trainAgent(tables.agents, trainingOf(row), { ...place, resume: false });
}

function trainingOf({ learner, agent, settings, training }: AblationRow): ResolvedTraining {
  if (learner === "faithful") return resolveTraining(tables.agents, { name: "funksvd", settings: { faithful: true } });
  return resolveTraining(tables.agents, `${agent}(${training ?? settings ?? ""})`);
}

async function test(row: AblationRow, place: { world: World; folder: string; episodes: number }): Promise<number[]> {
  const { name, settings } = tables.agents.parse(`${row.agent}(${row.settings ?? ""})`);
  const start: Spec["settings"] = row.learner ? { checkpoint: join(place.folder, "last.json") } : {};
  const agent = resolveSuiteAgent(tables, { name, settings: { ...settings, ...start } });
  const player = new Player({ tables, world: place.world });
  const rounds: number[] = [];
  for (let n = 1; n <= place.episodes; n++) {
    rounds.push((await player.play(agent, { seed: `test-${n}`, episode: 0 })).summary.rounds);
  }
  player.close();
  return rounds;
}

const program = new Command("ablation")
  .description("Trains and tests taste-posterior and what it is compared with, one part changed at a time.")
  .addOption(homeOption("cached worlds"))
  .option("--world <spec>", "world", "cup(items=50000,users=500)")
  .option("--episodes <n>", "training episodes", wholeNumber("--episodes", 1), 8)
  .option("--test-episodes <n>", "test episodes", wholeNumber("--test-episodes", 1), 3)
  .option("--seeds <n>", "training seeds", wholeNumber("--seeds", 1), 1)
  .option("--only <text>", "rows whose name holds this")
  .option("--json", "one JSON object a line", false)
  .exitOverride()
  .action(ablation);

await runScript(program);
