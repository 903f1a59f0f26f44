import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { expected } from "../../src/core/errors.ts";
import type { HeldOut } from "../../src/core/hold-out.ts";
import { Stream } from "../../src/core/random.ts";
import type { Scorer } from "../../src/core/scorer.ts";
import { readPreparedData } from "../../src/dataset/prepared-data.ts";
import { heldOutOf, PARTS, type Part } from "../../src/dataset/split.ts";
import { ENGINE_CHOICES, type EngineChoice } from "../../src/engine/engine.ts";
import {
  bestItems,
  rankAmongNegatives,
  rankInCatalogue,
  ranksInLists,
  sampleHeldOut,
} from "../../src/evaluate/held-out.ts";
import { type RankingMetrics, rankingMetrics } from "../../src/evaluate/ranking.ts";
import { outputFolder } from "../../src/files/folders.ts";
import { trecQrels, trecRun } from "../../src/report/trec.ts";
import { BASELINE_NAMES } from "../baselines.ts";
import { findOfflineModel, type OfflineModel } from "../offline-models.ts";
import { wholeNumber } from "../options.ts";
import { PREPARED_FILE } from "./prepare.ts";

interface EvaluateOptions {
  on: Part;
  seed: number;
  engine: EngineChoice;
  users?: number;
  trec?: string;
  json: boolean;
}

/** Items of a user in a TREC run. */
const RUN_DEPTH = 100;

/** `slatelab evaluate <model> <folder>`: ranks held-out items, in the whole catalogue and apart among 100 negatives. */
export function addEvaluate(program: Command): void {
  program
    .command("evaluate <model> <folder>")
    .summary("rank the held-out items of a prepared data set")
    .description(
      "Ranks the held-out items of a folder made by 'slatelab prepare', in the whole catalogue and, apart, among 100 sampled " +
        "negatives. MODEL is a checkpoint of sasrec, gsasrec or ssept ('slatelab pretrain'), or the folder it is in, or a " +
        `baseline, which is fitted first (${BASELINE_NAMES.join(", ")}).`,
    )
    .addOption(new Option("--on <part>", "held-out part").choices(PARTS).default("validation"))
    .option("--seed <n>", "draws negatives and users", wholeNumber("--seed", 0), 1)
    .option("--users <n>", "at most this many users, drawn at random (default: all)", wholeNumber("--users", 1))
    .option("--trec <dir>", `write run.txt (${RUN_DEPTH} items a user), qrels.txt and metrics.json for TREC tools`)
    .addOption(new Option("--engine <name>", "what computes a checkpoint").choices(ENGINE_CHOICES).default("auto"))
    .option("--json", "print JSON", false)
    .addHelpText(
      "after",
      "\nExamples:\n  slatelab evaluate 'item-knn(recent=0)' ml1m-prepared --on test\n" +
        "  slatelab evaluate .slatelab/checkpoints/gsasrec ml1m-prepared",
    )
    .action(evaluate);
}

async function evaluate(name: string, folder: string, options: EvaluateOptions): Promise<void> {
  const open = findOfflineModel(name);
  const data = readPreparedData(join(folder, PREPARED_FILE));
  const everyone = heldOutOf(data.split, options.on);
  if (everyone.length === 0) throw expected(`held-out items for ${options.on}`, "none", folder);
  const random = new Stream(options.seed).fork("evaluated-users");
  const heldOut = sampleHeldOut(everyone, options.users ?? everyone.length, random);
  const model = await open(data, options.engine);
  try {
    const ranked = await rank(model, heldOut, options);
    const report = { model: model.name, data: data.hash, on: options.on, users: heldOut.length, ...ranked };
    console.log(options.json ? JSON.stringify(report) : asText(report));
  } finally {
    model.close();
  }
}

async function rank({ name, scorer }: OfflineModel, heldOut: HeldOut[], { seed, trec }: EvaluateOptions) {
  const catalogue = rankingMetrics(await rankInCatalogue({ scorer, heldOut }));
  const sampled = rankingMetrics(await rankAmongNegatives({ scorer, heldOut, seed }));
  if (trec !== undefined) await writeTrec(outputFolder(trec), { name, scorer, heldOut });
  return { catalogue, sampled };
}

/** `metrics.json` holds the numbers of the lists as written, ties broken by item: those that TREC tools print. */
async function writeTrec(
  folder: string,
  { name, scorer, heldOut }: { name: string; scorer: Scorer; heldOut: HeldOut[] },
) {
  const lists = await bestItems({ scorer, heldOut, k: RUN_DEPTH });
  await writeFile(join(folder, "run.txt"), trecRun(lists, name.replace(/\s+/g, "_")));
  await writeFile(join(folder, "qrels.txt"), trecQrels(heldOut));
  const metrics = rankingMetrics(ranksInLists(lists, heldOut), RUN_DEPTH);
  await writeFile(join(folder, "metrics.json"), `${JSON.stringify(metrics, null, 2)}\n`);
}

interface Report {
  model: string;
  on: Part;
  users: number;
  catalogue: RankingMetrics;
  sampled: RankingMetrics;
}

function asText({ model, on, users, catalogue, sampled }: Report): string {
  return [
    `${model} on ${users.toLocaleString("en-US")} ${on} users`,
    `whole catalogue           ${line(catalogue)}`,
    `among 100 negatives       ${line(sampled)}`,
  ].join("\n");
}

function line(metrics: RankingMetrics): string {
  const shown = Object.entries(metrics).map(([name, value]) => `${name} ${value.toFixed(4).replace(/^0/, "")}`);
  return shown.join("  ");
}
