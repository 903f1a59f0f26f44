/**
 * Pipelines: a list of stages, each a fit with phases, rounds, patience and watched metric of its own, or a task that writes
 * files. Every stage has a folder below the run's; when it is finished, `stage.json` there says so. A stage can be run alone
 * from what the ones before it have left, and a pipeline that was stopped anywhere goes on to the very numbers of one that
 * never stopped.
 */
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expected, Interrupted, inWords, unknownName } from "../core/errors.ts";
import { Stream } from "../core/random.ts";
import { isName } from "../core/spec.ts";
import { checkUnused as checkNoCheckpoint } from "../files/checkpoint.ts";
import { checkFolder } from "../files/folders.ts";
import { type FitProgress, type FitResult, type FitSettings, fit } from "./fit.ts";
import type { RunIdentity } from "./fit-state.ts";
import type { LogRow } from "./run-folder.ts";
import { checkStopped, readStageRecord, type StageFacts, type StageRecord, writeStageRecord } from "./stage-record.ts";

/** Stages that are run one after another. */
export interface Pipeline extends Pick<RunIdentity, "model" | "seed" | "dataHash"> {
  /** In the order in which they are run. */
  readonly stages: readonly Stage[];
}

/** A stage of a pipeline. */
export type Stage = FitStage | TaskStage;

interface AnyStage {
  /** Also of its folder: lower case letters, digits and dashes. */
  readonly name: string;
  /** What makes two runs of it the same, apart from seed, data and the stages before it: plain JSON. */
  readonly configuration: Readonly<Record<string, unknown>>;
}

/** A stage of a pipeline that trains. */
export interface FitStage extends AnyStage, Pick<FitSettings, "rounds" | "patience" | "watch" | "fromRoundZero"> {
  readonly kind: "fit";
  /** Makes what is fitted, new or from what earlier stages have left. */
  begin(start: StageStart): StageFit | Promise<StageFit>;
}

/** What a stage that trains hands to the fit loop. */
export interface StageFit extends Pick<FitSettings, "weights" | "facts" | "phases" | "validate"> {
  /** Frees what `begin` made. */
  dispose(): void;
}

/** A stage of a pipeline that does anything else than train. One that was stopped starts anew. */
export interface TaskStage extends AnyStage {
  readonly kind: "task";
  /** Writes files into its folder, each whole or not at all. Throws `Interrupted` at a signal. */
  run(start: TaskStart): void | Promise<void>;
}

/** What a stage of a pipeline starts from. */
export interface StageStart {
  /** The stage's own. */
  readonly random: Stream;
  /** Where an earlier stage has left its best checkpoint or files. Throws a UsageError for any other stage. */
  folderOf(earlier: string): string;
}

/** What a task starts from. */
export interface TaskStart extends StageStart {
  readonly folder: string;
  readonly signal?: AbortSignal;
}

/** Which stages are run, where, and who hears of it. */
export interface StagesRun extends Pick<FitSettings, "resume" | "signal"> {
  /** Gets a folder for each stage. */
  readonly folder: string;
  /** The first stage to run. Those before it must be finished. */
  readonly from?: string;
  /** The only stage to run. Those before it must be finished. */
  readonly only?: string;
  /** A stage begins; one that is finished does not. */
  readonly onStage?: (stage: string) => void;
  readonly onStep?: (progress: FitProgress & { readonly stage: string }) => void;
  readonly onRound?: (row: LogRow & { readonly stage: string }) => void;
}

/** What became of a stage of a pipeline, now or in an earlier run. */
export interface StageOutcome {
  readonly stage: string;
  readonly folder: string;
  /** None of a task. */
  readonly fit: FitResult | null;
}

/**
 * Runs the stages of a pipeline in order and returns what became of each that was asked for. To resume, finished ones are left
 * as they are and one that was stopped goes on. Throws a UsageError before anything is run where an earlier stage is missing, any
 * was run with other settings (it names stage and setting), or one would be written over, a SlateLabError for a damaged file of
 * theirs, `Interrupted` at a signal, and whatever `fit` throws.
 */
export async function runStages(pipeline: Pipeline, run: StagesRun): Promise<StageOutcome[]> {
  checkFolder(run.folder, "folder");
  const planned = plan(pipeline, run.folder);
  const { earlier, asked } = choose(planned, run);
  for (const it of earlier) checkFinished(it, asked[0]);
  const begun = asked.map((it) => ({ ...it, finished: run.resume ? readBegun(it) : checkUnused(it) }));
  const outcomes: StageOutcome[] = [];
  for (const it of begun) {
    const { stage, folder } = it;
    const { fit: result } = it.finished ?? (await runStage(it, run));
    outcomes.push({ stage: stage.name, folder, fit: result });
  }
  return outcomes;
}

/** A stage of a run. */
interface Planned {
  readonly stage: Stage;
  readonly folder: string;
  readonly identity: RunIdentity;
  readonly start: StageStart;
}

function plan({ stages, ...place }: Pipeline, folder: string): Planned[] {
  const names = stages.map(({ name }) => name);
  for (const name of names)
    if (!isName(name)) throw expected("a name of lower case letters, digits and dashes", name, "stage");
  if (new Set(names).size < names.length) throw expected("stages of different names", names, "pipeline");
  return stages.map((stage, i) => {
    const before = names.slice(0, i);
    const seed = `${place.seed}/${stage.name}`;
    const folderOf = (name: string) => {
      if (!before.includes(name)) throw unknownName(`stage before '${stage.name}'`, name, before);
      return join(folder, name);
    };
    return {
      stage,
      folder: join(folder, stage.name),
      identity: {
        ...place,
        seed,
        configuration: { ...stage.configuration, stagesBefore: stages.slice(0, i).map(factsOf) },
      },
      start: { random: new Stream(seed), folderOf },
    };
  });
}

function factsOf(stage: Stage): StageFacts {
  return { stage: stage.name, configuration: stage.configuration, limits: { ...limitsOf(stage) } };
}

function limitsOf(stage: Stage): Partial<FitStage> {
  if (stage.kind === "task") return {};
  const { rounds, patience, watch } = stage;
  return { rounds, patience, watch };
}

/** The stages asked for, and those that must be there. */
function choose(planned: readonly Planned[], { from, only }: StagesRun): { earlier: Planned[]; asked: Planned[] } {
  if (from !== undefined && only !== undefined) throw expected("'from' or 'only'", { from, only }, "stages");
  const names = planned.map(({ stage }) => stage.name);
  const name = from ?? only;
  if (name !== undefined && !names.includes(name)) throw unknownName("stage", name, names);
  const first = name === undefined ? 0 : names.indexOf(name);
  const end = only === undefined ? planned.length : first + 1;
  return { earlier: planned.slice(0, first), asked: planned.slice(first, end) };
}

function checkFinished(planned: Planned, before: Planned): void {
  if (readFinished(planned)) return;
  const what = `the stage '${planned.stage.name}' to be finished before '${before.stage.name}'`;
  throw expected(what, inWords("one that is not"), planned.folder);
}

/** A fit that failed before its first checkpoint has left nothing that could be gone on from, or written over. */
function checkUnused({ stage, folder }: Planned): undefined {
  if (stage.kind === "fit") checkNoCheckpoint(folder);
  else if (existsSync(folder) && readdirSync(folder).length > 0)
    throw expected("no files of an earlier run", inWords("some: resume it, or name another folder"), folder);
  return undefined;
}

async function runStage(planned: Planned, run: StagesRun): Promise<StageRecord> {
  const { stage, folder, start } = planned;
  const { signal, onStage } = run;
  if (signal?.aborted) throw new Interrupted(`Stopped before the stage '${stage.name}'`);
  onStage?.(stage.name);
  mkdirSync(folder, { recursive: true });
  if (stage.kind === "fit") return writeFinished(planned, await runFit(stage, planned, run));
  await stage.run({ ...start, folder, signal });
  return writeFinished(planned, null);
}

async function runFit(stage: FitStage, { folder, identity, start }: Planned, run: StagesRun): Promise<FitResult> {
  const { resume, signal, onStep, onRound } = run;
  const { rounds, patience, watch, fromRoundZero } = stage;
  const begun = await stage.begin(start);
  const { weights, facts, phases, validate } = begun;
  try {
    return await fit({
      ...{ weights, facts, phases, validate, rounds, patience, watch, fromRoundZero },
      ...{ identity, folder, resume, signal },
      onStep: (progress) => onStep?.({ ...progress, stage: stage.name }),
      onRound: (row) => onRound?.({ ...row, stage: stage.name }),
    });
  } finally {
    begun.dispose();
  }
}

/** A finished stage is as its rounds, patience and watched metric made it. */
function finishedIdentity({ stage, identity }: Planned): RunIdentity {
  return { ...identity, configuration: { ...identity.configuration, ...limitsOf(stage) } };
}

function writeFinished(planned: Planned, result: FitResult | null): StageRecord {
  const finished = { identity: finishedIdentity(planned), fit: result };
  writeStageRecord(planned.folder, finished);
  return finished;
}

/** What a finished stage says; nothing of one that is not. Throws a UsageError for one that was begun with other settings. */
function readBegun(planned: Planned): StageRecord | undefined {
  const finished = readFinished(planned);
  if (!finished && planned.stage.kind === "fit") checkStopped(planned.folder, planned.identity);
  return finished;
}

function readFinished(planned: Planned): StageRecord | undefined {
  return readStageRecord(planned.folder, finishedIdentity(planned));
}
