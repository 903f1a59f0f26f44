import * as tf from "@tensorflow/tfjs-core";
import { Stream } from "../../src/core/random.ts";
import { packSequences } from "../../src/core/sequences.ts";
import type { ItemFactor } from "../../src/dataset/factors.ts";
import { leftPadded, type SequenceBatch } from "../../src/dataset/sequence-batch.ts";
import { keepAll } from "../../src/models/layers.ts";
import { Discriminator, discriminatorLoss } from "../../src/models/mfgan/discriminator.ts";
import { newGenerator } from "../../src/models/mfgan/generator.ts";
import { advantagesOf, policyLogits, policyLoss } from "../../src/models/mfgan/policy.ts";
import { judge, mixJudgements, rewardBy } from "../../src/models/mfgan/reward.ts";
import { valuesOf } from "../../src/models/port-weights.ts";
import type { SasRec } from "../../src/models/sasrec.ts";
import { softmaxLoss } from "../../src/models/sequence-losses.ts";
import { type Comparison, compareLoss, compareValues, where } from "./comparison.ts";
import { discriminatorNames, factorsOf, generatorNames, innerOf, type MfganFixture } from "./mfgan-fixture.ts";
import type { FixtureTensor } from "./tensors.ts";

/** A file's networks and sequences as ours. */
interface MfganScene {
  readonly fixture: MfganFixture;
  readonly generator: SasRec;
  /** In the order of the factors. */
  readonly discriminators: readonly Discriminator[];
  readonly prefixes: SequenceBatch;
  /** Prefixes with the item that came next, and with another. */
  readonly real: SequenceBatch;
  readonly fake: SequenceBatch;
}

/** Computes everything in a file of MFGAN's numbers with our model and compares it. An engine must be open. */
export function compareMfgan(fixture: MfganFixture): Comparison[] {
  const scene = sceneOf(fixture);
  tf.engine().startScope();
  try {
    return [
      ...comparePolicy(scene),
      ...compareLikelihood(scene),
      ...compareReward(scene),
      ...compareGenerator(scene),
      ...scene.discriminators.flatMap((discriminator) => compareDiscriminator(scene, discriminator)),
    ];
  } finally {
    tf.engine().endScope();
    for (const network of [scene.generator, ...scene.discriminators]) network.dispose();
  }
}

function sceneOf(fixture: MfganFixture): MfganScene {
  const { config, prefixes, realNext, fakeNext } = fixture;
  return {
    fixture,
    generator: generatorOf(fixture),
    discriminators: factorsOf(fixture).map((factor) => discriminatorOf(fixture, factor)),
    prefixes: leftPadded(prefixes, config),
    real: leftPadded(followed(prefixes, realNext), config),
    fake: leftPadded(followed(prefixes, fakeNext), config),
  };
}

function followed(prefixes: readonly number[][], next: readonly number[]): number[][] {
  return prefixes.map((prefix, b) => [...prefix, next[b]]);
}

function generatorOf(fixture: MfganFixture): SasRec {
  const { generatorBlocks: blocks, layerNormEpsilon: epsilon, ...config } = fixture.config;
  const generator = newGenerator({ ...config, blocks, epsilon, dropout: 0, scaled: false }, new Stream("parity"));
  generator.weights.load(valuesOf(fixture.generator, generatorNames(fixture)));
  return generator;
}

function discriminatorOf(fixture: MfganFixture, factor: string): Discriminator {
  const { discriminatorBlocks: blocks, layerNormEpsilon: epsilon, ...config } = fixture.config;
  const settings = { ...config, blocks, epsilon, dropout: 0, inner: innerOf(fixture, factor) };
  const discriminator = new Discriminator(settings, factorOf(fixture, factor), new Stream("parity"));
  discriminator.weights.load(valuesOf(fixture.discriminators[factor], discriminatorNames(fixture, factor)));
  return discriminator;
}

function factorOf({ config, factors }: MfganFixture, name: string): ItemFactor {
  const { items: ids, offsets } = packSequences(factors[name]);
  return { name, values: Array.from({ length: config.factors[name] }, (_, value) => `${value}`), offsets, ids };
}

const logitsOf = ({ generator, prefixes }: MfganScene) => policyLogits(generator.last(prefixes, keepAll));

function comparePolicy(scene: MfganScene): Comparison[] {
  return where(scene.fixture.expected.logPolicy, ({ data }) => [
    compareValues("policy", tf.logSoftmax(logitsOf(scene)), data),
  ]);
}

/** At every position, the item after it; after the last, the one that came next. */
function compareLikelihood(scene: MfganScene): Comparison[] {
  const { fixture, generator, prefixes } = scene;
  const { config, realNext, expected } = fixture;
  const next = followed(fixture.prefixes, realNext).flatMap((list) => list.slice(1).slice(-config.length));
  const labels = Int32Array.from(next);
  return compareLoss(() => softmaxLoss({ ...generator.head(prefixes, keepAll), labels }), {
    ...{ title: "likelihood", weights: generator.weights, names: generatorNames(fixture) },
    ...{ value: expected.likelihoodLoss, gradients: expected.likelihoodGradients },
  });
}

function compareReward({ fixture, discriminators, real, fake }: MfganScene): Comparison[] {
  const { config, expected } = fixture;
  const ofLogits = (title: string, batch: SequenceBatch) => (theirs: Readonly<Record<string, FixtureTensor>>) =>
    discriminators.map((it) =>
      compareValues(`${title} ${it.factor}`, it.logits(batch, keepAll), theirs[it.factor].data),
    );
  const { weights, reward } = mixJudgements(judge(discriminators, fake), config.lambda);
  return [
    ...where(expected.fakeLogits, ofLogits("fake logits", fake)),
    ...where(expected.realLogits, ofLogits("real logits", real)),
    ...where(expected.weights, ({ data }) => [compareValues("weights", weights, data)]),
    ...where(expected.reward, ({ data }) => [compareValues("reward", reward, data)]),
  ];
}

function compareGenerator(scene: MfganScene): Comparison[] {
  const { fixture, generator, discriminators, fake } = scene;
  const { config, fakeNext, expected } = fixture;
  const rewards = rewardBy(discriminators, config.lambda)(fake);
  const taken = { actions: Int32Array.from(fakeNext), advantages: advantagesOf(rewards, "batch-mean") };
  return compareLoss(() => policyLoss(logitsOf(scene), taken), {
    ...{ title: "generator", weights: generator.weights, names: generatorNames(fixture) },
    ...{ value: expected.generatorLoss, gradients: expected.generatorGradients },
  });
}

function compareDiscriminator({ fixture, real, fake }: MfganScene, it: Discriminator): Comparison[] {
  const { discriminatorLoss: losses, discriminatorGradients: gradients } = fixture.expected;
  return compareLoss(() => discriminatorLoss(it.logits(real, keepAll), it.logits(fake, keepAll)), {
    ...{ title: `discriminator ${it.factor}`, weights: it.weights, names: discriminatorNames(fixture, it.factor) },
    ...{ value: losses?.[it.factor], gradients: gradients?.[it.factor] },
  });
}
