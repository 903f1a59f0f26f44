/**
 * What MFGAN's adversarial stage is worth beside its controls: everything after the generator's own training is run once for each
 * arm (mfgan-study/arms.ts), from the same generator, and ranks the test items.
 *   npm run mfgan-study -- FOLDER --out study                 # the comparison: three seeds
 *   npm run mfgan-study -- FOLDER --out study --ablation      # its parts, one at a time
 *   npm run mfgan-study -- FOLDER --out study --seeds 1 --set 'generator.rounds=2,adversarial.rounds=2'
 * FOLDER is one that 'slatelab prepare' made, with test items and factors. A study that was stopped goes on from where it was: the same
 * command again. It leaves `test.csv`, `curves.csv` and `popularity.csv` in its folder.
 */
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Command, Option } from "commander";
import { ENGINE_CHOICES, type EngineChoice } from "../src/core/engines.ts";
import { expected, inWords } from "../src/core/errors.ts";
import type { Scorer } from "../src/core/scorer.ts";
import type { PreparedData } from "../src/dataset/prepare.ts";
import { readPreparedFolder } from "../src/dataset/prepared-folder.ts";
import { heldOutOf, trainingEvents } from "../src/dataset/split.ts";
import { openEngine } from "../src/engine/engine.ts";
import { checkFolder } from "../src/files/folders.ts";
import { writeTextFile } from "../src/files/text-file.ts";
import { MODELS } from "../src/models/index.ts";
import { MFGAN_STAGES } from "../src/models/mfgan/recipes.ts";
import { toCsv } from "../src/report/csv.ts";
import { evaluateOffline } from "../src/run/offline-evaluation.ts";
import { findOfflineModel } from "../src/run/offline-model.ts";
import { mfganData, pretrainMfgan } from "../src/run/pretrain-mfgan.ts";
import { readLog } from "../src/train/run-folder.ts";
import { reporter } from "./measurements.ts";
import { type Arm, type ArmChoice, chooseArms, FIRST_ARM } from "./mfgan-study/arms.ts";
import { bestCorrection, tryCorrections, withPopularity } from "./mfgan-study/popularity-correction.ts";
import {
  type ArmRound,
  correctedName,
  correctionTable,
  curveTable,
  GENERATOR,
  type Tested,
  tell,
  testTable,
} from "./mfgan-study/tested.ts";
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
  await writeTextFile(join(out, "curves.csv"), toCsv(curveTable(roundsOf(arms, options))));
  await writeTextFile(join(out, "popularity.csv"), toCsv(correctionTable(tested)));
  tell(tested, reporter(options.json));
}

/** The generator that all arms of a seed begin with, and what became of it in each. */
async function studySeed(arms: readonly Arm[], study: Study & { seed: number }): Promise<Tested[]> {
  const { seed, options } = study;
  const tested: Tested[] = [];
  for (const arm of arms) {
    await train(arm, study);
    const folder = folderOf(options, { arm, seed });
    if (tested.length === 0)
      tested.push(...(await testBoth(join(folder, "generator"), { arm: GENERATOR, seed }, study)));
    const [model, who] = [join(folder, "adversarial"), { arm: arm.name, seed }];
    tested.push(...(arm.name === FIRST_ARM ? await testBoth(model, who, study) : [await test(model, who, study)]));
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

type Who = Pick<Tested, "arm" | "seed">;

/** A model as it is, and corrected by popularity alone. */
function testBoth(model: string, { arm, seed }: Who, study: Study): Promise<Tested[]> {
  const { data } = study;
  return opened(model, study, async (scorer) => {
    const tried = await tryCorrections(scorer, data);
    const { beta, ndcg10 } = bestCorrection(tried);
    const corrected = { arm: correctedName(arm), seed };
    notify(`Seed ${seed}, ${corrected.arm}: β ${beta}, validation nDCG@10 ${ndcg10.toFixed(4)}`);
    const more = withPopularity(scorer, trainingEvents(data.split, data.items), beta);
    return [await testScorer(scorer, { arm, seed }, study), { ...(await testScorer(more, corrected, study)), tried }];
  });
}

function test(model: string, who: Who, study: Study): Promise<Tested> {
  return opened(model, study, (scorer) => testScorer(scorer, who, study));
}

async function testScorer(scorer: Scorer, who: Who, { data }: Study): Promise<Tested> {
  const heldOut = heldOutOf(data.split, "test");
  return { ...who, ...(await evaluateOffline({ scorer }, { heldOut, data, seed: 1 })) };
}

async function opened<T>(model: string, { data, options }: Study, use: (scorer: Scorer) => Promise<T>): Promise<T> {
  const open = await findOfflineModel(model, MODELS)(data, options.engine);
  try {
    return await use(open.scorer);
  } finally {
    open.close();
  }
}

function roundsOf(arms: readonly Arm[], options: Options): ArmRound[] {
  const seeds = Array.from({ length: options.seeds }, (_, i) => i + 1);
  return arms.flatMap((arm) =>
    seeds.flatMap((seed) => {
      const rows = readLog(join(folderOf(options, { arm, seed }), "adversarial"));
      return rows.map((row) => ({ arm: arm.name, seed, ...row }));
    }),
  );
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
