/** A prepared data set in one binary file. */
import { z } from "zod";
import type { Sections } from "../core/checkpoint.ts";
import { SlateLabError, UsageError } from "../core/errors.ts";
import { contentHash } from "../core/hash.ts";
import { checkSection, damaged } from "../core/section-rules.ts";
import { readBlobFile, writeBlobFile } from "../files/blob-file.ts";
import { packTextList, unpackTextList } from "./packed-text.ts";
import type { PreparedData } from "./prepare.ts";
import { cardsOf, FACTOR_CARDS, factorSections, readFactors } from "./prepared-factors.ts";
import { PARTS, type Split } from "./split.ts";

const HEADER = z.strictObject({
  items: z.int().min(1),
  hasTexts: z.boolean(),
  catalogueHash: z.string().optional(),
  factors: FACTOR_CARDS.optional(),
  hash: z.string(),
});
type PreparedHeader = z.infer<typeof HEADER>;

const bytes = { type: Uint8Array };
const targets = { type: Int32Array, least: 0 };
const KIND = {
  kind: "prepared-data",
  version: "1",
  header: HEADER,
  sections: {
    items: { type: Int32Array, least: 0 },
    offsets: { type: Uint32Array, offsetsInto: "items" },
    trainLengths: { type: Int32Array, least: 0 },
    ...{ validationUsers: targets, validationPositions: targets, testUsers: targets, testPositions: targets },
    ...{ userNames: bytes, itemNames: bytes, titles: bytes, genres: bytes },
  },
};

type PreparedSections = Sections &
  Record<NumberSection, Int32Array> & { offsets: Uint32Array; timeOrder?: Uint32Array } & Record<
    TextSection,
    Uint8Array
  >;
type NumberSection = "items" | "trainLengths" | `${"validation" | "test"}${"Users" | "Positions"}`;
type TextSection = "userNames" | "itemNames" | "titles" | "genres";

/** Writes a prepared data set whole or not at all. Returns the hash of its content, texts and factors included. */
export function writePreparedData(path: string, data: PreparedData): string {
  const sections = sectionsOf(data);
  const hash = hashOf(data, sections);
  const { items, texts, catalogueHash } = data;
  const factors = data.factors && cardsOf(data.factors);
  const header: PreparedHeader = { items, hasTexts: texts !== undefined, catalogueHash, factors, hash };
  writeBlobFile(path, { ...KIND, header, sections });
  return hash;
}

/** The hash of a prepared data set's content, texts and factors included. */
export function hashOfPrepared(data: PreparedData): string {
  return hashOf(data, sectionsOf(data));
}

function hashOf({ items, catalogueHash, factors }: HashedFacts, sections: PreparedSections): string {
  const catalogue = catalogueHash === undefined ? [] : [catalogueHash];
  const names = factors?.map(({ name }) => name) ?? [];
  return contentHash(items, ...Object.values(sections), ...catalogue, ...names);
}

interface HashedFacts extends Pick<PreparedData, "items" | "catalogueHash"> {
  readonly factors?: readonly { readonly name: string }[];
}

/**
 * Reads a prepared data set. Throws a UsageError when there is none, a SlateLabError when the file is damaged, of another kind, or
 * of parts that do not fit each other.
 */
export function readPreparedData(path: string): PreparedData & { hash: string } {
  const found = readBlobFile<PreparedSections, PreparedHeader>(path, KIND);
  if (!found.ok && found.reason === "missing") {
    throw new UsageError(`${path}: Expected a prepared data set, got no such file: 'slatelab prepare' makes one`);
  }
  if (!found.ok) throw new SlateLabError(`${path}: Cannot read the data set: ${found.detail}`);
  const { header, sections } = found;
  const { items, hasTexts, catalogueHash, factors: cards, hash } = header;
  const split = {
    sequences: { items: sections.items, offsets: sections.offsets },
    trainLengths: sections.trainLengths,
    validation: { users: sections.validationUsers, positions: sections.validationPositions },
    test: { users: sections.testUsers, positions: sections.testPositions },
  };
  const texts = (name: TextSection, count: number) => unpackTextList(sections[name], count, `${path}: ${name}`);
  const userNames = texts("userNames", split.trainLengths.length);
  const itemNames = texts("itemNames", items);
  const itemTexts = hasTexts ? { titles: texts("titles", items), genres: texts("genres", items) } : undefined;
  const factors = cards && readFactors(sections, cards, { items, path });
  checkSplit(split, items, path);
  const { timeOrder } = sections;
  if (timeOrder) checkOrder(timeOrder, sections.items.length, `${path}: timeOrder`);
  if (hashOf(header, sections) !== hash) throw damaged("the hash of its content", hash, path);
  return {
    ...{ split, items, userNames, itemNames, texts: itemTexts, factors, catalogueHash, hash },
    ...(timeOrder && { timeOrder }),
  };
}

/** Throws a SlateLabError unless every item, user and position is there. */
function checkSplit({ sequences, trainLengths, ...parts }: Split, items: number, path: string): void {
  const users = trainLengths.length;
  checkSection(sequences.items, { type: Int32Array, least: 0, most: items - 1 }, `${path}: items`);
  checkSection(sequences.offsets, { type: Uint32Array, length: users + 1 }, `${path}: offsets`);
  const lengthOf = (user: number) => sequences.offsets[user + 1] - sequences.offsets[user];
  trainLengths.forEach((length, user) => {
    if (length > lengthOf(user))
      throw damaged(`at most ${lengthOf(user)} items of user ${user}`, length, `${path}: trainLengths`);
  });
  for (const part of PARTS) {
    const { users: column, positions } = parts[part];
    checkSection(column, { type: Int32Array, least: 0, most: users - 1 }, `${path}: ${part}Users`);
    checkSection(positions, { type: Int32Array, length: column.length }, `${path}: ${part}Positions`);
    const isHeldOut = (position: number, user: number) => position >= trainLengths[user] && position < lengthOf(user);
    const stray = positions.findIndex((position, i) => !isHeldOut(position, column[i]));
    if (stray < 0) continue;
    const user = column[stray];
    const wanted = `a position of user ${user} from ${trainLengths[user]} to ${lengthOf(user) - 1}`;
    throw damaged(wanted, positions[stray], `${path}: ${part}Positions`);
  }
}

/** Throws a SlateLabError unless every place is there once. */
function checkOrder(order: Uint32Array, length: number, where: string): void {
  checkSection(order, { type: Uint32Array, length, most: length - 1 }, where);
  const seen = new Uint8Array(length);
  for (const [i, place] of order.entries()) {
    if (seen[place]++ > 0) throw damaged("each place once", place, `${where}, number ${i}`);
  }
}

function sectionsOf({ split, timeOrder, userNames, itemNames, texts, factors = [] }: PreparedData): PreparedSections {
  const { sequences, trainLengths, validation, test } = split;
  return {
    items: sequences.items,
    offsets: sequences.offsets,
    trainLengths,
    validationUsers: validation.users,
    validationPositions: validation.positions,
    testUsers: test.users,
    testPositions: test.positions,
    userNames: packTextList(userNames),
    itemNames: packTextList(itemNames),
    titles: packTextList(texts?.titles ?? []),
    genres: packTextList(texts?.genres ?? []),
    ...(timeOrder && { timeOrder }),
    ...factorSections(factors),
  };
}
