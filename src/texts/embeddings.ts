/** A catalogue's embeddings, made once: kept in part files, so that only the part under way is lost to a kill. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Catalogue } from "../core/types.ts";
import { readBlobFile, writeBlobFile } from "../files/blob-file.ts";
import { checkFolder } from "../files/folders.ts";
import { takeTurn } from "../parallel/crew.ts";
import { type Embedder, itemTexts } from "./embedder.ts";
import type { Rows } from "./neighbour-table.ts";

/** Items of one part file of embeddings: seconds of work for the slowest embedder, a few megabytes. */
export const PART = 512;
const KIND = "embeddings";
const VERSION = "1";
/** Of a number of a row of length 1, rounded. */
const MOST = 1.001;

/** Embeddings of a catalogue in shared memory, unit (or zero) rows of all items: [size × dimensions]. */
export interface Embeddings extends Rows {
  readonly catalogueHash: string;
  readonly embedderHash: string;
}

/** What is embedded, by what, and where it is kept. */
export interface EmbedOptions {
  readonly catalogue: Catalogue;
  readonly embedder: Embedder;
  /** Caches of all kinds are below it. */
  readonly cacheDir: string;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

type Where = Pick<EmbedOptions, "catalogue" | "cacheDir"> & { readonly embedder: Pick<Embedder, "name" | "hash"> };

/**
 * Embeds a catalogue, part by part, and keeps the parts in the cache; what is there (and sound) is taken from it. Throws
 * Interrupted when the signal fires: the parts made by then stay; and a UsageError for a cache that cannot be written.
 */
export async function embedCatalogue(options: EmbedOptions): Promise<Embeddings> {
  const { catalogue, embedder, onProgress, signal } = options;
  const { size } = catalogue;
  const { dimensions } = embedder;
  checkFolder(folderOf(options), "home");
  const rows = new Float32Array(new SharedArrayBuffer(size * dimensions * 4));
  const missing = partStarts(size).filter((start) => !readPart(options, start, rows));
  let done = size - missing.reduce((items, start) => items + partLength(size, start), 0);
  onProgress?.(done, size);
  if (missing.length > 0) await embedder.fit?.(catalogue, signal);
  for (const start of missing) {
    await takeTurn(signal);
    const part = await embedder.embed(itemTexts(catalogue, start, start + partLength(size, start)), signal);
    writeBlobFile(partPath(options, start), { kind: KIND, version: VERSION, header: {}, sections: { rows: part } });
    rows.set(part, start * dimensions);
    done += partLength(size, start);
    onProgress?.(done, size);
  }
  return { rows, size, dimensions, catalogueHash: catalogue.hash, embedderHash: embedder.hash };
}

/** True when `embedCatalogue` would find every part; they are not opened. */
export function isEmbedded(where: Where): boolean {
  const files = new Set(partFiles(where));
  return partStarts(where.catalogue.size).every((start) => files.has(partName(start)));
}

/** True when an embedder of this name has left anything of the catalogue in the cache. */
export function hasEmbeddings(where: Pick<Where, "catalogue" | "cacheDir"> & { readonly name: string }): boolean {
  const prefix = `${where.catalogue.hash}-${where.name}-`;
  return list(join(where.cacheDir, "embeddings")).some((folder) => folder.startsWith(prefix));
}

/** Copies a part into `rows`; false when it is not there as it should be. */
function readPart(options: EmbedOptions, start: number, rows: Float32Array): boolean {
  const { catalogue, embedder } = options;
  const length = partLength(catalogue.size, start) * embedder.dimensions;
  // Rows are unit or zero.
  const sections = { rows: { type: Float32Array, length, least: -MOST, most: MOST } };
  const want = { kind: KIND, version: VERSION, sections };
  const part = readBlobFile<{ rows: Float32Array }>(partPath(options, start), want);
  if (!part.ok) return false;
  rows.set(part.sections.rows, start * embedder.dimensions);
  return true;
}

function partStarts(size: number): number[] {
  return Array.from({ length: Math.ceil(size / PART) }, (_, part) => part * PART);
}

function partLength(size: number, start: number): number {
  return Math.min(PART, size - start);
}

function partPath(where: Where, start: number): string {
  return join(folderOf(where), partName(start));
}

function partName(start: number): string {
  return `${String(start).padStart(8, "0")}.bin`;
}

function partFiles(where: Where): string[] {
  return list(folderOf(where));
}

function folderOf({ catalogue, embedder, cacheDir }: Where): string {
  return join(cacheDir, "embeddings", `${catalogue.hash}-${embedder.name}-${embedder.hash}`);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
