import { existsSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { expected, UsageError } from "../../src/core/errors.ts";
import type { InteractionData } from "../../src/core/interaction-data.ts";
import { at } from "../encoding.ts";
import { eachLine, parseNumber, requireDigits } from "../lines.ts";
import { NamedRows } from "../rows.ts";
import { parseTime } from "../times.ts";
import { movieFactors } from "./factors.ts";
import { readMovieTexts } from "./movies.ts";

const CSV_HEADER = "userId,movieId,rating,timestamp";
const FORMS = {
  ".dat": { separator: "::", wanted: "user::item::rating::time" },
  ".csv": { separator: ",", wanted: CSV_HEADER },
  ".data": { separator: "\t", wanted: "user, item, rating and time between tabs" },
};
const NAMES = ["ratings.dat", "ratings.csv", "u.data"];

/**
 * Reads the ratings of a MovieLens folder: `ratings.dat` (`user::item::rating::time`), `ratings.csv` (with its header) or
 * `u.data` (tabs), or the file itself. Every rating is an interaction, whatever its stars. Titles and genres come from the
 * `movies` file of the same form beside it, where there is one. Throws a UsageError with file and line.
 */
export async function readRatings(place: string): Promise<InteractionData> {
  const path = ratingsFile(place);
  const form = formOf(path);
  const rows = new NamedRows();
  await eachLine(path, (text, line) => {
    if (form === ".csv" && line === 1) checkHeader(text, at(path, 1));
    else addRating(rows, text, { ...FORMS[form], where: at(path, line) });
  });
  const data = rows.finish(path, `lines of ${FORMS[form].wanted}`);
  const movies = join(dirname(path), `movies${form}`);
  if (!existsSync(movies)) return data;
  const texts = readMovieTexts(movies, data.itemNames);
  return { ...data, texts, factors: movieFactors(texts) };
}

function ratingsFile(place: string): string {
  const files = [place, ...NAMES.map((name) => join(place, name))];
  const found = files.find((file) => Object.hasOwn(FORMS, formOf(file)) && existsSync(file));
  if (!found) throw new UsageError(`${place}: Expected ${NAMES.join(", ")}, or a folder with one, got none`);
  return found;
}

/** By the name, which may say that the file is packed too. */
function formOf(path: string): keyof typeof FORMS {
  return extname(path.replace(/\.gz$/, "")) as keyof typeof FORMS;
}

function checkHeader(text: string, where: string): void {
  if (text.trim() !== CSV_HEADER) throw expected(`the header ${CSV_HEADER}`, text, where);
}

function addRating(rows: NamedRows, text: string, form: { separator: string; wanted: string; where: string }): void {
  const { separator, wanted, where } = form;
  const cells = text.trim().split(separator);
  if (cells.length !== 4) throw expected(wanted, text, where);
  const [user, item, rating, time] = cells;
  requireDigits(user, "a user id", where);
  requireDigits(item, "a movie id", where);
  parseNumber(rating, "a rating", where);
  rows.add(user, item, parseTime(time, where));
}
