/** Stage 2 of MFGAN: real and fake next items of training prefixes, the fake ones drawn from the generator of stage 1. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expected, Interrupted } from "../../core/errors.ts";
import { contentHash } from "../../core/hash.ts";
import type { Stream } from "../../core/random.ts";
import type { Sequences } from "../../core/sequences.ts";
import { joinedPlaces, type Places, pickPlaces, rowChunks, somePlaces, usersWithPlaces } from "../../dataset/places.ts";
import { writeWholeFile } from "../../files/whole-file.ts";
import { drawFakes } from "../../models/mfgan/judged-pairs.ts";
import { readStageConfiguration } from "../stage-record.ts";
import type { TaskStage, TaskStart } from "../stages.ts";
import { storedGenerator } from "./networks.ts";
import type { MfganPlan } from "./plan.ts";
import { readSamples, SAMPLES_FILE, type SamplePart, sampleLines } from "./samples-file.ts";

const NAME = "samples";
/** Places whose fake items are drawn at once. */
const AT_ONCE = 128;

/** Draws samples, or takes those of another tool's file. Throws a UsageError for too few users, and as `readSamples`. */
export function samplesStage(plan: MfganPlan, given?: string): TaskStage {
  return given === undefined ? drawnSamples(plan) : givenSamples(plan, given);
}

/** The samples of another tool that an earlier run in a folder took; nothing where there was none, or it drew its own. */
export function samplesTaken(folder: string): string | undefined {
  const own = join(folder, NAME);
  return readStageConfiguration(own)?.given === undefined ? undefined : join(own, SAMPLES_FILE);
}

function givenSamples({ data }: MfganPlan, given: string): TaskStage {
  readSamples(given, data);
  const text = readFileSync(given);
  const run = ({ folder }: TaskStart) => writeWholeFile(join(folder, SAMPLES_FILE), [text]);
  return { kind: "task", name: NAME, configuration: { given: contentHash(text) }, run };
}

function drawnSamples(plan: MfganPlan): TaskStage {
  keptForValidation(usersWithPlaces(plan.data.train).length, plan.settings.samples);
  const run = async ({ folder, folderOf, random, signal }: TaskStart) => {
    const chunks: Buffer[] = [];
    for (const lines of drawnLines(plan, folderOf("generator"), random)) {
      chunks.push(Buffer.from(lines));
      await nextTurn();
      if (signal?.aborted) throw new Interrupted("Sampling stopped; it starts anew");
    }
    writeWholeFile(join(folder, SAMPLES_FILE), chunks);
  };
  return { kind: "task", name: NAME, configuration: { ...plan.settings.samples }, run };
}

/** Lines of the file, those of some places at a time. */
function* drawnLines(plan: MfganPlan, folder: string, random: Stream): Generator<string> {
  const { settings, data, sequences } = plan;
  const how = settings.samples;
  const { places: all, partOf } = samplePlaces(data.train, how, random);
  const generator = storedGenerator(plan, folder);
  try {
    for (const rows of rowChunks(all.users.length, AT_ONCE)) {
      const places = pickPlaces(all, rows);
      const pairs = drawFakes(generator, { data: sequences, places, how }, random.fork("fakes").fork(rows[0]));
      yield sampleLines(pairs, partOf, data);
    }
  } finally {
    generator.dispose();
  }
}

interface PartedPlaces {
  readonly places: Places;
  partOf(user: number): SamplePart;
}

/** How many of the users. Throws a UsageError where none would be left to train on. */
function keptForValidation(users: number, { heldOut }: Pick<MfganPlan["settings"]["samples"], "heldOut">): number {
  const kept = Math.max(1, Math.round(heldOut * users));
  if (kept >= users) throw expected(`fewer than ${users} users for validation`, kept, "samples.heldOut");
  return kept;
}

/** Places to train on, and one of each user that is kept for validation: a share of them, one at least. */
function samplePlaces(
  train: Sequences,
  { heldOut, prefixes }: MfganPlan["settings"]["samples"],
  random: Stream,
): PartedPlaces {
  const users = random.fork("held-out").shuffle(usersWithPlaces(train));
  const kept = keptForValidation(users.length, { heldOut });
  const validation = users.slice(0, kept).sort();
  const training = users.slice(kept).sort();
  const draw = random.fork("places");
  const places = joinedPlaces(
    somePlaces(train, { users: training, count: prefixes }, draw),
    somePlaces(train, { users: validation, count: 1 }, draw),
  );
  const apart = new Set(validation);
  return { places, partOf: (user) => (apart.has(user) ? "validation" : "training") };
}
