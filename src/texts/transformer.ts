/**
 * A sentence transformer (Reimers, Gurevych 2019), by default all-MiniLM-L6-v2: the best embedder here. It runs from a
 * local folder laid out as on the Hugging Face hub, else it is fetched from there.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SlateLabError } from "../core/errors.ts";
import { contentHash } from "../core/hash.ts";
import { CrewEmbedder } from "./crew-embedder.ts";
import type { Embedder } from "./embedder.ts";
import { module, open, type TransformerModel } from "./transformer-crew.ts";

/** The sentence model that is used where nobody names one. */
export const DEFAULT_MODEL = "Xenova/all-MiniLM-L6-v2";

/** Weights files, best first. */
const WEIGHTS = [
  { dtype: "fp32", file: "onnx/model.onnx" },
  { dtype: "q8", file: "onnx/model_quantized.onnx" },
] as const;

/** Which model, and where it is looked for. */
export interface TransformerOptions {
  /** Name on the hub, e.g. `Xenova/all-MiniLM-L6-v2`. */
  readonly model?: string;
  /** Folder that holds model folders by name; by default the environment's SLATELAB_MODELS. */
  readonly modelDir?: string;
}

/** The folder that models are looked for in, if there is one. */
function modelFolder({ modelDir }: TransformerOptions): string | undefined {
  return modelDir ?? (process.env.SLATELAB_MODELS || undefined);
}

/** Whether the model of a transformer is on this machine and need not be fetched. */
export function isLocalTransformer(options: TransformerOptions = {}): boolean {
  return localWeights(options) !== undefined;
}

/**
 * Makes the embedder of a transformer model; it is loaded at the first text. Throws a SlateLabError that says what to do when
 * it is neither local nor on a hub that can be reached.
 */
export async function createTransformer(options: TransformerOptions = {}): Promise<Embedder> {
  const model = options.model ?? DEFAULT_MODEL;
  const local = localWeights(options);
  return local ? localTransformer(model, local) : hubTransformer(model, options);
}

interface LocalWeights {
  /** Holds the model's folder. */
  readonly folder: string;
  readonly dtype: TransformerModel["dtype"];
  readonly weights: string;
}

function localWeights(options: TransformerOptions): LocalWeights | undefined {
  const folder = modelFolder(options);
  if (!folder) return undefined;
  const place = join(folder, options.model ?? DEFAULT_MODEL);
  const found = WEIGHTS.find(({ file }) => existsSync(join(place, file)));
  return found && { folder, dtype: found.dtype, weights: join(place, found.file) };
}

function localTransformer(model: string, { folder, dtype, weights }: LocalWeights): Embedder {
  const read = (file: string) => readFileSync(join(folder, model, file));
  return embedder({
    data: { model, folder, dtype },
    dimensions: hiddenSize(model, JSON.parse(read("config.json").toString())),
    content: [readFileSync(weights), read("tokenizer.json")],
  });
}

async function hubTransformer(model: string, options: TransformerOptions): Promise<Embedder> {
  const { AutoConfig } = await import("@huggingface/transformers");
  const config = await AutoConfig.from_pretrained(model).catch((error: Error) => {
    throw new SlateLabError(unavailable(model, options, error), { cause: error });
  });
  return embedder({ data: { model, dtype: "fp32" }, dimensions: hiddenSize(model, config), content: ["hub"] });
}

function unavailable(model: string, options: TransformerOptions, error: Error): string {
  const folder = modelFolder(options);
  const tried = folder ? `not in ${folder}` : "not local (SLATELAB_MODELS names no folder)";
  return (
    `Model '${model}' is ${tried}, and the Hugging Face hub did not give it: ${error.message}. ` +
    `Put its config.json, tokenizer.json, tokenizer_config.json and onnx/model.onnx (or onnx/model_quantized.onnx) into ` +
    `a folder '${model}' under the folder that SLATELAB_MODELS names, or use the embedder 'lsa' or 'use'`
  );
}

function hiddenSize(model: string, config: object): number {
  const size = (config as { hidden_size?: unknown }).hidden_size;
  if (typeof size === "number") return size;
  throw new SlateLabError(`${model}/config.json: Expected the width of a text encoder in 'hidden_size', got ${size}`);
}

function embedder({ data, dimensions, content }: { data: TransformerModel; dimensions: number; content: unknown[] }) {
  const hash = contentHash("transformer", data.model, data.dtype, ...content).slice(0, 16);
  return new CrewEmbedder({ name: "transformer", dimensions, hash, module, open, data });
}
