import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { expected, inWords } from "../../src/core/errors.ts";
import { contentHash } from "../../src/core/hash.ts";
import type { HeldOut } from "../../src/core/hold-out.ts";
import { type Seed, Stream } from "../../src/core/random.ts";
import { packSequences, type Sequences, sequenceCount, sequenceOf, toInteractions } from "../../src/core/sequences.ts";
import type { World } from "../../src/core/types.ts";
import type { SplitInteractions, WorldInputs } from "../../src/core/worlds.ts";
import { DotTable } from "../../src/factors/dot-table.ts";
import { type BlobWant, readBlobFile, writeBlobFile } from "../../src/files/blob-file.ts";
import { latentWorld } from "../latent-world.ts";
import { rulesSchema } from "../rules.ts";
import type { Population } from "../slate-env.ts";
import { calibrateChoice, checkRates } from "./calibrate.ts";
import { fitFpmc } from "./fpmc.ts";
import { type FpmcSettings, fpmcSchema } from "./settings.ts";
import { itemCount, type Situation, type UtilityTables, utility } from "./tables.ts";
import { hitRateAmongNegatives, NEGATIVES } from "./validate.ts";

/**
 * Settings of worlds that are fitted to real sequences. Temperature and the level of "no click" are not settings here: they are
 * calibrated on the two click rates.
 */
export const fittedSchema = rulesSchema.omit({ temperature: true, noClick: true }).extend({
  ...fpmcSchema.shape,
  users: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1000)
    .describe("users served: the first of the data, or all where it has fewer"),
  startClicks: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(0)
    .describe("last items of the real history that a user starts with; 0: all"),
  randomClickRate: z
    .number()
    .positive()
    .lt(1)
    .default(0.015)
    .describe("share of random slates clicked, about as in the cup"),
  bestClickRate: z.number().positive().lt(1).default(0.9).describe("share of the users' best slates clicked"),
});

/** Settings of a fitted world, checked. */
export type FittedSettings = z.infer<typeof fittedSchema>;

/** Goes up when the fit gives other tables for the same settings and data. */
const FIT = "1";

/** How well a fitted world ranks real next items that the fit never saw. */
export interface FitQuality {
  /** HR@10 of the held-out items, each among 100 random unseen ones; .099 is chance. */
  readonly hitRate: number;
  readonly heldOut: number;
  /** Seconds the fit took when it was made. */
  readonly seconds: number;
}

type FittedSections = { userTable: Float32Array; itemTable: Float32Array; transitionTable: Float32Array };
const fittedHeader = z.strictObject({ seconds: z.number().min(0) });
type FittedHeader = z.infer<typeof fittedHeader>;

const qualities = new WeakMap<World, FitQuality>();

/** How well a fitted world ranks real next items that its fit never saw. */
export function fitQuality(world: World): FitQuality {
  const quality = qualities.get(world);
  if (!quality) throw expected("a fitted world", world.id);
  return quality;
}

type FitInputs = WorldInputs<SplitInteractions>;

/** Fits a world to real sequences, or reads the fit back: the same data and settings give the same world. */
export async function buildFitted(id: string, settings: FittedSettings, inputs: FitInputs): Promise<World> {
  const { data } = inputs;
  if (!data) throw expected("interactions to fit the world to", inWords("none"), `world ${id}`);
  checkRates(settings, `world ${id}`);
  const heldOut = checkable(data, `world ${id}`);
  const { users, randomClickRate, bestClickRate, startClicks, slateSize } = settings;
  const fitSettings = fitSettingsOf(settings);
  const hash = fitHash(fitSettings, data);
  const { tables, seconds } = await readOrFit(hash, { data, settings: fitSettings, inputs });
  const starts = startsOf(data.sequences, Math.min(users, sequenceCount(data.sequences)), startClicks);
  const random = new Stream(settings.seed).fork("calibration");
  const names = data.userNames;
  const scale = calibrateChoice({
    tables,
    histories: starts,
    names,
    random,
    slateSize,
    randomClickRate,
    bestClickRate,
  });
  const world = latentWorld({
    id,
    hash: contentHash(hash, settings),
    population: populationOf(tables, starts, data),
    rules: { ...settings, ...scale },
    interactions: toInteractions(data.sequences),
  });
  qualities.set(world, { ...checkFit(tables, { heldOut, items: data.catalogue.size, seed: settings.seed }), seconds });
  return world;
}

/**
 * The held-out items on which a fit can be checked: their users leave enough items to rank them among. Refuses data without any,
 * before minutes go into a fit.
 */
function checkable({ sequences, catalogue, validation, userNames }: SplitInteractions, where: string): HeldOut[] {
  const users = sequenceCount(sequences);
  if (users < 2) throw expected("interactions of at least 2 users", users, where);
  if (validation.length === 0)
    throw expected("a user of at least 3 items, of whom one is held out", inWords("none, repeats not counted"), where);
  const able = validation.filter((it) => unknownTo(it, catalogue.size) >= NEGATIVES);
  if (able.length > 0) return able;
  const { user } = validation[0];
  const who = userNames ? `user '${userNames[user]}'` : `user ${user}`;
  throw expected(
    `at least ${NEGATIVES} items that ${who} does not know, to check the fit`,
    unknownTo(validation[0], catalogue.size),
    where,
  );
}

function unknownTo({ history }: HeldOut, items: number): number {
  return items - new Set(history).size - 1;
}

/** Whether the cache has the fit of a world. Its file may still prove to be damaged. */
export function isFitKept(settings: FittedSettings, { data, cacheDir }: FitInputs): boolean {
  if (!data || cacheDir === undefined) return false;
  return existsSync(fitPath(cacheDir, fitHash(fitSettingsOf(settings), data)));
}

function fitSettingsOf(settings: FittedSettings): FpmcSettings {
  return fpmcSchema.parse(pick(settings, Object.keys(fpmcSchema.shape)));
}

function fitHash(settings: FpmcSettings, { sequences, catalogue }: SplitInteractions): string {
  return contentHash(FIT, settings, sequences.items, sequences.offsets, catalogue.hash);
}

function fitPath(cacheDir: string, hash: string): string {
  return join(cacheDir, `fitted-${hash.slice(0, 16)}.bin`);
}

function pick(values: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, values[key]]));
}

interface FitWork {
  data: SplitInteractions;
  settings: FpmcSettings;
  inputs: FitInputs;
}

async function readOrFit(hash: string, work: FitWork): Promise<{ tables: UtilityTables; seconds: number }> {
  const { cacheDir, notify } = work.inputs;
  const { factors } = work.settings;
  const path = cacheDir && fitPath(cacheDir, hash);
  const kept = path ? readBlobFile<FittedSections, FittedHeader>(path, wantOf(work)) : undefined;
  if (kept?.ok) return { tables: { factors, ...kept.sections }, seconds: kept.header.seconds };
  if (kept && kept.reason !== "missing")
    notify?.(`The fitted world ${path} cannot be used (${kept.detail}): fitting again`);
  const { tables, seconds } = await fit(work);
  const { userTable, itemTable, transitionTable } = tables;
  const sections = { userTable, itemTable, transitionTable };
  if (path) writeBlobFile(path, { kind: "fitted-world", version: FIT, header: { seconds }, sections });
  return { tables, seconds };
}

/** What a kept fit must be. */
function wantOf({ settings: { factors }, data: { sequences, catalogue } }: FitWork): BlobWant<FittedHeader> {
  const table = (rows: number, width: number) => ({ type: Float32Array, length: rows * width });
  return {
    kind: "fitted-world",
    version: FIT,
    header: fittedHeader,
    sections: {
      userTable: table(sequenceCount(sequences), factors),
      itemTable: table(catalogue.size, 2 * factors + 1),
      transitionTable: table(catalogue.size, factors),
    },
  };
}

async function fit({ data, settings, inputs }: FitWork): Promise<{ tables: UtilityTables; seconds: number }> {
  const { notify, signal } = inputs;
  const { sequences, catalogue } = data;
  let seconds = 0;
  notify?.(
    `Fitting ${sequenceCount(sequences)} users, ${catalogue.size} items, ${sequences.items.length} interactions`,
  );
  const tables = await fitFpmc({
    sequences,
    items: catalogue.size,
    settings,
    signal,
    onEpoch(progress) {
      seconds = progress.seconds;
      const left = (seconds / progress.epoch) * (progress.epochs - progress.epoch);
      notify?.(
        `Epoch ${progress.epoch}/${progress.epochs}: loss ${progress.loss.toFixed(4)}, ${seconds.toFixed(0)} s, ETA ${left.toFixed(0)} s`,
      );
    },
  });
  return { tables, seconds };
}

/**
 * Users start with their whole history unless told otherwise: of a user's five best films about half would be ones seen
 * earlier, and an agent would win by showing people what they have already watched.
 */
function startsOf(sequences: Sequences, users: number, count: number): Sequences {
  return packSequences(
    Array.from({ length: users }, (_, user) => sequenceOf(sequences, user).slice(count === 0 ? 0 : -count)),
  );
}

function populationOf(tables: UtilityTables, starts: Sequences, data: SplitInteractions): Population {
  const { factors, userTable, itemTable, transitionTable } = tables;
  return {
    catalogue: data.catalogue,
    items: new DotTable(itemCount(tables), 2 * factors + 1).fill(itemTable),
    tastes: userTable.subarray(0, sequenceCount(starts) * factors),
    tasteWidth: factors,
    transitions: { rows: transitionTable, width: factors },
    starts,
  };
}

interface FitCheck {
  readonly heldOut: readonly HeldOut[];
  readonly items: number;
  readonly seed: Seed;
}

function checkFit(tables: UtilityTables, { heldOut, items, seed }: FitCheck): Omit<FitQuality, "seconds"> {
  const score = (situation: Situation, item: number) => utility(tables, situation, item);
  const hitRate = hitRateAmongNegatives({ score, heldOut, items, random: new Stream(seed).fork("held-out") });
  return { hitRate, heldOut: heldOut.length };
}
