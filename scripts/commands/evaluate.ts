import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { expected } from "../../src/core/errors.ts";
import type { HeldOut } from "../../src/core/hold-out.ts";
import { Stream } from "../../src/core/random.ts";
import { type RankingMetrics, rankingMetrics } from "../../src/metrics/ranking.ts";
import type { Scorer } from "../../src/models/scorer.ts";
import { trecQrels, trecRun } from "../../src/report/trec.ts";
import { readPreparedData } from "../../src/store/prepared-data.ts";
import {
  bestItems,
  rankAmongNegatives,
  rankInCatalogue,
  ranksInLists,
  sampleHeldOut,
} from "../../src/train/evaluate.ts";
import { heldOutOf, PARTS, type Part, trainingSequences } from "../../src/train/split.ts";
import { BASELINE_NAMES, resolveBaseline } from "../baselines.ts";
import { outputFolder, wholeNumber } from "../options.ts";
import { PREPARED_FILE } from "./prepare.ts";

interface EvaluateOptions {
  on: Part;
  seed: number;
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
      `Fits a baseline (${BASELINE_NAMES.join(", ")}) to a folder made by 'slatelab prepare' and ranks its held-out items: ` +
        "in the whole catalogue and, apart, among 100 sampled negatives.",
    )
    .addOption(new Option("--on <part>", "held-out part").choices(PARTS).default("validation"))
    .option("--seed <n>", "draws negatives and users", wholeNumber("--seed", 0), 1)
    .option("--users <n>", "at most this many users, drawn at random (default: all)", wholeNumber("--users", 1))
    .option("--trec <dir>", `write run.txt (${RUN_DEPTH} items a user), qrels.txt and metrics.json for TREC tools`)
    .option("--json", "print JSON", false)
    .addHelpText("after", "\nExample:\n  slatelab evaluate 'item-knn(recent=0)' ml1m-prepared --on test")
    .action(evaluate);
}

async function evaluate(model: string, folder: string, options: EvaluateOptions): Promise<void> {
  const { name, fit } = resolveBaseline(model);
  const data = readPreparedData(join(folder, PREPARED_FILE));
  const everyone = heldOutOf(data.split, options.on);
  if (everyone.length === 0) throw expected(`held-out items for ${options.on}`, "none", folder);
  const random = new Stream(options.seed).fork("evaluated-users");
  const heldOut = sampleHeldOut(everyone, options.users ?? everyone.length, random);
  const scorer = fit(trainingSequences(data.split), data.items);
  const catalogue = rankingMetrics(await rankInCatalogue({ scorer, heldOut }));
  const sampled = rankingMetrics(await rankAmongNegatives({ scorer, heldOut, seed: options.seed }));
  if (options.trec !== undefined) await writeTrec(outputFolder(options.trec), { name, scorer, heldOut });
  const report = { model: name, data: data.hash, on: options.on, users: heldOut.length, catalogue, sampled };
  console.log(options.json ? JSON.stringify(report) : asText(report));
}

/** `metrics.json` holds the numbers of the lists as written, ties broken by item: those that TREC tools print. */
async function writeTrec(
  folder: string,
  { name, scorer, heldOut }: { name: string; scorer: Scorer; heldOut: HeldOut[] },
) {
  const lists = await bestItems({ scorer, heldOut, k: RUN_DEPTH });
  await writeFile(join(folder, "run.txt"), trecRun(lists, name));
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
