/**
 * Reads the checkpoints of slatelab 0.1, which nothing writes any more. There were two kinds: of fits (`best.ckpt`, a blob
 * file of kind `checkpoint` with everything in it), and of tables (`best.json` and, beside it, the numbers as
 * `weights-HASH.bin`, a blob file of kind `tables`).
 */
import { z } from "zod";
import type { Sections } from "../core/checkpoint.ts";
import { expected, inWords, SlateLabError } from "../core/errors.ts";
import { contentHash } from "../core/hash.ts";
import { readStored } from "../core/settings.ts";
import type { BlobFile } from "./blob-file.ts";

/** A JSON file that names the file of numbers beside it. */
export const NAMING_CARD = z.looseObject({ weights: z.string() });
/** What a JSON file says that names the file of numbers beside it. */
export type NamingCard = z.infer<typeof NAMING_CARD>;

/** What a checkpoint of today says: see checkpoint.ts. */
interface CheckpointContent {
  readonly model: string;
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly hash: string;
  readonly training: unknown;
  readonly sections: Sections;
  readonly state: Sections;
}

const configuration = z.record(z.string(), z.unknown());

const FIT_HEADER = z.looseObject({
  identity: z.looseObject({ configuration, seed: z.union([z.string(), z.number()]), dataHash: z.string() }),
});

const TABLES_CARD = z.looseObject({
  weights: z.string(),
  model: z.string(),
  configuration,
  weightsHash: z.string(),
});

const TABLES_HEADER = z.object({ weightsHash: z.string() });

/**
 * What a checkpoint of the former format holds, from its file of numbers and the JSON file that led there. Throws a UsageError
 * for another kind of file.
 */
export function ofFormat1(blob: BlobFile, { path, card }: { path: string; card?: NamingCard }): CheckpointContent {
  const { kind, version } = blob;
  if (version === "1" && kind === "checkpoint") return fitOf(blob, path);
  if (version === "1" && kind === "tables" && card?.format === 1) return tablesOf(blob, card, path);
  if (kind === "tables")
    throw expected("a checkpoint", inWords("its numbers alone: the JSON file beside them opens it"), path);
  throw expected(
    "a checkpoint of this version or an older one",
    inWords(`a file of kind '${kind}', version '${version}'`),
    path,
  );
}

function fitOf({ header, sections }: BlobFile, path: string): CheckpointContent {
  const { identity, ...rest } = readStored(FIT_HEADER, header, path);
  const { configuration, ...trainedOn } = identity;
  const learnt = under("weights/", sections, "");
  return {
    model: nameOf(configuration.model),
    configuration,
    hash: contentHash(...Object.entries(learnt).flat()),
    training: { ...trainedOn, ...rest },
    sections: learnt,
    state: under("adam/", sections, "adam/"),
  };
}

/** A model's name was that of its architecture. */
function nameOf(model: unknown): string {
  return String((model as { architecture?: string } | undefined)?.architecture ?? model);
}

function tablesOf({ header, sections }: BlobFile, card: NamingCard, path: string): CheckpointContent {
  const told = readStored(TABLES_CARD, card, path);
  const { format, model, configuration, weightsHash: hash, weights, ...training } = told;
  if (readStored(TABLES_HEADER, header, path).weightsHash !== hash)
    throw new SlateLabError(`${path}: Expected the numbers of this checkpoint in ${weights}, got those of another`);
  return { model, configuration, hash, training, sections, state: {} };
}

/** The sections of a folder, under another name of it. */
function under(folder: string, sections: Sections, renamed: string): Sections {
  const inside = Object.entries(sections).filter(([name]) => name.startsWith(folder));
  return Object.fromEntries(inside.map(([name, values]) => [renamed + name.slice(folder.length), values]));
}
