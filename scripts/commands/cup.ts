import { resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Command } from "commander";
import { expected, Interrupted } from "../../src/core/errors.ts";
import type { Spec } from "../../src/core/spec.ts";
import type { World } from "../../src/core/types.ts";
import type { EpisodeSummary } from "../../src/evaluate/summary.ts";
import { checkFile } from "../../src/files/folders.ts";
import { writeTextFile } from "../../src/files/text-file.ts";
import { cupCsv } from "../../src/report/csv.ts";
import { openWorld } from "../../src/run/open-world.ts";
import { Player } from "../../src/run/player.ts";
import { checkStarts, resolveSuiteAgent, type SuiteAgent } from "../../src/run/suite.ts";
import type { Tables } from "../../src/run/tables.ts";
import { openResources, prepareTexts } from "../../src/run/texts.ts";
import { checkStore, openStore } from "../../src/store/database.ts";
import { interruptible } from "../interrupt.ts";
import { type Report, reporter } from "../measurements.ts";
import {
  addTextOptions,
  addWorldOptions,
  databaseOf,
  resolveWorldOptions,
  type TextOptions,
  type WorldOptions,
  wholeNumber,
} from "../options.ts";
import { startJobsProgress } from "../progress.ts";

interface CupOptions extends WorldOptions, TextOptions {
  readonly agent: string;
  readonly checkpoint?: string;
  readonly episodes: number;
  readonly out?: string;
  readonly json: boolean;
}

/** What was published for cup-hybrid: of the competition's own world, so that no other is compared with it. */
const PUBLISHED = { world: "cup", rounds: "published for cup-hybrid: 16,907–17,092", clicks: "published: 4,928–5,066" };

/** `slatelab cup`: the competition's test. */
export function defineCup(command: Command): void {
  addTextOptions(addWorldOptions(command))
    .description(
      "Plays test episodes over all users, each from the same weights and public clicks, on seeds that no training uses. " +
        "Prints rounds, mean score and the error to all ones; --out gets the competition's CSV.",
    )
    .requiredOption("--agent <spec>", "agent to test (see 'slatelab agents')")
    .option("--checkpoint <file>", "weights that the agent starts from: the same as its setting 'checkpoint'")
    .option("--episodes <n>", "test episodes", wholeNumber("--episodes", 1, 1000), 5)
    .option("--out <file>", "CSV of user_id,avg_score")
    .option("--json", "print one JSON object a line", false)
    .addHelpText(
      "after",
      "\nExample:\n  slatelab cup --agent hybrid --checkpoint .slatelab/checkpoints/funksvd/best.json --out output.csv",
    )
    .action((options: CupOptions) => interruptible((signal) => cup(options, signal)));
}

async function cup(options: CupOptions, signal: AbortSignal): Promise<void> {
  const { tables, resolved } = await resolveWorldOptions(options, [options.agent]);
  const agent = resolveSuiteAgent(tables, withCheckpoint(tables, options));
  const database = databaseOf(options);
  if (options.out !== undefined) checkFile(options.out, "--out");
  checkStore(database);
  const progress = startJobsProgress();
  const world = await openWorld(tables, resolved, { notify, signal });
  checkStarts(tables, agent, { world, tell: notify });
  const texts = agent.usesTexts
    ? await prepareTexts(world, { ...options, database, notify, signal, onProgress: progress.update }).finally(
        progress.stop,
      )
    : undefined;
  const store = openStore(database);
  const resources = texts && openResources(texts, store);
  const player = new Player({ tables, world, resources });
  try {
    const summaries = await playAll(player, agent, { episodes: options.episodes, signal });
    reportCup(summaries, { world, spec: resolved.spec, name: agent.name, report: reporter(options.json) });
    if (options.out !== undefined) await writeTextFile(options.out, cupCsv(summaries, world.horizon));
  } finally {
    player.close();
    store.close();
  }
}

function withCheckpoint(tables: Tables, { agent, checkpoint }: CupOptions): Spec {
  const spec = tables.agents.parse(agent);
  if (checkpoint === undefined) return spec;
  const { checkpoint: given } = spec.settings;
  if (given !== undefined) throw expected("no other checkpoint in --agent", given, "--checkpoint");
  return { ...spec, settings: { ...spec.settings, checkpoint: resolve(checkpoint) } };
}

interface TestRun {
  readonly episodes: number;
  readonly signal: AbortSignal;
}

async function playAll(player: Player, agent: SuiteAgent, { episodes, signal }: TestRun): Promise<EpisodeSummary[]> {
  const summaries: EpisodeSummary[] = [];
  for (let episode = 1; episode <= episodes; episode++) {
    // An episode never waits: signals are heard here.
    await setImmediate();
    if (signal.aborted) throw new Interrupted("Test stopped");
    const { summary, seconds } = await player.play(agent, { seed: `test-${episode}`, episode: 0 });
    const { rounds, clicks } = summary;
    notify(`Episode ${episode}: ${rounds} rounds, ${clicks} clicks, ${Math.round(rounds / seconds)} rounds/s`);
    summaries.push(summary);
  }
  return summaries;
}

interface CupReport {
  readonly world: World;
  /** Of the world: without settings, it is what was published of. */
  readonly spec: string;
  readonly name: string;
  readonly report: Report;
}

/** Means over the episodes. The error to all ones is of each user's mean score, as the competition ranks. */
function reportCup(summaries: readonly EpisodeSummary[], { world, spec, name, report }: CupReport): void {
  const mean = (of: (summary: EpisodeSummary) => number) =>
    summaries.reduce((sum, it) => sum + of(it), 0) / summaries.length;
  const most = world.users * world.horizon;
  const published = spec === PUBLISHED.world ? PUBLISHED : { rounds: "", clicks: "" };
  const rows = [
    { name: "rounds", value: mean(({ rounds }) => rounds), unit: "rounds", against: published.rounds },
    { name: "clicks", value: mean(({ clicks }) => clicks), unit: "clicks", against: published.clicks },
    { name: "score", value: mean(({ score }) => score), unit: "", against: `1 is ${most} rounds` },
    { name: "error", value: mean(({ errorToOnes }) => errorToOnes), unit: "", against: "0 is best" },
  ];
  for (const row of rows) report({ ...row, name: `cup.${name}.${row.name}` });
}

function notify(message: string): void {
  console.error(message);
}
