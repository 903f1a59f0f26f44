/** What a training of NMRN saves, so that it goes on in the middle of the stream as if it had never stopped, and its log. */
import { z } from "zod";
import type { Sections } from "../core/checkpoint.ts";
import { checkSection } from "../core/section-rules.ts";
import type { PrequentialState } from "../evaluate/prequential.ts";
import { resumeCheckpoint, writeCheckpoint } from "../files/checkpoint.ts";
import type { WeightValues } from "../models/weights.ts";
import { METRICS, type Metrics, type RunIdentity, TRAINED_ON } from "./fit-state.ts";
import { nmrnCheckpoint, nmrnSections } from "./nmrn-checkpoint.ts";
import type { NmrnStreamState } from "./nmrn-stream.ts";
import { COUNTERS, countersOf, momentSections, optimisersOf } from "./optimiser-state.ts";
import type { RunFormat } from "./run-folder.ts";

/**
 * What a training of NMRN does, in turn: passes over the first half but its last tenth, which each is validated on; then the best pass
 * learns from that tenth too; then comes the second half.
 */
export const NMRN_STAGES = ["passes", "tenth", "second-half"] as const;
/** A stage of a training of NMRN. */
export type NmrnStage = (typeof NMRN_STAGES)[number];

/** Who is judged on the second half: the model, and its copy that learns nothing. */
export const JUDGED = ["model", "frozen"] as const;
/** One of those who are judged. */
export type Judged = (typeof JUDGED)[number];

/** How far a training of NMRN has come. */
export interface NmrnPosition {
  readonly stage: NmrnStage;
  /** Whole passes done. */
  readonly pass: number;
  /** Events of the pass, the tenth or the second half under way. */
  readonly events: number;
  /** Of the pass under way: sum over its events of the loss of their block. */
  readonly lossSum: number;
  readonly best: { readonly pass: number; readonly metrics: Metrics } | null;
  /** Seconds of training so far. */
  readonly seconds: number;
  /** Processor seconds of it, over all threads. */
  readonly cpuSeconds: number;
}

/** All that a training of NMRN needs to go on. */
export interface NmrnRunState {
  readonly identity: RunIdentity;
  readonly position: NmrnPosition;
  /** The memory among them. */
  readonly weights: WeightValues;
  readonly learning: NmrnStreamState;
  /** None before the second half. */
  readonly judged: Readonly<Record<Judged, PrequentialState>> | null;
}

const counter = z.int().min(0);
const seconds = z.number().min(0);
const milliseconds = z.object({ scoring: seconds, learning: seconds });
const counted = z.object({ events: counter, milliseconds });

const TRAINING = z.object({
  ...TRAINED_ON,
  position: z.object({
    stage: z.enum(NMRN_STAGES),
    pass: counter,
    events: counter,
    lossSum: z.number(),
    best: z.object({ pass: counter, metrics: METRICS }).nullable(),
    seconds,
    cpuSeconds: seconds,
  }),
  steps: counter,
  optimisers: COUNTERS,
  judged: z.object({ model: counted, frozen: counted }).nullable(),
});

/** Arrays of an evaluation. */
const PARTS = ["sums", "ring"] as const;

/** Writes the state as a checkpoint, whole or not at all. Throws a SlateLabError when the disk does not take it. */
export function writeNmrnState(path: string, { identity, position, weights, learning, judged }: NmrnRunState): void {
  const { model, configuration, ...trainedOn } = identity;
  const { steps, sampler, optimisers } = learning;
  const training: z.infer<typeof TRAINING> = {
    ...{ ...trainedOn, position, steps },
    optimisers: countersOf(optimisers),
    judged: judged && eachJudged((name) => ({ events: judged[name].events, milliseconds: judged[name].milliseconds })),
  };
  const state = { ...momentSections(optimisers), ...(judged && judgedSections(judged)) };
  writeCheckpoint(path, { model, configuration, training, sections: nmrnSections(weights, sampler), state });
}

/** Reads the state, to go on from it. Throws a UsageError where there is none, a SlateLabError for a damaged one. */
export function readNmrnState(path: string): NmrnRunState {
  const checkpoint = resumeCheckpoint(path, TRAINING);
  const { model, configuration, training, state } = checkpoint;
  const { weights, sampler } = nmrnCheckpoint(checkpoint);
  const { position, steps, optimisers, judged, ...trainedOn } = training;
  return {
    identity: { model, configuration, ...trainedOn },
    position,
    weights,
    learning: { steps, sampler, optimisers: optimisersOf(optimisers, state, path) },
    judged: judged && eachJudged((name) => ({ ...judged[name], ...judgedArrays(name, state, path) })),
  };
}

/** Something for each of those who are judged. */
export function eachJudged<T>(make: (name: Judged) => T): Record<Judged, T> {
  return Object.fromEntries(JUDGED.map((name) => [name, make(name)])) as Record<Judged, T>;
}

function judgedSections(judged: Readonly<Record<Judged, PrequentialState>>): Sections {
  const named = JUDGED.flatMap((name) => PARTS.map((part) => [`judged/${name}/${part}`, judged[name][part]]));
  return Object.fromEntries(named);
}

function judgedArrays(name: Judged, state: Sections, path: string): Pick<PrequentialState, (typeof PARTS)[number]> {
  const arrays = PARTS.map((part) => {
    const [section, values] = [`judged/${name}/${part}`, state[`judged/${name}/${part}`]];
    checkSection(values, { type: Float64Array }, `${path}: ${section}`);
    return values as Float64Array;
  });
  return { sums: arrays[0], ring: arrays[1] };
}

/** A line of the log: a pass over the first half. */
export interface NmrnPassRow {
  readonly stage: "passes";
  /** From 1. */
  readonly pass: number;
  /** Learnt from in it. */
  readonly events: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Mean over its events. */
  readonly loss: number;
  /** On the last tenth, of a copy whose memory alone went on. */
  readonly metrics: Metrics;
  /** Whether it is the best pass so far. */
  readonly best: boolean;
}

/** How well the items of events were ranked. */
export interface StreamFigures {
  /** Over all events so far. */
  readonly total: Metrics;
  /** Over the last of them. */
  readonly window: Metrics;
  /** An event, over all so far. */
  readonly milliseconds: { readonly scoring: number; readonly learning: number };
}

/** A line of the log: how far the second half has come. */
export interface NmrnStreamRow extends Readonly<Record<Judged, StreamFigures>> {
  readonly stage: "second-half";
  /** Of the second half, so far. */
  readonly events: number;
}

/** A line of the log of a training of NMRN. */
export type NmrnRow = NmrnPassRow | NmrnStreamRow;

const figures = z.object({ total: METRICS, window: METRICS, milliseconds });
const ROW: z.ZodType<NmrnRow> = z.discriminatedUnion("stage", [
  z.object({
    stage: z.literal("passes"),
    pass: counter,
    events: counter,
    seconds,
    cpuSeconds: seconds,
    loss: z.number(),
    metrics: METRICS,
    best: z.boolean(),
  }),
  z.object({ stage: z.literal("second-half"), events: counter, model: figures, frozen: figures }),
]);

/** How far a row is: passes come first. */
function placeOf(row: NmrnRow): readonly [number, number] {
  return row.stage === "passes" ? [0, row.pass] : [1, row.events];
}

/** How a training of NMRN keeps its folder: `base.ckpt` is what came of the first half. */
export const NMRN_FORMAT: RunFormat<NmrnRunState, NmrnRow, "base"> = {
  kept: "base",
  write: writeNmrnState,
  read: readNmrnState,
  row: ROW,
  order: (a, b) => {
    const [[half, at], [otherHalf, otherAt]] = [placeOf(a), placeOf(b)];
    return half - otherHalf || at - otherAt;
  },
  isBefore: (row, { position }) => {
    if (row.stage === "passes") return row.pass <= position.pass;
    return position.stage === "second-half" && row.events <= position.events;
  },
};
