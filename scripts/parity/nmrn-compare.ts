import * as tf from "@tensorflow/tfjs-core";
import { Stream } from "../../src/core/random.ts";
import type { Interactions } from "../../src/core/types.ts";
import { uniformSampler } from "../../src/dataset/negatives.ts";
import { policyLoss } from "../../src/models/mfgan/policy.ts";
import { lossesOf, Nmrn } from "../../src/models/nmrn/nmrn.ts";
import { hardness, NoiseSampler } from "../../src/models/nmrn/noise-sampler.ts";
import { NO_VIOLATOR } from "../../src/models/nmrn/warp.ts";
import { valuesOf } from "../../src/models/port-weights.ts";
import { type Comparison, compareLoss, compareValues, where } from "./comparison.ts";
import {
  hiddenOf,
  type NmrnFixture,
  type NmrnOutcome,
  type NoiseSamplerFixture,
  nmrnNames,
  samplerNames,
} from "./nmrn-fixture.ts";

/** A file's model and events as ours. */
interface NmrnScene {
  readonly fixture: NmrnFixture;
  readonly model: Nmrn;
  readonly events: Interactions;
  /** [B × k] */
  readonly negatives: Int32Array;
}

/** Computes everything in a file of NMRN's numbers with our model and compares it. An engine must be open. */
export function compareNmrn(fixture: NmrnFixture): Comparison[] {
  const scene = sceneOf(fixture);
  tf.engine().startScope();
  try {
    return [
      ...compareEvents(scene),
      ...compareTraining(scene),
      ...where(fixture.sampler, (sampler) => compareSampler(scene, sampler)),
    ];
  } finally {
    tf.engine().endScope();
    scene.model.dispose();
  }
}

function sceneOf(fixture: NmrnFixture): NmrnScene {
  const column = (i: number) => Int32Array.from(fixture.events, (event) => event[i]);
  const model = new Nmrn({ ...fixture.config, itemTerm: false, writeShare: 1 }, new Stream("parity"));
  model.weights.load(valuesOf(fixture.weights, nmrnNames(fixture.config)));
  const negatives = Int32Array.from(fixture.negatives.flat());
  return { fixture, model, events: { users: column(0), items: column(1) }, negatives };
}

function compareEvents({ fixture, model, events, negatives }: NmrnScene): Comparison[] {
  const { addresses, reads, distances, memory } = model.replay(events);
  const { losses, violators } = lossesOf(model, events, negatives);
  const { events: outcomes, memoryAfter } = fixture.expected;
  return [
    ...where(outcomes, (theirs) => {
      const compareEach = (
        name: string,
        ours: Parameters<typeof compareValues>[1],
        of: (it: NmrnOutcome) => number[],
      ) => compareValues(name, ours, theirs.flatMap(of));
      return [
        compareEach("addresses", addresses, ({ address }) => address.data),
        compareEach("reads", reads, ({ read }) => read.data),
        compareEach("distances", distances, ({ distance }) => [distance]),
        compareEach("violators", violators, ({ violator }) => [violator ?? NO_VIOLATOR]),
        compareEach("losses", losses, ({ loss }) => [loss]),
      ];
    }),
    ...where(memoryAfter, ({ data }) => [compareValues("memory after", memory, data)]),
  ];
}

function compareTraining({ fixture, model, events, negatives }: NmrnScene): Comparison[] {
  const { meanLoss: value, gradients } = fixture.expected;
  return compareLoss(() => tf.mean(lossesOf(model, events, negatives).losses), {
    ...{ title: "mean", weights: model.weights, names: nmrnNames(fixture.config) },
    ...{ value, gradients },
  });
}

/** One draw for a user, who reads the memory after all events. */
function compareSampler({ fixture, model, events }: NmrnScene, given: NoiseSamplerFixture): Comparison[] {
  const { logits, reward, loss, gradients } = fixture.expected.sampler ?? {};
  const [users, candidates] = [Int32Array.of(given.user), Int32Array.from(given.candidates)];
  const sampler = new NoiseSampler(
    { model, offers: uniformSampler(model.settings.items) },
    { candidates: candidates.length, hidden: hiddenOf(given), explore: 0 },
    new Stream("parity"),
  );
  sampler.weights.load(valuesOf(given.weights, samplerNames(fixture.config, given)));
  model.write(events);
  const ours = hardness(model, model.read(users), candidates).dataSync()[given.chosen];
  const taken = { actions: Int32Array.of(1 + given.chosen), advantages: Float32Array.of(ours - given.baseline) };
  try {
    return [
      ...where(logits, ({ data }) => [compareValues("sampler logits", sampler.logits(users, candidates), data)]),
      ...where(reward, (theirs) => [compareValues("sampler reward", [ours], [theirs])]),
      ...compareLoss(() => policyLoss(sampler.logits(users, candidates), taken), {
        ...{ title: "sampler", weights: sampler.weights, names: samplerNames(fixture.config, given) },
        ...{ value: loss, gradients },
      }),
    ];
  } finally {
    sampler.dispose();
  }
}
