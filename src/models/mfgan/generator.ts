/**
 * The generator of MFGAN (R. Ren, Z. Liu, Y. Li, W. X. Zhao, H. Wang, B. Ding, J.-R. Wen: Sequential Recommendation with
 * Self-Attentive Multi-Adversarial Network, SIGIR 2020, arXiv:2005.10602) is the network of sasrec.ts that scores with its input
 * table: π(item | prefix) = softmax(h Mᵀ). It is pretrained by maximum likelihood, the softmax objective of sequence-objective.ts,
 * and then goes on under one of two:
 *
 *   policy     draw a ~ π(· | prefix), lower −(r − b) · log π(a | prefix) with r = Q(prefix ⊕ a): the paper's
 *   weighted   the authors' code (docs/sources.md): a binary cross-entropy at every position whose positive terms are
 *              multiplied by r = Q(prefix ⊕ a), a the likeliest item; r says no more than how much what a user did counts
 *
 * Departures: in `weighted`, theirs is twice the loss here, which is a mean over the candidates of a position.
 */
import type { Stream } from "../../core/random.ts";
import type { TrainingBatch } from "../../dataset/samplers.ts";
import { pickSequences, type SequenceBatch, withNext } from "../../dataset/sequence-batch.ts";
import type { ServingDefinition } from "../definition.ts";
import { keepAll, lookUp } from "../layers.ts";
import type { Phase } from "../model.ts";
import { pack } from "../packing.ts";
import { SASREC, SasRec, type SasRecSettings, sasrec } from "../sasrec.ts";
import { gbceLoss } from "../sequence-losses.ts";
import { dropOf } from "../sequence-objective.ts";
import { advantagesOf, type Baseline, bestActions, policyLogits, policyLoss, sampleActions } from "./policy.ts";
import type { RewardOf } from "./reward.ts";

/** A new generator. */
export function newGenerator(settings: Omit<SasRecSettings, "tied">, random: Stream): SasRec {
  return new SasRec({ ...settings, tied: true }, random);
}

/** What the objective `policy` asks for. */
export interface PolicyObjective {
  readonly rewardOf: RewardOf;
  readonly baseline: Baseline;
  /** Items drawn for a prefix; 1 if not given. */
  readonly draws?: number;
  /** Of the policy that is drawn from and moved; 1 if not given. */
  readonly temperature?: number;
}

/** The objective `policy`, of prefixes: REINFORCE with items drawn for each. The reward judges prefix and item, the last L of them. */
export function policyPhase(
  generator: SasRec,
  { rewardOf, baseline, draws = 1, temperature }: PolicyObjective,
): Phase<SequenceBatch> {
  const { dropout, length } = generator.settings;
  return {
    variables: generator.weights.list(),
    loss: (prefixes, random) => {
      const { hidden, table } = generator.last(prefixes, dropOf(dropout, random));
      const rows = Int32Array.from({ length: prefixes.count * draws }, (_, i) => Math.floor(i / draws));
      const logits = policyLogits({ hidden: lookUp(hidden, rows), table }, temperature); // [B · draws, N]
      const actions = sampleActions(logits, random);
      const rewards = rewardOf(withNext(pickSequences(prefixes, rows), actions, length), random);
      return policyLoss(logits, { actions, advantages: advantagesOf(rewards, baseline, draws) });
    },
  };
}

/** The objective `weighted`, of training batches with negatives. */
export function weightedPhase(generator: SasRec, rewardOf: RewardOf): Phase<TrainingBatch> {
  const { dropout, length, items } = generator.settings;
  return {
    variables: generator.weights.list(),
    loss: (batch, random) => {
      const best = bestActions(policyLogits(generator.last(batch, keepAll)));
      const rewards = rewardOf(withNext(batch, best, length), random);
      const { sequences } = pack(batch, { padding: items + 1, length });
      const ofRows = Float32Array.from(sequences, (sequence) => rewards[sequence]);
      return gbceLoss({ ...generator.head(batch, dropOf(dropout, random)), ...batch }, ofRows);
    },
  };
}

/** The generator as agents serve it: with a checkpoint of the pipeline's or, without one, as `sasrec` is trained for moments. */
export const servedGenerator: ServingDefinition = {
  ...sasrec,
  name: "mfgan",
  title: "MFGAN",
  architecture: SASREC,
  brief(size) {
    const { model, ...training } = sasrec.brief(size);
    return { ...training, model: { ...model, settings: { ...model.settings, tied: true } as SasRecSettings } };
  },
};
