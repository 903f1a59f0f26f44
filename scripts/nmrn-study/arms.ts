/** Who a study of NMRN compares on the second half of a stream, read and checked before any of them is run. */
import { expected } from "../../src/core/errors.ts";
import { configureNmrn, type NmrnRecipeSettings, resolveNmrn } from "../../src/models/nmrn/recipes.ts";
import type { DataSize } from "../../src/models/sequence-model.ts";
import { BASELINES, type StreamBaseline } from "./baselines.ts";

/** An NMRN that is trained on the first half, and learns on. */
export interface TrainedArm {
  readonly kind: "trained";
  readonly name: string;
  readonly settings: NmrnRecipeSettings;
}

/** A copy of what the first arm has learnt from the first half. */
export interface CopiedArm {
  readonly kind: "copied";
  readonly name: string;
  readonly of: TrainedArm;
  readonly learns: "memory" | "nothing";
}

/** Another model. */
export interface BaselineArm extends StreamBaseline {
  readonly kind: "baseline";
}

/** One who is compared. */
export type StreamArm = TrainedArm | CopiedArm | BaselineArm;

/** What a study asks for. */
export interface StreamArmChoice {
  /** Arms whose name holds this. */
  readonly only?: string;
  /** Changes to the recipe, for all arms but those of `published`. */
  readonly set?: string;
}

/** The arm that the others are compared with, and whose copies are. */
export const FIRST_ARM = "nmrn_uniform";

interface TrainedDefinition {
  readonly name: string;
  readonly recipe: string;
  readonly set: string;
}

const TRAINED: readonly TrainedDefinition[] = [
  { name: FIRST_ARM, recipe: "cpu", set: "sampler=uniform" },
  { name: "nmrn_popularity", recipe: "cpu", set: "sampler=popularity" },
  { name: "nmrn_adversarial", recipe: "cpu", set: "sampler=adversarial" },
];

/** Copies of the first arm. */
const COPIED = [
  { name: "memory_alone", learns: "memory" },
  { name: "frozen", learns: "nothing" },
] as const;

/** Throws a UsageError where there is none, or one cannot be run with such settings or on such data. */
export function chooseArms({ only = "", set }: StreamArmChoice, size: DataSize): StreamArm[] {
  const known = [...TRAINED, ...COPIED, ...BASELINES];
  if (!known.some(({ name }) => name.includes(only)))
    throw expected(`a part of ${known.map(({ name }) => name).join(", ")}`, only, "--only");
  const trained = TRAINED.map((arm) => trainedArm(arm, set));
  for (const { settings } of trained) configureNmrn(settings, size);
  const arms: StreamArm[] = [
    ...trained,
    ...COPIED.map((it) => ({ kind: "copied" as const, of: trained[0], ...it })),
    ...BASELINES.map((it) => ({ kind: "baseline" as const, ...it })),
  ];
  return arms.filter(({ name }) => name.includes(only));
}

function trainedArm({ name, recipe, set }: TrainedDefinition, changes?: string): TrainedArm {
  const all = [changes, set].filter(Boolean).join(",");
  return { kind: "trained", name, settings: resolveNmrn({ recipe, set: all }) };
}
