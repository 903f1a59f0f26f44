/** How a next-item model becomes a line of the table of models: one file with its network and a call of `nextItemModel`. */
import { readSettings } from "../core/settings.ts";
import type { Sampling } from "../dataset/sampling.ts";
import type { Architecture, NextItemDefinition, Recipe, RecipeSchema, SequenceConfiguration } from "./definition.ts";
import type { DataSize, SequenceSettings } from "./sequence-model.ts";
import {
  balancedScore,
  objectiveOf,
  optimiserOf,
  samplingOf,
  stepsOf,
  type TrainingSettings,
} from "./training-settings.ts";

/** What a model's own file says of it. */
export interface NextItemModel<Settings extends TrainingSettings, Shape extends SequenceSettings> {
  readonly name: string;
  /** As its authors write it. */
  readonly title: string;
  /** One line for lists. */
  readonly summary: string;
  /** Of a recipe: those of training-settings.ts and the network's own. */
  readonly settings: RecipeSchema<Settings>;
  /** By name; the first is the default. */
  readonly recipes: Readonly<Record<string, Recipe>>;
  readonly architecture: Architecture<Shape>;
  /** What the network is built from. */
  shape(settings: Settings, size: DataSize): Shape;
  /** How batches are drawn; without it, as `samplingSettings` say. */
  sampling?(settings: Settings): Sampling;
  /** How an agent trains it for moments where it has no checkpoint; without it, by the first recipe. */
  readonly brief?: { readonly settings: object; readonly sampling?: Sampling };
}

/**
 * Makes the definition of a next-item model for the table of models. Throws a UsageError where its recipes or `brief` are not
 * of its settings.
 */
export function nextItemModel<Settings extends TrainingSettings, Shape extends SequenceSettings>(
  model: NextItemModel<Settings, Shape>,
): NextItemDefinition {
  const { shape, sampling = samplingOf, brief, ...facts } = model;
  const { name, settings: schema, recipes, architecture } = facts;
  for (const [recipe, { settings }] of Object.entries(recipes))
    readSettings(schema, settings, `${name}, recipe ${recipe}`);
  const briefly = readSettings(schema, brief?.settings ?? Object.values(recipes)[0].settings, `${name}, in brief`);
  const configure = (settings: Settings, size: DataSize): SequenceConfiguration => ({
    model: { architecture: architecture.name, settings: shape(settings, size) },
    objective: objectiveOf(settings),
    batchSize: settings.batchSize,
    steps: stepsOf(settings, size),
    optimiser: optimiserOf(settings),
    sampling: sampling(settings),
    ...(settings.balanced ? { startScore: balancedScore(settings, size) } : {}),
  });
  return {
    ...facts,
    configure,
    brief: (size) => ({
      ...configure(briefly, size),
      ...(brief?.sampling ? { sampling: brief.sampling } : {}),
    }),
  };
}
