/**
 * The one fit loop. A round takes so many steps of each phase and is then validated; plain models have one phase, adversarial ones
 * several, which take turns. Every draw of a step comes from a stream named by its phase and number.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import type * as tf from "@tensorflow/tfjs-core";
import type { Sections } from "../core/checkpoint.ts";
import { expected, Interrupted, inWords, SlateLabError } from "../core/errors.ts";
import { Stream } from "../core/random.ts";
import type { BatchSource } from "../dataset/samplers.ts";
import type { AdamSettings } from "../models/adam-settings.ts";
import type { Phase } from "../models/model.ts";
import type { Weights } from "../models/weights.ts";
import { Adam } from "./adam.ts";
import { checkSameRun, type FitPosition, type FitState, type Metrics, type RunIdentity } from "./fit-state.ts";
import { FIT_FORMAT, type LogRow, RunFolder } from "./run-folder.ts";

/** A phase of a model's training as the fit loop runs it. */
export interface FitPhase {
  readonly name: string;
  readonly variables: readonly tf.Variable[];
  /** Steps of a round. */
  readonly steps: number;
  readonly optimiser: AdamSettings;
  /** Loss of the phase's step number `step`, from 0 over all rounds. */
  loss(step: number, random: Stream): tf.Scalar;
}

/** Joins a model's phase with what it is fed. */
export function fitPhase<Batch>(
  phase: Phase<Batch>,
  how: { name: string; batches: BatchSource<Batch>; steps: number; optimiser: AdamSettings },
): FitPhase {
  const { batches, ...rest } = how;
  return { ...rest, variables: phase.variables, loss: (step, random) => phase.loss(batches(step), random) };
}

/** What a fit trains, for how long, and where it leaves it. */
export interface FitSettings {
  /** Everything that checkpoints hold; the best of them are in it at the end. */
  readonly weights: Weights;
  /** What checkpoints hold beside them, and no step moves: arrays that a reader needs to make sense of the weights. */
  readonly facts?: Sections;
  readonly phases: readonly FitPhase[];
  readonly identity: RunIdentity;
  /** Most rounds. */
  readonly rounds: number;
  /** Rounds without a better metric after which the fit stops. */
  readonly patience: number;
  /** Validate the weights before the first round too, as round 0: where they are trained already, they may be the best. */
  readonly fromRoundZero?: boolean;
  /** The metric that says which round is best; higher is better. */
  readonly watch: string;
  validate(): Metrics | Promise<Metrics>;
  /** Where checkpoints and the log go. */
  readonly folder: string;
  /** Go on from the last checkpoint, where there is one; without it the folder must hold none. */
  readonly resume: boolean;
  readonly onStep?: (progress: FitProgress) => void;
  readonly onRound?: (row: LogRow) => void;
  /** Stops the fit after the step under way: it saves a checkpoint and throws `Interrupted`. */
  readonly signal?: AbortSignal;
}

/** How far a fit has come, after a step. */
export interface FitProgress {
  /** From 1. */
  readonly round: number;
  readonly phase: string;
  /** Of the round's steps of all phases, from 1. */
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  readonly stepsPerSecond: number;
}

/** How a fit ended. */
export interface FitResult {
  readonly rounds: number;
  readonly seconds: number;
  readonly best: NonNullable<FitPosition["best"]>;
  readonly stopped: "rounds" | "patience";
}

/**
 * Trains a model, round by round, until `rounds` or `patience` ends it. Throws a SlateLabError that says where when a loss is
 * not finite, `Interrupted` at a signal, and a UsageError when the checkpoint to go on from is that of another run.
 */
export async function fit(settings: FitSettings): Promise<FitResult> {
  if (settings.phases.length === 0) throw expected("at least one phase", inWords("none"), "fit");
  const run = new Fit(settings);
  try {
    run.start();
    return await run.finish();
  } finally {
    run.dispose();
  }
}

/** A `FitPosition` under way. */
type Position = {
  -readonly [K in keyof FitPosition]: K extends "steps" | "lossSums" ? Record<string, number> : FitPosition[K];
};

class Fit {
  readonly #settings: FitSettings;
  readonly #folder: RunFolder<FitState, LogRow, "best">;
  readonly #random: Stream;
  readonly #optimisers: ReadonlyMap<string, Adam>;
  #position: Position = { round: 0, steps: {}, lossSums: {}, seconds: 0, cpuSeconds: 0, best: null };
  #metrics: Metrics | null = null;
  /** Steps since the process began, and their seconds. */
  #pace = { steps: 0, seconds: 0 };

  constructor(settings: FitSettings) {
    this.#settings = settings;
    this.#folder = new RunFolder(settings.folder, FIT_FORMAT);
    this.#random = new Stream(settings.identity.seed).fork("fit");
    this.#optimisers = new Map(
      settings.phases.map(({ name, variables, optimiser }) => [name, new Adam(variables, optimiser)]),
    );
  }

  /** From the beginning, or from where an earlier run stopped. */
  start(): void {
    const { resume, identity } = this.#settings;
    const saved = resume ? this.#folder.continue() : undefined;
    if (saved) this.#restore(saved);
    else if (resume) this.#folder.beginAgain(identity);
    else this.#folder.begin();
  }

  async finish(): Promise<FitResult> {
    const { rounds, patience, weights, fromRoundZero } = this.#settings;
    const position = this.#position;
    if (fromRoundZero && position.best === null && sum(Object.values(position.steps)) === 0) await this.#endRound({});
    const patient = () => position.best === null || position.round - position.best.round < patience;
    while (position.round < rounds && patient()) await this.#round();
    const { best, round, seconds } = position;
    if (best === null) throw expected("at least one round", rounds, "fit");
    weights.load(this.#folder.read("best").weights);
    return { rounds: round, seconds, best, stopped: patient() ? "rounds" : "patience" };
  }

  dispose(): void {
    for (const optimiser of this.#optimisers.values()) optimiser.dispose();
  }

  async #round(): Promise<void> {
    for (let phase = this.#next(); phase; phase = this.#next()) await this.#turn(phase);
    const { lossSums } = this.#position;
    const losses = this.#settings.phases.map(({ name, steps }) => [name, lossSums[name] / steps]);
    this.#position.round++;
    this.#position.steps = {};
    this.#position.lossSums = {};
    await this.#endRound(Object.fromEntries(losses));
  }

  async #endRound(losses: Metrics): Promise<void> {
    this.#swapAverages();
    const row = await this.#validate(losses);
    this.#swapAverages();
    this.#folder.log(row);
    this.#save("last");
    this.#settings.onRound?.(row);
  }

  /** Where averages of weights are kept, it is they that are validated and may be the best. */
  #swapAverages(): void {
    for (const optimiser of this.#optimisers.values()) optimiser.swapAverages();
  }

  /** The phase that is least far through its steps of this round, the first of equals; none once all are through. */
  #next(): FitPhase | undefined {
    const through = ({ name, steps }: FitPhase) => (this.#position.steps[name] ?? 0) / steps;
    const least = this.#settings.phases.reduce((most, phase) => (through(phase) < through(most) ? phase : most));
    return through(least) < 1 ? least : undefined;
  }

  async #turn(phase: FitPhase): Promise<void> {
    const { phases, signal, onStep } = this.#settings;
    const loss = this.#step(phase);
    const { round, steps } = this.#position;
    const progress = { round: round + 1, phase: phase.name, step: sum(Object.values(steps)), loss };
    const stepsOfRound = sum(phases.map((it) => it.steps));
    onStep?.({ ...progress, steps: stepsOfRound, stepsPerSecond: this.#stepsPerSecond() });
    await nextTurn();
    if (signal?.aborted) this.#interrupt();
  }

  /** One optimiser step; returns its loss. */
  #step(phase: FitPhase): number {
    const started = performance.now();
    const used = process.cpuUsage();
    const { round, steps, lossSums } = this.#position;
    const done = steps[phase.name] ?? 0;
    const number = round * phase.steps + done;
    const random = this.#random.fork(phase.name).fork(number);
    const loss = this.#optimiserOf(phase).minimise(() => phase.loss(number, random));
    if (!Number.isFinite(loss)) throw this.#diverged(phase, { number, loss });
    steps[phase.name] = done + 1;
    lossSums[phase.name] = (lossSums[phase.name] ?? 0) + loss;
    this.#count(performance.now() - started, process.cpuUsage(used));
    return loss;
  }

  #optimiserOf({ name }: FitPhase): Adam {
    return this.#optimisers.get(name) as Adam; // one for each phase
  }

  #count(milliseconds: number, { user, system }: NodeJS.CpuUsage): void {
    this.#position.seconds += milliseconds / 1000;
    this.#position.cpuSeconds += (user + system) / 1e6;
    this.#pace.seconds += milliseconds / 1000;
    this.#pace.steps++;
  }

  #stepsPerSecond(): number {
    const { steps, seconds } = this.#pace;
    return steps === 0 ? 0 : steps / seconds;
  }

  #diverged({ name }: FitPhase, { number, loss }: { number: number; loss: number }): SlateLabError {
    const { weights } = this.#settings;
    const bad = weights.names.filter((weight) => !weights.get(weight).dataSync().every(Number.isFinite));
    const where = `Round ${this.#position.round + 1}, phase '${name}', step ${number}`;
    const cause = bad.length > 0 ? `weights that are not finite: ${bad.join(", ")}` : "all weights are finite";
    return new SlateLabError(`${where}: the loss is ${loss} (${cause}). Try a smaller learning rate`);
  }

  /** The metrics of the round that ended decide on the best so far. */
  async #validate(losses: Metrics): Promise<LogRow> {
    const { validate, watch, phases } = this.#settings;
    const position = this.#position;
    const metrics = await validate();
    if (!Number.isFinite(metrics[watch])) throw expected(`a finite metric '${watch}'`, metrics[watch], "validation");
    this.#metrics = metrics;
    const best = position.best === null || metrics[watch] > position.best.metrics[watch];
    if (best) {
      position.best = { round: position.round, metrics };
      this.#save("best");
    }
    const { round, seconds, cpuSeconds } = position;
    const steps = Object.fromEntries(phases.map((phase) => [phase.name, round * phase.steps]));
    return { round, steps, seconds, cpuSeconds, stepsPerSecond: this.#stepsPerSecond(), losses, metrics, best };
  }

  #interrupt(): never {
    this.#save("last");
    throw new Interrupted(
      `Training stopped in round ${this.#position.round + 1}; it goes on from ${this.#folder.path("last")}`,
    );
  }

  #save(name: "best" | "last"): void {
    const optimisers: Record<string, FitState["optimisers"][string]> = {};
    for (const [phase, optimiser] of this.#optimisers) optimisers[phase] = optimiser.state();
    const { identity, weights, facts } = this.#settings;
    const [position, metrics] = [this.#position, this.#metrics];
    const saved = { identity, position, metrics, weights: weights.read(), facts, optimisers };
    this.#folder.save(name, saved);
  }

  #restore(saved: FitState): void {
    const path = this.#folder.path("last");
    checkSameRun(saved.identity, this.#settings.identity, path);
    this.#settings.weights.load(saved.weights, path);
    for (const [phase, optimiser] of this.#optimisers) optimiser.restore(saved.optimisers[phase], path);
    const { steps, lossSums } = saved.position;
    // In the order of before: a checkpoint says it in this order too.
    this.#position = { ...saved.position, steps: { ...steps }, lossSums: { ...lossSums } };
    this.#metrics = saved.metrics;
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
