import { type Command, Option } from "commander";
import { ENGINE_CHOICES, type EngineChoice } from "../../src/core/engines.ts";
import { expected, inWords, orList } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import { readPreparedFolder } from "../../src/dataset/prepared-folder.ts";
import { heldOutOf, PARTS, type Part } from "../../src/dataset/split.ts";
import { sampleHeldOut } from "../../src/evaluate/held-out.ts";
import type { RankingIntervals, RankingMetrics } from "../../src/evaluate/ranking.ts";
import { type SliceMetrics, SPARSE_BELOW } from "../../src/evaluate/user-ranks.ts";
import { checkFile, checkFolder } from "../../src/files/folders.ts";
import { writeTextFile } from "../../src/files/text-file.ts";
import { whole } from "../../src/report/format.ts";
import { userRanksCsv } from "../../src/report/user-ranks.ts";
import { evaluateOffline, type OfflineMetrics, RUN_DEPTH, writeTrecFiles } from "../../src/run/offline-evaluation.ts";
import { baselinesOf, checkpointNames, findOfflineModel } from "../../src/run/offline-model.ts";
import { tables } from "../../tables.ts";
import { wholeNumber } from "../options.ts";

interface EvaluateOptions {
  on: Part;
  seed: number;
  engine: EngineChoice;
  users?: number;
  trec?: string;
  perUser?: string;
  json: boolean;
}

/** `slatelab evaluate <model> <folder>`: ranks held-out items, in the whole catalogue and apart among 100 negatives. */
export function defineEvaluate(command: Command): void {
  command
    .description(
      "Ranks the held-out items of a folder made by 'slatelab prepare', in the whole catalogue and, apart, among 100 sampled " +
        `negatives: all of them, and those that are met fewer than ${SPARSE_BELOW} times in training. MODEL is a checkpoint of ${orList(checkpointNames(tables.models))} ('slatelab pretrain'), or the folder it is in, or a ` +
        `baseline, which is fitted first (${baselinesOf(tables.models).names.join(", ")}).`,
    )
    .addOption(new Option("--on <part>", "held-out part").choices(PARTS).default("validation"))
    .option("--seed <n>", "draws negatives and users", wholeNumber("--seed", 0), 1)
    .option("--users <n>", "at most this many users, drawn at random (default: all)", wholeNumber("--users", 1))
    .option(
      "--trec <dir>",
      `write run.txt (${RUN_DEPTH} items a user), qrels.txt, qrels-sparse.txt and metrics.json for TREC tools`,
    )
    .option("--per-user <file>", "write a CSV of each user's ranks, to compare models over the same users")
    .addOption(new Option("--engine <name>", "what computes a checkpoint").choices(ENGINE_CHOICES).default("auto"))
    .option("--json", "print one line of JSON", false)
    .addHelpText(
      "after",
      "\nExamples:\n  slatelab evaluate 'item-knn(recent=0)' ml1m-prepared --on test\n" +
        "  slatelab evaluate .slatelab/checkpoints/gsasrec ml1m-prepared",
    )
    .action(evaluate);
}

async function evaluate(name: string, folder: string, options: EvaluateOptions): Promise<void> {
  const { trec, perUser, on, seed } = options;
  if (trec !== undefined) checkFolder(trec, "--trec");
  if (perUser !== undefined) checkFile(perUser, "--per-user");
  const open = findOfflineModel(name, tables.models);
  const data = readPreparedFolder(folder);
  const everyone = heldOutOf(data.split, on);
  if (everyone.length === 0) throw expected(`held-out items for ${on}`, inWords("none"), folder);
  const heldOut = sampleHeldOut(everyone, options.users ?? everyone.length, new Stream(seed).fork("evaluated-users"));
  const model = await open(data, options.engine);
  try {
    const { metrics, ranks } = await evaluateOffline(model, { heldOut, data, seed });
    const report = { model: model.name, data: data.hash, on, ...metrics };
    console.log(options.json ? JSON.stringify(report) : asText(report));
    if (trec !== undefined) await writeTrecFiles(trec, model, ranks);
    if (perUser !== undefined) await writeTextFile(perUser, userRanksCsv(ranks, data));
  } finally {
    model.close();
  }
}

interface EvaluationReport extends OfflineMetrics {
  readonly model: string;
  readonly on: Part;
}

function asText({ model, on, sparse, ...everyone }: EvaluationReport): string {
  return [
    `${model} on ${whole(everyone.users)} ${on} users, 95% intervals over users`,
    ...sliceLines(everyone),
    `Items with fewer than ${SPARSE_BELOW} training events: ${whole(sparse.users)} users`,
    ...sliceLines(sparse),
  ].join("\n");
}

function sliceLines({ users, sampledUsers, intervals, ...metrics }: SliceMetrics): string[] {
  if (users === 0) return [];
  const left =
    users === sampledUsers ? "" : `  (${whole(sampledUsers)} users; to the others fewer than 100 items are new)`;
  return [
    `whole catalogue           ${line(metrics.catalogue, intervals.catalogue)}`,
    `among 100 negatives       ${line(metrics.sampled, intervals.sampled)}${left}`,
  ];
}

/** Metrics whose intervals are shown to people; JSON has all. */
const WITH_INTERVAL: ReadonlySet<string> = new Set<keyof RankingMetrics>(["HR@10", "nDCG@10"]);

function line(metrics: RankingMetrics | null, intervals: RankingIntervals | null): string {
  if (metrics === null || intervals === null) return "none";
  const names = Object.keys(metrics) as (keyof RankingMetrics)[];
  return names.map((name) => `${name} ${share(metrics[name])}${ends(name, intervals)}`).join("  ");
}

function ends(name: keyof RankingMetrics, intervals: RankingIntervals): string {
  const interval = intervals[name];
  return WITH_INTERVAL.has(name) && interval ? ` [${interval.map(share).join(", ")}]` : "";
}

function share(value: number): string {
  return value.toFixed(4).replace(/^0/, "");
}
