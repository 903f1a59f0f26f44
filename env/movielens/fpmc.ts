/** Fits the hidden model of a world to real sequences: FPMC with a sampled softmax (tables.ts gives the formula). */
import { setImmediate } from "node:timers/promises";
import { expected, Interrupted, SlateLabError } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import { type Sequences, sequenceCount } from "../../src/core/sequences.ts";
import { FpmcModel } from "./fpmc-model.ts";
import { Samples } from "./samples.ts";
import type { FpmcSettings } from "./settings.ts";
import type { UtilityTables } from "./tables.ts";

/** Samples between two looks at the rest of the program (Ctrl-C, progress bars): some 50 ms. */
const CHUNK = 8192;
/** The last step's learning rate, as a share of the first's. */
const FINAL_RATE = 0.02;

/** How far the fit of a hidden model has come, after an epoch. */
export interface FpmcFitProgress {
  readonly epoch: number;
  readonly epochs: number;
  /** Mean loss of the epoch, measured before each step. */
  readonly loss: number;
  /** Since the fit began. */
  readonly seconds: number;
}

/** What a hidden model is fitted to, and who hears of it. */
export interface FpmcFitOptions {
  /** Training sequences: nothing that is held out may be in them. */
  readonly sequences: Sequences;
  /** Items of the catalogue. */
  readonly items: number;
  readonly settings: FpmcSettings;
  readonly onEpoch?: (progress: FpmcFitProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Fits the hidden model of a world to sequences of real users and returns its tables. The same sequences and settings give the
 * same tables. Throws a UsageError for sequences that do not fit the catalogue, `Interrupted` on abort, a SlateLabError when
 * the loss is no longer finite.
 */
export async function fitFpmc({ sequences, items, settings, onEpoch, signal }: FpmcFitOptions): Promise<UtilityTables> {
  checkSequences(sequences, items);
  const random = new Stream(settings.seed).fork("fpmc");
  const model = new FpmcModel({ ...settings, users: sequenceCount(sequences), items }, random.fork("weights"));
  const samples = new Samples(sequences, { items, negatives: settings.negatives, random: random.fork("samples") });
  const started = performance.now();
  for (let epoch = 1; epoch <= settings.epochs; epoch++) {
    const loss = await runEpoch({ model, samples, settings, epoch, signal });
    onEpoch?.({ epoch, epochs: settings.epochs, loss, seconds: (performance.now() - started) / 1000 });
  }
  return model.tables();
}

function checkSequences({ items: column, offsets }: Sequences, items: number): void {
  if (column.length === 0) throw expected("at least one interaction", 0, "fit");
  if (offsets[offsets.length - 1] !== column.length)
    throw expected("offsets that end at the last interaction", offsets.at(-1), "fit");
  const stray = column.findIndex((item) => item < 0 || item >= items);
  if (stray >= 0) throw expected(`item ids from 0 to ${items - 1}`, column[stray], `fit: interaction ${stray}`);
}

interface Epoch {
  readonly model: FpmcModel;
  readonly samples: Samples;
  readonly settings: FpmcSettings;
  readonly epoch: number;
  readonly signal?: AbortSignal;
}

/** Mean loss of one pass. */
async function runEpoch({ model, samples, settings, epoch, signal }: Epoch): Promise<number> {
  const steps = settings.epochs * samples.count;
  let total = 0;
  samples.shuffle();
  for (let from = 0; from < samples.count; from += CHUNK) {
    await setImmediate();
    if (signal?.aborted) throw new Interrupted(`Fit stopped in epoch ${epoch} of ${settings.epochs}`);
    const to = Math.min(from + CHUNK, samples.count);
    for (let i = from; i < to; i++) {
      const progress = ((epoch - 1) * samples.count + i) / steps;
      total += model.descend(samples.load(i), settings.learningRate * Math.max(FINAL_RATE, 1 - progress));
    }
    if (!Number.isFinite(total))
      throw diverged(total, `epoch ${epoch} of ${settings.epochs}, samples ${from} to ${to}`, settings);
  }
  return total / samples.count;
}

function diverged(loss: number, where: string, { learningRate }: FpmcSettings): SlateLabError {
  return new SlateLabError(`Fit: the loss became ${loss} in ${where}. A learning rate below ${learningRate} may help`);
}
