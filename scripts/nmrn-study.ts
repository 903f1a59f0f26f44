/**
 * NMRN on the second half of a stream beside its samplers, its copies and other models, event by event: each meets the first half, then is
 * scored, counted and taught (nmrn-study/arms.ts).
 *   npm run nmrn-study -- FOLDER --out study
 *   npm run nmrn-study -- FOLDER --out study --seeds 1 --only nmrn --set passes=1
 * FOLDER is one that 'slatelab prepare' made. Without times its events are merged by the seed. A study that was stopped goes on
 * from where it was: the same command again. It leaves `test.csv`, `curves.csv` and `passes.csv` in its folder.
 */
import { join } from "node:path";
import { Command, Option } from "commander";
import { group } from "d3-array";
import { ENGINE_CHOICES, type EngineChoice } from "../src/core/engines.ts";
import type { PreparedData } from "../src/dataset/prepare.ts";
import { readPreparedFolder } from "../src/dataset/prepared-folder.ts";
import { openEngine } from "../src/engine/engine.ts";
import { type Estimate, estimateMean, pairedDifference } from "../src/evaluate/intervals.ts";
import { checkFolder } from "../src/files/folders.ts";
import { writeTextFile } from "../src/files/text-file.ts";
import { toCsv } from "../src/report/csv.ts";
import { nmrnData } from "../src/run/pretrain-nmrn.ts";
import { type Report, reporter } from "./measurements.ts";
import type { ArmRun } from "./nmrn-study/arm-run.ts";
import { chooseArms, FIRST_ARM, type StreamArm, type StreamArmChoice } from "./nmrn-study/arms.ts";
import { runArm } from "./nmrn-study/run-arm.ts";
import { SettingsOption } from "./option-once.ts";
import { wholeNumber } from "./options.ts";
import { runScript } from "./run-program.ts";
import { notify } from "./training-lines.ts";
import { typedCommand } from "./training-options.ts";

interface Options extends StreamArmChoice {
  readonly out: string;
  readonly seeds: number;
  readonly engine: EngineChoice;
  readonly json: boolean;
}

/** An arm of one seed. */
interface SeedRun extends ArmRun {
  readonly arm: string;
  readonly seed: number;
}

async function studyNmrn(folder: string, options: Options): Promise<void> {
  const { seeds, out } = options;
  checkFolder(out, "--out");
  const prepared = readPreparedFolder(folder);
  const arms = chooseArms(options, nmrnData(prepared, 1, folder));
  const runs: SeedRun[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    for (const arm of arms) runs.push({ arm: arm.name, seed, ...(await run(arm, { prepared, options, seed })) });
  }
  await writeTextFile(join(out, "test.csv"), toCsv(testTable(runs)));
  await writeTextFile(join(out, "curves.csv"), toCsv(curveTable(runs)));
  await writeTextFile(join(out, "passes.csv"), toCsv(passTable(runs)));
  tell(runs, reporter(options.json));
}

interface NmrnStudy {
  readonly prepared: PreparedData;
  readonly options: Options;
  readonly seed: number;
}

async function run(arm: StreamArm, { prepared, options, seed }: NmrnStudy): Promise<ArmRun> {
  const engine = await openEngine(options.engine);
  notify(`Seed ${seed}, ${arm.name} (${engine.why})`);
  const folderOf = (name: string) => join(options.out, `seed-${seed}`, name);
  try {
    return await runArm(arm, { data: nmrnData(prepared, seed), seed, folderOf, command: typedCommand() });
  } finally {
    engine.close();
  }
}

const METRICS = ["Hits@10", "nDCG@10", "MPR"] as const;

function testTable(runs: readonly SeedRun[]): (string | number)[][] {
  const rows = runs.map(({ arm, seed, total, milliseconds, violating }) => [
    ...[arm, seed, ...METRICS.map((name) => rounded(total[name]))],
    ...[milliseconds.scoring, milliseconds.learning].map(rounded),
    ...[violating?.own, violating?.uniform].map((share) => (share === undefined ? "" : rounded(share))),
  ]);
  const shares = ["own draws that violate", "uniform draws that violate"];
  return [["arm", "seed", ...METRICS, "ms of scoring", "ms of learning", ...shares], ...rows];
}

/** Every window of the second half. */
function curveTable(runs: readonly SeedRun[]): (string | number)[][] {
  const rows = runs.flatMap(({ arm, seed, windows }) =>
    windows.map(({ events, metrics }) => [arm, seed, events, ...METRICS.map((name) => rounded(metrics[name]))]),
  );
  return [["arm", "seed", "events", ...METRICS], ...rows];
}

/** Every pass over the first half, validated on that half's last tenth. */
function passTable(runs: readonly SeedRun[]): (string | number)[][] {
  const rows = runs.flatMap(({ arm, seed, passes = [] }) =>
    passes.map(({ pass, cpuSeconds, loss, metrics }) => [
      ...[arm, seed, pass, Number(cpuSeconds.toFixed(1)), rounded(loss)],
      ...METRICS.map((name) => rounded(metrics[name])),
    ]),
  );
  return [["arm", "seed", "pass", "cpu_seconds", "loss", ...METRICS], ...rows];
}

function rounded(value: number): number {
  return Number(value.toFixed(5));
}

/** Hits@10 and nDCG@10 of each arm, and how far they are from the first arm's: means over windows, each the mean of the seeds. */
function tell(runs: readonly SeedRun[], report: Report): void {
  const byArm = group(runs, ({ arm }) => arm);
  for (const [arm, own] of byArm) {
    for (const metric of ["Hits@10", "nDCG@10"] as const) {
      const values = windowMeans(own, metric);
      const seeds = own.map(({ total }) => total[metric].toFixed(4)).join(", ");
      const first = byArm.get(FIRST_ARM);
      const difference = first ? pairedDifference(values, windowMeans(first, metric)) : undefined;
      const against = `${estimate(estimateMean(values))}; seeds ${seeds}${difference ? `; beyond ${FIRST_ARM} ${estimate(difference)}` : ""}`;
      const name = `nmrn-study.${arm}.${metric === "Hits@10" ? "hits10" : "ndcg10"}`;
      report({ name, value: estimateMean(values).mean, unit: metric, against });
    }
  }
}

/** A metric in each window, mean over the seeds: [windows] */
function windowMeans(runs: readonly SeedRun[], metric: (typeof METRICS)[number]): number[] {
  return runs[0].windows.map((_, i) => {
    const values = runs.map(({ windows }) => windows[i].metrics[metric]);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}

function estimate({ mean, interval }: Estimate): string {
  return [mean.toFixed(4), ...(interval ? [`[${interval.map((end) => end.toFixed(4)).join(", ")}]`] : [])].join(" ");
}

const program = new Command("nmrn-study")
  .description("Compares NMRN on a stream with its samplers, its copies and other models.")
  .argument("<folder>", "data that 'slatelab prepare' made")
  .requiredOption("--out <dir>", "folder of the study")
  .option("--seeds <n>", "seeds, from 1", wholeNumber("--seeds", 1), 3)
  .option("--only <text>", "arms whose name holds this")
  .addOption(new SettingsOption("changes to the recipe, e.g. 'passes=2'"))
  .addOption(new Option("--engine <name>", "what computes").choices(ENGINE_CHOICES).default("auto"))
  .option("--json", "one JSON object a line", false)
  .exitOverride()
  .action(studyNmrn);

await runScript(program);
