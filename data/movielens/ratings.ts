import { existsSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { expected, UsageError } from "../../src/core/errors.ts";
import type { InteractionData } from "../../src/core/interaction-data.ts";
import { at, eachLine, parseId, parseNumber } from "../lines.ts";
import { NamedRows } from "../rows.ts";
import { readMovieTexts } from "./movies.ts";

const CSV_HEADER = "userId,movieId,rating,timestamp";
const FORMS = {
  ".dat": { separator: "::", wanted: "user::item::rating::time" },
  ".csv": { separator: ",", wanted: CSV_HEADER },
};

/**
 * Reads the ratings of a MovieLens folder: `ratings.dat` (`user::item::rating::time`) or `ratings.csv` (with its header),
 * or the file itself. Every rating is an interaction, whatever its stars. Titles and genres come from the `movies` file of
 * the same form beside it, where there is one. Throws a UsageError with file and line.
 */
export async function readRatings(place: string): Promise<InteractionData> {
  const path = ratingsFile(place);
  const form = extname(path) as keyof typeof FORMS;
  const rows = new NamedRows();
  await eachLine(path, (text, line) => {
    if (form === ".csv" && line === 1) checkHeader(text, at(path, 1));
    else addRating(rows, text, { ...FORMS[form], where: at(path, line) });
  });
  const data = rows.finish(path, `lines of ${FORMS[form].wanted}`);
  const movies = join(dirname(path), `movies${form}`);
  return existsSync(movies) ? { ...data, texts: readMovieTexts(movies, data.itemNames) } : data;
}

function ratingsFile(place: string): string {
  const files = [place, join(place, "ratings.dat"), join(place, "ratings.csv")];
  const found = files.find((file) => Object.hasOwn(FORMS, extname(file)) && existsSync(file));
  if (!found) throw new UsageError(`${place}: Expected ratings.dat or ratings.csv, or a folder with one, got neither`);
  return found;
}

function checkHeader(text: string, where: string): void {
  if (text !== CSV_HEADER) throw expected(`the header ${CSV_HEADER}`, text, where);
}

function addRating(rows: NamedRows, text: string, form: { separator: string; wanted: string; where: string }): void {
  const { separator, wanted, where } = form;
  const cells = text.split(separator);
  if (cells.length !== 4) throw expected(wanted, text, where);
  const [user, item, rating, time] = cells;
  parseId(user, "a user id", where);
  parseId(item, "a movie id", where);
  parseNumber(rating, "a rating", where);
  rows.add(user, item, parseNumber(time, "a time", where));
}
