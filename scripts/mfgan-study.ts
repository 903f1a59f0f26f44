/**
 * What MFGAN's adversarial stage is worth beside its controls: everything after the generator's own training is run once for each
 * arm (mfgan-study/arms.ts), from the same generator, and ranks the test items.
 *   npm run mfgan-study -- FOLDER --out study                 # the comparison: three seeds
 *   npm run mfgan-study -- FOLDER --out study --ablation      # its parts, one at a time
 *   npm run mfgan-study -- FOLDER --out study --seeds 1 --set 'generator.rounds=2,adversarial.rounds=2'
 * FOLDER is one that 'slatelab prepare' made, with test items and factors. A study that was stopped goes on from where it was: the same
 * command again. It leaves `test.csv` and `curves.csv` in its folder.
 */
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Command, Option } from "commander";
import { group } from "d3-array";
import { ENGINE_CHOICES, type EngineChoice } from "../src/core/engines.ts";
import { expected, inWords } from "../src/core/errors.ts";
import type { PreparedData } from "../src/dataset/prepare.ts";
import { readPreparedFolder } from "../src/dataset/prepared-folder.ts";
import { heldOutOf } from "../src/dataset/split.ts";
import { openEngine } from "../src/engine/engine.ts";
import { type Estimate, estimateMean, pairedDifference } from "../src/evaluate/intervals.ts";
import { ndcg } from "../src/evaluate/ranking.ts";
import type { UserRank } from "../src/evaluate/user-ranks.ts";
import { checkFolder } from "../src/files/folders.ts";
import { writeTextFile } from "../src/files/text-file.ts";
import { MODELS } from "../src/models/index.ts";
import { MFGAN_STAGES } from "../src/models/mfgan/recipes.ts";
import { toCsv } from "../src/report/csv.ts";
import { evaluateOffline, type OfflineMetrics } from "../src/run/offline-evaluation.ts";
import { findOfflineModel } from "../src/run/offline-model.ts";
import { mfganData, pretrainMfgan } from "../src/run/pretrain-mfgan.ts";
import { readLog } from "../src/train/run-folder.ts";
import { type Report, reporter } from "./measurements.ts";
import { type Arm, type ArmChoice, chooseArms, FIRST_ARM } from "./mfgan-study/arms.ts";
import { SettingsOption } from "./option-once.ts";
import { wholeNumber } from "./options.ts";
import { runScript } from "./run-program.ts";
import { notify, roundLine } from "./training-lines.ts";
import { typedCommand } from "./training-options.ts";

interface Options extends ArmChoice {
  readonly out: string;
  readonly seeds: number;
  readonly engine: EngineChoice;
  readonly json: boolean;
}

/** Names of the rows that are no arm. */
const BASELINES = ["popularity", "item-knn"];
const GENERATOR = "generator";

/** A model on the test items. */
interface Tested {
  readonly arm: string;
  /** None of a baseline, which draws nothing. */
  readonly seed: number | null;
  readonly metrics: OfflineMetrics;
  readonly ranks: readonly UserRank[];
}

interface Study {
  readonly data: PreparedData;
  readonly options: Options;
}

async function studyMfgan(folder: string, options: Options): Promise<void> {
  const { seeds, out } = options;
  checkFolder(out, "--out");
  const study = { data: readPreparedFolder(folder), options };
  if (heldOutOf(study.data.split, "test").length === 0)
    throw expected("held-out items for test", inWords("none"), folder);
  const arms = chooseArms(options, study.data);
  const tested: Tested[] = [];
  for (const name of BASELINES) tested.push(await test(name, { arm: name, seed: null }, study));
  for (let seed = 1; seed <= seeds; seed++) tested.push(...(await studySeed(arms, { ...study, seed })));
  await writeTextFile(join(out, "test.csv"), toCsv(testTable(tested)));
  await writeTextFile(join(out, "curves.csv"), toCsv(curveTable(arms, options)));
  tell(tested, reporter(options.json));
}

/** The generator that all arms of a seed begin with, and what became of it in each. */
async function studySeed(arms: readonly Arm[], study: Study & { seed: number }): Promise<Tested[]> {
  const { seed, options } = study;
  const tested: Tested[] = [];
  for (const arm of arms) {
    await train(arm, study);
    const folder = folderOf(options, { arm, seed });
    if (tested.length === 0) tested.push(await test(join(folder, "generator"), { arm: GENERATOR, seed }, study));
    tested.push(await test(join(folder, "adversarial"), { arm: arm.name, seed }, study));
  }
  return tested;
}

function folderOf({ out }: Options, { arm, seed }: { arm: Pick<Arm, "name">; seed: number }): string {
  return join(out, `seed-${seed}`, arm.name);
}

/** Runs the stages of an arm that are not there yet; those that it shares with the first arm are copied. */
async function train(arm: Arm, { data, options, seed }: Study & { seed: number }): Promise<void> {
  const folder = folderOf(options, { arm, seed });
  const first = folderOf(options, { arm: { name: FIRST_ARM }, seed });
  if (folder !== first && !existsSync(folder)) copyStages(first, folder, arm);
  const engine = await openEngine(options.engine);
  notify(`Seed ${seed}, ${arm.name} (${engine.why})`);
  try {
    await pretrainMfgan({
      settings: arm.settings,
      data: mfganData(data),
      ...{ engine, seed, folder, resume: true, title: `mfgan, ${arm.name}, seed ${seed}`, command: typedCommand() },
      onRound: (row) => notify(`${row.stage.padEnd(14)} ${roundLine(row)}`),
    });
  } finally {
    engine.close();
  }
}

/** Those that are there, all at once or not at all: under `--only` an arm may have to run them itself, to the same numbers. */
function copyStages(from: string, to: string, { differsFrom = "adversarial" }: Arm): void {
  const part = `${to}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  for (const stage of MFGAN_STAGES.slice(0, MFGAN_STAGES.indexOf(differsFrom)))
    if (existsSync(join(from, stage))) cpSync(join(from, stage), join(part, stage), { recursive: true });
  renameSync(part, to);
}

async function test(model: string, who: Pick<Tested, "arm" | "seed">, { data, options }: Study): Promise<Tested> {
  const open = await findOfflineModel(model, MODELS)(data, options.engine);
  try {
    const heldOut = heldOutOf(data.split, "test");
    return { ...who, ...(await evaluateOffline(open, { heldOut, data, seed: 1 })) };
  } finally {
    open.close();
  }
}

function testTable(tested: readonly Tested[]): (string | number)[][] {
  const metrics = ["HR@10", "nDCG@10", "MRR@10"] as const;
  const slices = ["all", "sparse"].flatMap((slice) =>
    ["catalogue", "sampled"].flatMap((by) => metrics.map((it) => `${slice} ${by} ${it}`)),
  );
  const rows = tested.map(({ arm, seed, metrics: { sparse, ...all } }) => [
    ...[arm, seed ?? ""],
    ...[all, sparse].flatMap(({ catalogue, sampled }) =>
      [catalogue, sampled].flatMap((of) => metrics.map((it) => of?.[it] ?? "")),
    ),
  ]);
  return [["arm", "seed", ...slices], ...rows];
}

/** Every round of every last stage. */
function curveTable(arms: readonly Arm[], options: Options): (string | number)[][] {
  const rows = arms.flatMap((arm) =>
    Array.from({ length: options.seeds }, (_, i) => i + 1).flatMap((seed) =>
      readLog(join(folderOf(options, { arm, seed }), "adversarial")).map((row) => ({ arm: arm.name, seed, ...row })),
    ),
  );
  const names = [...new Set(rows.flatMap(({ metrics }) => Object.keys(metrics)))];
  return [
    ["arm", "seed", "round", "cpu_seconds", ...names],
    ...rows.map(({ arm, seed, round, cpuSeconds, metrics }) => [
      ...[arm, seed, round, Number(cpuSeconds.toFixed(1))],
      ...names.map((name) => (name in metrics ? Number(metrics[name].toFixed(5)) : "")),
    ]),
  ];
}

/** nDCG@10 of each arm, mean over its seeds, and how much of it the adversarial stage has brought. */
function tell(tested: readonly Tested[], report: Report): void {
  const byArm = group(tested, ({ arm }) => arm);
  const generator = userGains(byArm.get(GENERATOR) ?? []);
  for (const [arm, runs] of byArm) {
    const gains = userGains(runs);
    const seeds = runs.map(({ metrics }) => metrics.catalogue["nDCG@10"]);
    const against = `${estimate(estimateMean(gains))}; seeds ${seeds.map(short).join(", ")}; beyond the generator ${estimate(pairedDifference(gains, generator))}`;
    report({ name: `mfgan-study.${arm}.ndcg10`, value: estimateMean(gains).mean, unit: "nDCG@10", against });
  }
}

/** nDCG@10 of each user in the whole catalogue, mean over the seeds: [users] */
function userGains(runs: readonly Tested[]): number[] {
  return runs[0].ranks.map((_, user) => {
    const ranks = runs.map((run) => run.ranks[user].catalogue);
    const column = (of: "better" | "tied") => Int32Array.from(ranks, (rank) => rank[of]);
    return ndcg({ better: column("better"), tied: column("tied") }, 10);
  });
}

function estimate({ mean, interval }: Estimate): string {
  return interval ? `${short(mean)} [${interval.map(short).join(", ")}]` : short(mean);
}

function short(value: number): string {
  return value.toFixed(4);
}

const program = new Command("mfgan-study")
  .description("Runs MFGAN's adversarial stage and its controls from the same generators, and tests them.")
  .argument("<folder>", "data that 'slatelab prepare' made")
  .requiredOption("--out <dir>", "folder of the study")
  .option("--seeds <n>", "seeds, from 1", wholeNumber("--seeds", 1), 3)
  .option("--ablation", "its parts too, one at a time", false)
  .option("--only <text>", "arms whose name holds this")
  .addOption(new SettingsOption("changes to the recipe, e.g. 'generator.rounds=2'"))
  .addOption(new Option("--engine <name>", "what computes").choices(ENGINE_CHOICES).default("auto"))
  .option("--json", "one JSON object a line", false)
  .exitOverride()
  .action(studyMfgan);

await runScript(program);
