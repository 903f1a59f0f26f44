import { expected } from "../../src/core/errors.ts";
import type { InteractionData } from "../../src/core/interaction-data.ts";
import { at } from "../encoding.ts";
import { eachLine, parseObject } from "../lines.ts";
import { NamedRows } from "../rows.ts";
import { exactTime } from "../times.ts";

/** Names of a field, in the order they are looked for: releases of 2014 and 2018, and of 2023. */
const USER = ["reviewerID", "user_id"];
const ITEM = ["parent_asin", "asin"];
const TIME = ["unixReviewTime", "timestamp"];

/**
 * Reads Amazon reviews: one JSON object a line, plain or packed with gzip. Every review is an interaction, whatever its
 * stars; where a product has a parent (2023), its colours and sizes are one item. Throws a UsageError with file and line.
 */
export async function readAmazonReviews(path: string): Promise<InteractionData> {
  const rows = new NamedRows();
  await eachLine(path, (text, line) => {
    const where = at(path, line);
    const review = parseObject(text, where);
    rows.add(textOf(review, USER, where), textOf(review, ITEM, where), timeOf(review, where));
  });
  return rows.finish(path, "reviews as JSON lines");
}

function textOf(review: Record<string, unknown>, names: readonly string[], where: string): string {
  const value = first(review, names);
  if (typeof value !== "string" || value === "") throw expected(`a text under ${names.join(" or ")}`, value, where);
  return value;
}

/** Seconds (2014, 2018) or milliseconds (2023): only their order counts. */
function timeOf(review: Record<string, unknown>, where: string): number {
  return exactTime(first(review, TIME), `a number under ${TIME.join(" or ")}`, where);
}

/** The first field that is filled; where none is, the first that is there at all. */
function first(review: Record<string, unknown>, names: readonly string[]): unknown {
  const there = names.map((name) => review[name]).filter((value) => value !== undefined);
  return there.find((value) => value !== null && value !== "") ?? there[0];
}
