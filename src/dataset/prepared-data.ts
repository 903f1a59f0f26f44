/** A prepared data set in one binary file. */
import { SlateLabError, UsageError } from "../core/errors.ts";
import { contentHash } from "../core/hash.ts";
import { readBlobFile, writeBlobFile } from "../files/blob-file.ts";
import type { PreparedData } from "./prepare.ts";

const KIND = { kind: "prepared-data", version: "1" };

interface PreparedHeader {
  items: number;
  hasTexts: boolean;
  hash: string;
}

type PreparedSections = Record<NumberSection, Int32Array> & { offsets: Uint32Array } & Record<TextSection, Uint8Array>;
type NumberSection = "items" | "trainLengths" | `${"validation" | "test"}${"Users" | "Positions"}`;
type TextSection = "userNames" | "itemNames" | "titles" | "genres";

/** Writes a prepared data set whole or not at all. Returns the hash of its content, texts included. */
export function writePreparedData(path: string, data: PreparedData): string {
  const sections = sectionsOf(data);
  const hash = hashOf(data.items, sections);
  const header: PreparedHeader = { items: data.items, hasTexts: data.texts !== undefined, hash };
  writeBlobFile(path, { ...KIND, header, sections });
  return hash;
}

/** The hash of a prepared data set's content, texts included. */
export function hashOfPrepared(data: PreparedData): string {
  return hashOf(data.items, sectionsOf(data));
}

function hashOf(items: number, sections: PreparedSections): string {
  return contentHash(items, ...Object.values(sections));
}

/**
 * Reads a prepared data set. Throws a UsageError when there is none, a SlateLabError when the file is damaged or of another
 * kind.
 */
export function readPreparedData(path: string): PreparedData & { hash: string } {
  const found = readBlobFile<PreparedSections, PreparedHeader>(path, KIND);
  if (!found.ok && found.reason === "missing") {
    throw new UsageError(`${path}: Expected a prepared data set, got no such file: 'slatelab prepare' makes one`);
  }
  if (!found.ok) throw new SlateLabError(`${path}: Cannot read the data set: ${found.detail}`);
  const { header, sections } = found;
  const split = {
    sequences: { items: sections.items, offsets: sections.offsets },
    trainLengths: sections.trainLengths,
    validation: { users: sections.validationUsers, positions: sections.validationPositions },
    test: { users: sections.testUsers, positions: sections.testPositions },
  };
  const names = { userNames: unpack(sections.userNames), itemNames: unpack(sections.itemNames) };
  const texts = { titles: unpack(sections.titles), genres: unpack(sections.genres) };
  return { split, items: header.items, ...names, texts: header.hasTexts ? texts : undefined, hash: header.hash };
}

function sectionsOf({ split, userNames, itemNames, texts }: PreparedData): PreparedSections {
  const { sequences, trainLengths, validation, test } = split;
  return {
    items: sequences.items,
    offsets: sequences.offsets,
    trainLengths,
    validationUsers: validation.users,
    validationPositions: validation.positions,
    testUsers: test.users,
    testPositions: test.positions,
    userNames: pack(userNames),
    itemNames: pack(itemNames),
    titles: pack(texts?.titles ?? []),
    genres: pack(texts?.genres ?? []),
  };
}

function pack(texts: readonly string[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(texts));
}

function unpack(bytes: Uint8Array): string[] {
  return JSON.parse(new TextDecoder().decode(bytes));
}
