/**
 * The discriminators in a checkpoint of the stage `adversarial`, for whoever asks them about an item without the data that they
 * were trained on: weights are `discriminators/FACTOR/…`, and what value each item has is `facts/factors/FACTOR/…`.
 */
import { z } from "zod";
import type { Checkpoint, CheckpointFacts, Sections } from "../../core/checkpoint.ts";
import { expected, inWords } from "../../core/errors.ts";
import { Stream } from "../../core/random.ts";
import { checkSections } from "../../core/section-rules.ts";
import { readStored } from "../../core/settings.ts";
import type { ItemFactor } from "../../dataset/factors.ts";
import { leftPadded } from "../../dataset/sequence-batch.ts";
import { Discriminator, type DiscriminatorSettings } from "../../models/mfgan/discriminator.ts";
import { rewardBy } from "../../models/mfgan/reward.ts";
import { Weights, type WeightValues, weightsOf } from "../../models/weights.ts";
import type { ItemJudge } from "../policy-model.ts";
import { refuseAsDamaged } from "../sequence-checkpoint.ts";

/** What a factor is called in names of weights: a slash in its own must not make it look like a part of another's. */
export function partName(factor: string): string {
  return encodeURIComponent(factor);
}

/** Which values the items have, as arrays beside the weights of their discriminators. */
export function factorFacts(factors: readonly ItemFactor[]): Sections {
  const facts = factors.flatMap(({ name, offsets, ids }) => {
    const folder = `factors/${partName(name)}`;
    return [[`${folder}/offsets`, offsets] as const, [`${folder}/ids`, ids] as const];
  });
  return Object.fromEntries(facts);
}

const count = z.int().min(1).max(1_000_000_000);
const STAGE = "discriminators";

/** What a checkpoint says of the stages before its own. */
const EARLIER = z.looseObject({
  stagesBefore: z.array(z.looseObject({ stage: z.string(), configuration: z.unknown() })),
});

/** What one of the stage `adversarial` says of the reward too. */
const CONFIGURATION = EARLIER.extend({ lambda: z.number().min(0).max(1000) });

/** What it says of the discriminators there. */
const JUDGES = z.looseObject({
  factors: z.array(z.string()).min(1),
  discriminator: z.object({
    ...{ items: count, length: count, width: count, blocks: count, heads: count, inner: count },
    ...{ dropout: z.number().min(0).lt(1), epsilon: z.number().positive() },
  }),
});

/** Throws a UsageError for a checkpoint of any other stage than the one that leaves discriminators beside the generator. */
export function checkHasJudges({ path, configuration }: CheckpointFacts): void {
  const { stagesBefore = [] } = EARLIER.safeParse(configuration).data ?? {};
  if (stagesBefore.some(({ stage }) => stage === STAGE)) return;
  throw expected("discriminators beside the generator, as the stage 'adversarial' leaves them", inWords("none"), path);
}

/**
 * Builds the discriminators of a checkpoint, which judge an item by their reward Q. Throws a SlateLabError where their settings cannot
 * be or an array does not fit.
 */
export function checkpointJudge({ path, configuration, sections }: Checkpoint): ItemJudge {
  const { lambda, stagesBefore } = readStored(CONFIGURATION, configuration, path);
  const before = stagesBefore.find(({ stage }) => stage === STAGE)?.configuration;
  const { factors, discriminator: settings } = readStored(JUDGES, before, `${path}: stage ${STAGE}`);
  const list = factors.map((name) => storedDiscriminator(settings, name, { path, sections }));
  const rewardOf = rewardBy(list, lambda);
  return {
    judge(history, items) {
      const before = Array.from(history, (item) => item + 1).slice(-settings.length);
      return rewardOf(
        leftPadded(
          items.map((item) => [...before, item + 1]),
          settings,
        ),
      );
    },
    dispose() {
      for (const it of list) it.dispose();
    },
  };
}

function storedDiscriminator(
  settings: DiscriminatorSettings,
  name: string,
  { path, sections }: Pick<Checkpoint, "path" | "sections">,
): Discriminator {
  const prefix = `${STAGE}/${partName(name)}/`;
  const own = Object.entries(sections).filter(([section]) => section.startsWith(prefix));
  const weights = Object.fromEntries(own.map(([section, values]) => [section.slice(prefix.length), values]));
  const values = Math.floor((weights.values?.length ?? 0) / settings.width);
  const factor = storedFactor({ name, values, items: settings.items }, { path, sections });
  const build = () => new Discriminator(settings, factor, UNUSED);
  return Weights.from(weightsOf(weights as WeightValues, `${path}: ${prefix}`), () => refuseAsDamaged(build, path));
}

/** Draws what is replaced at once. */
const UNUSED = new Stream("replaced");

function storedFactor(
  { name, values, items }: { name: string; values: number; items: number },
  { path, sections }: Pick<Checkpoint, "path" | "sections">,
): ItemFactor {
  const folder = `facts/factors/${partName(name)}`;
  const [offsets, ids] = ["offsets", "ids"].map((part) => `${folder}/${part}`);
  checkSections(
    sections,
    {
      [ids]: { type: Int32Array, least: 0, most: values - 1 },
      [offsets]: { type: Uint32Array, length: items + 1, offsetsInto: ids },
    },
    path,
  );
  return {
    name,
    values: Array.from({ length: values }, (_, value) => `${value}`), // their names are with the data
    offsets: sections[offsets] as Uint32Array,
    ids: sections[ids] as Int32Array,
  };
}
