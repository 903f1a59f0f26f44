/**
 * Holds the worlds against published figures.
 *   npm run calibrate                               # random and text-neighbour policies on the cup; the fit of movielens
 *   npm run calibrate -- --shares 0.1,0.2,0.27,0.4  # the text-neighbour policy for other shares of variance within stories
 *   npm run calibrate -- --stories                  # whether text embeddings find the hidden stories
 *   npm run calibrate -- --json                     # one object a line
 */
import { join, resolve } from "node:path";
import { Command } from "commander";
import { dataFolder, howToGet } from "../data/index.ts";
import { fitQuality } from "../env/index.ts";
import { expected } from "../src/core/errors.ts";
import type { World } from "../src/core/types.ts";
import { buildWorld, openWorld, resolveWorld } from "../src/run/open-world.ts";
import { Player } from "../src/run/player.ts";
import { resolveSuiteAgent } from "../src/run/suite.ts";
import { tables } from "../tables.ts";
import { calibrateStories } from "./calibrate/stories.ts";
import { type Report, reporter } from "./measurements.ts";
import { homeOption, wholeNumber } from "./options.ts";
import { runScript } from "./run-program.ts";

const AGAINST = {
  random: "published 10,224–10,293",
  neighbours: "goal 12,000–12,900; published 12,316–12,407",
  hr10: "goal .75; chance .099",
};

interface Options {
  home: string;
  seeds: number;
  shares?: number[];
  stories: boolean;
  queries: number;
  modelDir?: string;
  json: boolean;
}

async function calibrate(options: Options): Promise<void> {
  const { seeds, shares } = options;
  const report = reporter(options.json);
  if (shares) {
    for (const share of shares) await calibrateShare(share, { seeds, report });
    return;
  }
  const home = resolve(options.home);
  const world = await buildWorld(tables, "cup", {
    cacheDir: join(home, "worlds"),
    notify: (line) => console.error(line),
  });
  if (options.stories) return calibrateStories({ ...options, world, home, report });
  await calibratePolicies(world, { seeds, report });
  await calibrateMovieLens(home, report);
}

async function calibratePolicies(world: World, { seeds, report }: ShareOptions): Promise<void> {
  const random = await meanRounds(world, "random", seeds);
  report({ name: "calibrate.random.rounds", value: random.rounds, unit: "rounds", against: AGAINST.random });
  report({ name: "calibrate.random.click_rate", value: random.clickRate, unit: "share", against: "–" });
  const neighbours = await meanRounds(world, "story-neighbours", seeds);
  report({
    name: "calibrate.neighbours.rounds",
    value: neighbours.rounds,
    unit: "rounds",
    against: AGAINST.neighbours,
  });
  report({
    name: "calibrate.neighbours.clicks",
    value: neighbours.clicks,
    unit: "clicks",
    against: "published 1,482–1,548",
  });
}

interface ShareOptions {
  seeds: number;
  report: Report;
}

async function calibrateShare(share: number, { seeds, report }: ShareOptions): Promise<void> {
  const world = await buildWorld(tables, `cup(storyShare=${share})`);
  for (const agent of ["random", "story-neighbours"]) {
    const { rounds } = await meanRounds(world, agent, seeds);
    report({ name: `calibrate.share_${share}.${agent}.rounds`, value: rounds, unit: "rounds", against: "" });
  }
}

/** Means over seeds of an agent's episodes. */
async function meanRounds(
  world: World,
  agent: string,
  seeds: number,
): Promise<{ rounds: number; clicks: number; clickRate: number }> {
  const player = new Player({ tables, world });
  const resolved = resolveSuiteAgent(tables, agent);
  let rounds = 0;
  let clicks = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const { summary } = await player.play(resolved, { seed, episode: 0 });
    rounds += summary.rounds;
    clicks += summary.clicks;
  }
  player.close();
  return { rounds: rounds / seeds, clicks: clicks / seeds, clickRate: clicks / rounds };
}

async function calibrateMovieLens(home: string, report: Report): Promise<void> {
  if (!dataFolder("ml1m")) return console.error(`Left out: movielens. ${howToGet("ml1m")}`);
  const world = await openWorld(tables, resolveWorld(tables, { spec: "movielens", home }), {
    notify: (line) => console.error(line),
  });
  const { hitRate, seconds } = fitQuality(world);
  report({ name: "calibrate.movielens.hr10", value: hitRate, unit: "share", against: AGAINST.hr10 });
  report({ name: "calibrate.movielens.fit_s", value: seconds, unit: "s", against: "goal 300" });
  const random = await meanRounds(world, "random", 5);
  report({
    name: "calibrate.movielens.click_rate",
    value: random.clickRate,
    unit: "share",
    against: "the cup's, above",
  });
}

function readShares(text: string): number[] {
  const shares = text.split(",").map(Number);
  if (shares.some((share) => !(share >= 0 && share <= 1))) throw expected("shares from 0 to 1", text, "--shares");
  return shares;
}

const program = new Command("calibrate")
  .addOption(homeOption("caches"))
  .option("--seeds <n>", "episodes of each policy", wholeNumber("--seeds", 1, 1000), 20)
  .option("--shares <list>", "shares of variance to try instead of the default", readShares)
  .option("--stories", "the share of nearest texts that are of the same hidden story, for each embedder", false)
  .option("--queries <n>", "items that --stories looks at", wholeNumber("--queries", 1), 5000)
  .option("--model-dir <dir>", "folder with transformer models (default: $SLATELAB_MODELS)")
  .option("--json", "print one object a line", false)
  .exitOverride()
  .action(calibrate);

await runScript(program);
