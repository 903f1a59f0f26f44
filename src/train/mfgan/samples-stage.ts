/** Stage 2 of MFGAN: real and fake next items of training prefixes, the fake ones drawn from the generator of stage 1. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expected, Interrupted } from "../../core/errors.ts";
import { contentHash } from "../../core/hash.ts";
import type { Stream } from "../../core/random.ts";
import { pickPlaces, somePlaces, usersWithPlaces } from "../../dataset/places.ts";
import { writeWholeFile } from "../../files/whole-file.ts";
import { drawFakes } from "../../models/mfgan/judged-pairs.ts";
import type { TaskStage, TaskStart } from "../stages.ts";
import { storedGenerator } from "./networks.ts";
import type { MfganPlan } from "./plan.ts";
import { readSamples, SAMPLES_FILE, type SamplePart, sampleLines } from "./samples-file.ts";

/** Places whose fake items are drawn at once. */
const BATCH = 128;

/** Draws samples, or takes those of another tool's file. Throws as `readSamples` for that. */
export function samplesStage(plan: MfganPlan, given?: string): TaskStage {
  return given === undefined ? drawnSamples(plan) : givenSamples(plan, given);
}

function givenSamples({ data }: MfganPlan, given: string): TaskStage {
  readSamples(given, data);
  const text = readFileSync(given);
  const run = ({ folder }: TaskStart) => writeWholeFile(join(folder, SAMPLES_FILE), [text]);
  return { kind: "task", name: "samples", configuration: { given: contentHash(text) }, run };
}

function drawnSamples(plan: MfganPlan): TaskStage {
  const { settings, data, sequences } = plan;
  const how = settings.samples;
  const run = async ({ folder, folderOf, random, signal }: TaskStart) => {
    const users = usersWithPlaces(data.train);
    const partOf = partition(users, how.heldOut, random.fork("held-out"));
    const all = somePlaces(data.train, { users, count: how.prefixes }, random.fork("places"));
    const chunks: Buffer[] = [];
    const generator = storedGenerator(plan, folderOf("generator"));
    try {
      for (let from = 0; from < all.users.length; from += BATCH) {
        const places = pickPlaces(all, rows(from, Math.min(from + BATCH, all.users.length)));
        const pairs = drawFakes(generator, { data: sequences, places, how }, random.fork("fakes").fork(from));
        chunks.push(Buffer.from(sampleLines(pairs, partOf, data)));
        await nextTurn();
        if (signal?.aborted) throw new Interrupted("Sampling stopped; it starts anew");
      }
    } finally {
      generator.dispose();
    }
    writeWholeFile(join(folder, SAMPLES_FILE), chunks);
  };
  return { kind: "task", name: "samples", configuration: { ...how }, run };
}

function rows(from: number, end: number): number[] {
  return Array.from({ length: end - from }, (_, i) => from + i);
}

/** Keeps a share of the users for validation, one at least. */
function partition(users: Int32Array, share: number, random: Stream): (user: number) => SamplePart {
  const count = Math.max(1, Math.round(share * users.length));
  if (count >= users.length) throw expected(`fewer than ${users.length} users for validation`, count, "heldOut");
  const kept = new Set(random.shuffle(users.slice()).subarray(0, count));
  return (user) => (kept.has(user) ? "validation" : "training");
}
