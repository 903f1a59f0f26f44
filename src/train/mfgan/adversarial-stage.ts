/**
 * Stage 4 of MFGAN: generator and discriminators against each other, or one of the controls that such a stage is to be compared with:
 * plain training for as many steps, a constant reward, the discriminators' reward shuffled.
 */
import { join } from "node:path";
import type { Stream } from "../../core/random.ts";
import { drawPlaces, drawRows, pickPlaces, prefixesAt, rowChunks, usersWithPlaces } from "../../dataset/places.ts";
import { sampledBatches } from "../../dataset/sampling.ts";
import { policyMetrics } from "../../evaluate/policy-metrics.ts";
import { ADAM } from "../../models/adam-settings.ts";
import { discriminatorsPhase, type JudgedBatch } from "../../models/mfgan/discriminator.ts";
import { policyPhase, weightedPhase } from "../../models/mfgan/generator.ts";
import { drawFakes, judgedBatch } from "../../models/mfgan/judged-pairs.ts";
import type { MfganSettings } from "../../models/mfgan/recipes.ts";
import { constantReward, type RewardOf, rewardBy, shuffledReward } from "../../models/mfgan/reward.ts";
import type { SasRec } from "../../models/sasrec.ts";
import { sequencePhase } from "../../models/sequence-objective.ts";
import { sequenceScorer } from "../../models/sequence-scorer.ts";
import { Weights } from "../../models/weights.ts";
import { type FitPhase, fitPhase } from "../fit.ts";
import type { Metrics } from "../fit-state.ts";
import { WATCHED_METRIC } from "../sequence-training.ts";
import type { FitStage } from "../stages.ts";
import { factorFacts } from "./checkpoint-judge.ts";
import { JUDGED_AT_ONCE, judgedMetrics } from "./judging.ts";
import { type Judges, storedGenerator, storedJudges } from "./networks.ts";
import type { MfganPlan } from "./plan.ts";
import { type MfganSamples, readSamples, SAMPLES_FILE } from "./samples-file.ts";

type Adversarial = MfganSettings["adversarial"];

/** Both sides of the stage, and what they have. */
interface Opponents {
  readonly plan: MfganPlan;
  readonly generator: SasRec;
  readonly judges: Judges;
  /** Real items are those of the places here; fake ones are drawn anew. */
  readonly samples: MfganSamples;
  readonly random: Stream;
}

/** Leaves the weights of both sides, `generator/…` and `discriminators/FACTOR/…`, and the factors that the latter judge by. */
export function adversarialStage(plan: MfganPlan): FitStage {
  const { settings, data, likelihood } = plan;
  const { rounds, patience, ...configuration } = settings.adversarial;
  return {
    kind: "fit",
    name: "adversarial",
    configuration: { model: likelihood.model, part: "generator", ...configuration, ...data.madeFor },
    ...{ rounds, patience, watch: WATCHED_METRIC, fromRoundZero: true },
    begin({ random, folderOf }) {
      const samples = readSamples(join(folderOf("samples"), SAMPLES_FILE), data);
      const generator = storedGenerator(plan, folderOf("generator"));
      const judges = storedJudges(plan, folderOf("discriminators"));
      const opponents = { plan, generator, judges, samples, random };
      const dispose = () => {
        generator.dispose();
        judges.dispose();
      };
      return {
        weights: Weights.joined({ generator: generator.weights, discriminators: judges.weights }),
        facts: factorFacts(plan.factors),
        phases: [generatorPhase(opponents), ...judgedPhases(opponents)],
        validate: () => validate(opponents),
        dispose,
      };
    },
  };
}

type GeneratorPhase = (opponents: Opponents, how: Pick<FitPhase, "name" | "steps" | "optimiser">) => FitPhase;

/** What moves the generator, by objective. */
const OBJECTIVES: Readonly<Record<Adversarial["objective"], GeneratorPhase>> = {
  policy(opponents, how) {
    const { plan, generator, random } = opponents;
    const { batchSize: count, baseline, draws, temperature } = plan.settings.adversarial;
    const { train } = plan.data;
    const users = usersWithPlaces(train);
    const stream = random.fork("prefixes");
    const batches = (step: number) =>
      prefixesAt(plan.sequences, drawPlaces(train, { users, count }, stream.fork(step)));
    const objective = { rewardOf: rewardOf(opponents), baseline, draws, temperature };
    return fitPhase(policyPhase(generator, objective), { ...how, batches });
  },
  weighted(opponents, how) {
    const batches = labelled(opponents, { sampler: "epochs", negatives: 1 });
    return fitPhase(weightedPhase(opponents.generator, rewardOf(opponents)), { ...how, batches });
  },
  likelihood(opponents, how) {
    const { objective, sampling } = opponents.plan.likelihood;
    return fitPhase(sequencePhase(opponents.generator, objective), { ...how, batches: labelled(opponents, sampling) });
  },
};

/** What the generator is rewarded by. */
const REWARDS: Readonly<Record<Adversarial["reward"], (byJudges: RewardOf) => RewardOf>> = {
  discriminators: (byJudges) => byJudges,
  constant: () => constantReward,
  shuffled: shuffledReward,
};

function rewardOf({ plan, judges }: Opponents): RewardOf {
  const { reward, lambda } = plan.settings.adversarial;
  return REWARDS[reward](rewardBy(judges.list, lambda));
}

function labelled({ plan, random }: Opponents, sampling: Parameters<typeof sampledBatches>[1]) {
  const { batchSize } = plan.settings.adversarial;
  return sampledBatches({ ...plan.sequences, batchSize }, sampling, random);
}

function generatorPhase(opponents: Opponents): FitPhase {
  const { objective, steps, learningRate, beta2 } = opponents.plan.settings.adversarial;
  return OBJECTIVES[objective](opponents, { name: "generator", steps, optimiser: { ...ADAM, learningRate, beta2 } });
}

/** The discriminators' phase; none where they stay as they are. */
function judgedPhases({ plan, generator, judges, samples, random }: Opponents): FitPhase[] {
  const { settings, sequences } = plan;
  const how = settings.adversarial;
  const { judgedSteps: steps, judgedBatchSize: count, judgedLearningRate: learningRate, beta2 } = how;
  if (steps === 0) return [];
  const stream = random.fork("judged");
  const batches = (step: number) => {
    const draw = stream.fork(step);
    const { training } = samples;
    const places = pickPlaces(training, drawRows({ rows: training.users.length, count }, draw));
    return judgedBatch(sequences, drawFakes(generator, { data: sequences, places, how }, draw));
  };
  const optimiser = { ...ADAM, learningRate, beta2 };
  return [fitPhase(discriminatorsPhase(judges.list), { name: "discriminators", batches, steps, optimiser })];
}

/** The generator on held-out items; the discriminators on held-out places. */
async function validate(opponents: Opponents): Promise<Metrics> {
  const { plan, generator, judges } = opponents;
  const { temperature, lambda } = plan.settings.adversarial;
  const { heldOut } = plan.data;
  const policy = await policyMetrics({ scorer: sequenceScorer(generator), heldOut, temperature });
  return { ...policy, ...judgedMetrics(judges.list, proposedNow(opponents), lambda) };
}

/** Held-out places with what the generator proposes there now, by the same luck each time. */
function* proposedNow({ plan, generator, samples, random }: Opponents): Generator<JudgedBatch> {
  const { sequences: data, settings } = plan;
  for (const rows of rowChunks(samples.validation.users.length, JUDGED_AT_ONCE)) {
    const places = pickPlaces(samples.validation, rows);
    const how = settings.adversarial;
    yield judgedBatch(data, drawFakes(generator, { data, places, how }, random.fork("validation").fork(rows[0])));
  }
}
