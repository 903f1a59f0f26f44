import { type Command, Option } from "commander";
import { ENGINE_CHOICES, type EngineChoice } from "../../src/core/engines.ts";
import { expected, inWords } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import { readPreparedFolder } from "../../src/dataset/prepared-folder.ts";
import { heldOutOf, PARTS, type Part } from "../../src/dataset/split.ts";
import { sampleHeldOut } from "../../src/evaluate/held-out.ts";
import type { RankingMetrics } from "../../src/evaluate/ranking.ts";
import { checkFolder } from "../../src/files/folders.ts";
import { nextItemNames } from "../../src/models/definition.ts";
import { evaluateOffline, type OfflineMetrics, RUN_DEPTH, writeTrecFiles } from "../../src/run/offline-evaluation.ts";
import { baselinesOf, findOfflineModel } from "../../src/run/offline-model.ts";
import { tables } from "../../tables.ts";
import { wholeNumber } from "../options.ts";

interface EvaluateOptions {
  on: Part;
  seed: number;
  engine: EngineChoice;
  users?: number;
  trec?: string;
  json: boolean;
}

/** `slatelab evaluate <model> <folder>`: ranks held-out items, in the whole catalogue and apart among 100 negatives. */
export function addEvaluate(program: Command): void {
  program
    .command("evaluate <model> <folder>")
    .summary("rank the held-out items of a prepared data set")
    .description(
      "Ranks the held-out items of a folder made by 'slatelab prepare', in the whole catalogue and, apart, among 100 sampled " +
        `negatives. MODEL is a checkpoint of ${nextItemNames(tables.models)} ('slatelab pretrain'), or the folder it is in, or a ` +
        `baseline, which is fitted first (${baselinesOf(tables.models).names.join(", ")}).`,
    )
    .addOption(new Option("--on <part>", "held-out part").choices(PARTS).default("validation"))
    .option("--seed <n>", "draws negatives and users", wholeNumber("--seed", 0), 1)
    .option("--users <n>", "at most this many users, drawn at random (default: all)", wholeNumber("--users", 1))
    .option("--trec <dir>", `write run.txt (${RUN_DEPTH} items a user), qrels.txt and metrics.json for TREC tools`)
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
  if (options.trec !== undefined) checkFolder(options.trec, "--trec");
  const open = findOfflineModel(name, tables.models);
  const data = readPreparedFolder(folder);
  const everyone = heldOutOf(data.split, options.on);
  if (everyone.length === 0) throw expected(`held-out items for ${options.on}`, inWords("none"), folder);
  const random = new Stream(options.seed).fork("evaluated-users");
  const heldOut = sampleHeldOut(everyone, options.users ?? everyone.length, random);
  const model = await open(data, options.engine);
  try {
    const metrics = await evaluateOffline(model, heldOut, options.seed);
    const report = { model: model.name, data: data.hash, on: options.on, users: heldOut.length, ...metrics };
    console.log(options.json ? JSON.stringify(report) : asText(report));
    if (options.trec !== undefined) await writeTrecFiles(options.trec, model, heldOut);
  } finally {
    model.close();
  }
}

interface EvaluationReport extends OfflineMetrics {
  readonly model: string;
  readonly on: Part;
  readonly users: number;
}

function asText({ model, on, users, catalogue, sampled, sampledUsers }: EvaluationReport): string {
  const [all, some] = [users, sampledUsers].map((count) => count.toLocaleString("en-US"));
  const left = users === sampledUsers ? "" : `  (${some} users; to the others fewer than 100 items are new)`;
  return [
    `${model} on ${all} ${on} users`,
    `whole catalogue           ${line(catalogue)}`,
    `among 100 negatives       ${sampled ? line(sampled) : "none"}${left}`,
  ].join("\n");
}

function line(metrics: RankingMetrics): string {
  const shown = Object.entries(metrics).map(([name, value]) => `${name} ${value.toFixed(4).replace(/^0/, "")}`);
  return shown.join("  ");
}
