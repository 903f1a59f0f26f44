/** What a training of NMRN is given, and how it divides its stream. */
import { expected } from "../core/errors.ts";
import type { Seed } from "../core/random.ts";
import type { EventStream } from "../dataset/streams.ts";
import type { NmrnRecipeSettings } from "../models/nmrn/recipes.ts";
import type { NmrnRow, NmrnStage } from "./nmrn-state.ts";

/** A stream that NMRN is trained on. */
export interface NmrnData {
  readonly stream: EventStream;
  /** How many events it has. */
  readonly events: number;
  readonly users: number;
  readonly items: number;
  readonly dataHash: string;
  /** The world whose users and items these are, where they are of one: its checkpoints then say so, and no other world takes them. */
  readonly madeFor?: { readonly users: number; readonly catalogueHash: string };
}

/** A training of NMRN. */
export interface NmrnTraining {
  readonly settings: NmrnRecipeSettings;
  readonly data: NmrnData;
  readonly seed: Seed;
  /** Gets `base.ckpt`, what came of the first half, `last.ckpt` and `log.jsonl`. */
  readonly folder: string;
  /** Go on from the last checkpoint, where there is one; without it the folder must hold none. */
  readonly resume: boolean;
  readonly onBlock?: (progress: NmrnProgress) => void;
  readonly onRow?: (row: NmrnRow) => void;
  /** Stops the training after the block under way: it saves a checkpoint and throws `Interrupted`. */
  readonly signal?: AbortSignal;
}

/** How far a training has come, after a block. */
export interface NmrnProgress {
  readonly stage: NmrnStage;
  /** From 1. */
  readonly pass: number;
  /** Of the pass, the tenth or the second half. */
  readonly events: number;
  readonly of: number;
  /** Of the block. */
  readonly loss: number;
  readonly eventsPerSecond: number;
}

/** Share of the first half, at its end, that passes are validated on. */
const VALIDATED = 0.1;
/** Fewest events of which each part has one. */
const FEWEST = 4;

/** Where a stream is divided: passes go to `tenth`, the first half to `half`. */
export interface NmrnDivision {
  readonly tenth: number;
  readonly half: number;
  readonly end: number;
}

/** Throws a UsageError for a stream that is too short. `where`: of the data. */
export function checkLongEnough(events: number, where?: string): void {
  if (events < FEWEST) throw expected(`a stream of at least ${FEWEST} events`, events, where);
}

/** Divides a stream. Throws as `checkLongEnough`. */
export function divideStream(events: number): NmrnDivision {
  checkLongEnough(events);
  const half = Math.floor(events / 2);
  return { tenth: half - Math.ceil(VALIDATED * half), half, end: events };
}
