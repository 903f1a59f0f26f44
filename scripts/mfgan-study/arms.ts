/** The last stages that a study of MFGAN tries, read and checked against the data before any of them is run. */
import { expected } from "../../src/core/errors.ts";
import type { PreparedData } from "../../src/dataset/prepare.ts";
import { type MfganSettings, type MfganStage, resolveMfgan } from "../../src/models/mfgan/recipes.ts";
import { mfganData } from "../../src/run/pretrain-mfgan.ts";
import { mfganPipeline } from "../../src/train/mfgan/pipeline.ts";

/** A last stage that is tried. */
interface ArmDefinition {
  readonly name: string;
  /** What it changes in the recipe. */
  readonly set?: string;
  /** The first stage that is not the same as in the first arm. */
  readonly differsFrom?: MfganStage;
}

/** A last stage that is tried, with the settings of all stages. */
export interface Arm extends ArmDefinition {
  readonly settings: MfganSettings;
}

/** What a study asks for. */
export interface ArmChoice {
  readonly ablation: boolean;
  /** Arms whose name holds this. */
  readonly only?: string;
  /** Changes to the recipe, for all arms. */
  readonly set?: string;
}

/** The stage, and what it is to be compared with. */
const ARMS: readonly ArmDefinition[] = [
  { name: "adversarial" },
  { name: "more_training", set: "adversarial.objective=likelihood,adversarial.judgedSteps=0" },
  { name: "constant_reward", set: "adversarial.reward=constant,adversarial.baseline=none,adversarial.judgedSteps=0" },
  { name: "shuffled_reward", set: "adversarial.reward=shuffled" },
  { name: "weighted", set: "adversarial.objective=weighted" },
];

const ABLATION: readonly ArmDefinition[] = [
  ...["item", "popularity", "genre", "decade"].map((factor) => ({
    name: `${factor}_alone`,
    set: `discriminators.factors=${factor}`,
    differsFrom: "discriminators" as const,
  })),
  ...[1, 5].map((lambda) => ({ name: `lambda_${lambda}`, set: `adversarial.lambda=${lambda}` })),
  ...[0.5, 2].map((t) => ({ name: `temperature_${t}`, set: `adversarial.temperature=${t}` })),
  ...[0.5, 2].map((t) => ({
    name: `samples_temperature_${t}`,
    set: `samples.temperature=${t}`,
    differsFrom: "samples" as const,
  })),
];

/** The arm whose first stages the others begin with. */
export const FIRST_ARM = ARMS[0].name;

/** Throws a UsageError where there is none, or one cannot be run with such settings or on such data. */
export function chooseArms({ ablation, only = "", set }: ArmChoice, data: PreparedData): Arm[] {
  const known = [...ARMS, ...(ablation ? ABLATION : [])];
  const arms = known.filter(({ name }) => name.includes(only));
  if (arms.length === 0) throw expected(`a part of ${known.map(({ name }) => name).join(", ")}`, only, "--only");
  return arms.map((arm) => {
    const settings = resolveMfgan({ recipe: "cpu", set: [set, arm.set].filter(Boolean).join(",") });
    mfganPipeline({ settings, data: mfganData(data), seed: 1 }); // refuses factors that the data do not have
    return { ...arm, settings };
  });
}
