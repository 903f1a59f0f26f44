/** Runs an arm of a study of NMRN, or what is left of it. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Stream } from "../../src/core/random.ts";
import type { StreamModel } from "../../src/core/stream-model.ts";
import { blocksOf, eventsBetween } from "../../src/dataset/streams.ts";
import { readCheckpoint } from "../../src/files/checkpoint.ts";
import { outputFolder } from "../../src/files/folders.ts";
import { readPlainJson } from "../../src/files/plain-json.ts";
import { writeTextFile } from "../../src/files/text-file.ts";
import { pretrainNmrn } from "../../src/run/pretrain-nmrn.ts";
import { type NmrnCheckpoint, nmrnCheckpoint } from "../../src/train/nmrn-checkpoint.ts";
import { copyOf, evaluationOf, namedMetrics } from "../../src/train/nmrn-judges.ts";
import { divideStream, type NmrnData } from "../../src/train/nmrn-plan.ts";
import { type Judged, NMRN_FORMAT, type NmrnRow } from "../../src/train/nmrn-state.ts";
import { readRows } from "../../src/train/run-folder.ts";
import { notify } from "../training-lines.ts";
import { type ArmRun, STREAMED, type Streamed, type StreamRow, streamedOf } from "./arm-run.ts";
import type { BaselineArm, CopiedArm, StreamArm, TrainedArm } from "./arms.ts";
import { violationsOf } from "./violations.ts";

/** Where an arm is run, and on what. */
export interface ArmTask {
  readonly data: NmrnData;
  readonly seed: number;
  folderOf(arm: string): string;
  readonly command: string;
}

/** Events of a block of baselines, and of a window of all. */
const [BLOCK, WINDOW] = [64, 10_000];

/** Runs what is left of an arm. Throws as `pretrainNmrn`. */
export async function runArm(arm: StreamArm, task: ArmTask): Promise<ArmRun> {
  if (arm.kind === "trained") return trained(arm, task);
  if (arm.kind === "copied") return copied(arm, task);
  return kept(arm.name, task, () => streamBaseline(arm, task));
}

async function trained(arm: TrainedArm, task: ArmTask): Promise<ArmRun> {
  const rows = await train(arm, task);
  const passes = rows.filter((row) => row.stage === "passes");
  return { ...judged(rows, "model"), passes, violating: violationsOf(baseOf(arm, task), task.data) };
}

/** Trains it to the end of the stream, where that is not done. */
async function train({ name, settings }: TrainedArm, { data, seed, folderOf, command }: ArmTask): Promise<NmrnRow[]> {
  const [folder, title] = [folderOf(name), `nmrn, ${name}, seed ${seed}`];
  const onRow = (row: NmrnRow) => notify(JSON.stringify(row));
  await pretrainNmrn({ settings, data, seed, folder, resume: true, title, command, onRow });
  return readRows(folder, NMRN_FORMAT);
}

function judged(rows: readonly NmrnRow[], who: Judged): Streamed {
  const streamed = rows.filter((row) => row.stage === "second-half");
  return streamedOf(
    streamed.map((row) => ({ events: row.events, ...row[who] })),
    WINDOW,
  );
}

/** What came of the first half. */
function baseOf({ name }: TrainedArm, { folderOf }: ArmTask): NmrnCheckpoint {
  return nmrnCheckpoint(readCheckpoint(join(folderOf(name), "base.ckpt")));
}

/** The frozen copy is judged beside the model as that is trained. */
async function copied({ name, of, learns }: CopiedArm, task: ArmTask): Promise<ArmRun> {
  const rows = await train(of, task);
  if (learns === "nothing") return judged(rows, "frozen");
  return kept(name, task, () => streamCopy(baseOf(of, task), of.settings.blockSize, task));
}

/** What an arm came to, from its file or else into it. */
async function kept(arm: string, { folderOf }: ArmTask, run: () => Promise<StreamRow[]>): Promise<Streamed> {
  const path = join(outputFolder(folderOf(arm), "--out"), "windows.json");
  if (!existsSync(path)) await writeTextFile(path, JSON.stringify(await run()));
  return streamedOf(readPlainJson(readFileSync(path, "utf8"), STREAMED, path), WINDOW);
}

/** A copy whose memory alone goes on. */
async function streamCopy(base: NmrnCheckpoint, block: number, task: ArmTask): Promise<StreamRow[]> {
  const configuration = { model: base.model, learning: { ...base.learning, learns: "memory" as const } };
  const copy = copyOf(base.weights, configuration, new Stream(task.seed));
  try {
    return await stream(copy.model, block, task);
  } finally {
    copy.dispose();
  }
}

async function streamBaseline({ passes, make }: BaselineArm, task: ArmTask): Promise<StreamRow[]> {
  const { data, seed } = task;
  const model = make(data, seed);
  const { half } = divideStream(data.events);
  for (let pass = 0; pass < passes; pass++) {
    for (const events of blocksOf(eventsBetween(data.stream, 0, half), BLOCK)) await model.learn(events);
  }
  return stream(model, BLOCK, task);
}

/** The second half, a row for each window. */
async function stream(model: StreamModel, block: number, { data }: ArmTask): Promise<StreamRow[]> {
  const { half, end } = divideStream(data.events);
  const evaluation = evaluationOf(model, data, WINDOW);
  for (const events of blocksOf(eventsBetween(data.stream, 0, half), block)) evaluation.meet(events);
  const rows: StreamRow[] = [];
  for (const block_ of blocksOf(eventsBetween(data.stream, half, end), block)) {
    const { events, total, window, milliseconds } = await evaluation.take(block_);
    const isMarked = Math.floor(events / WINDOW) > Math.floor((events - block_.users.length) / WINDOW);
    if (isMarked || half + events === end)
      rows.push({ events, total: namedMetrics(total), window: namedMetrics(window), milliseconds });
  }
  return rows;
}
