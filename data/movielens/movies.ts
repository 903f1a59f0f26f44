import { isUtf8 } from "node:buffer";
import { basename, join } from "node:path";
import { expected, inWords, UsageError } from "../../src/core/errors.ts";
import type { ItemTexts } from "../../src/core/interaction-data.ts";
import { parseCsv } from "../csv.ts";
import { at, decodeText, withoutMark } from "../encoding.ts";
import { readBytes } from "../files.ts";
import { eachLine, parseId, requireDigits } from "../lines.ts";

interface Movie {
  readonly title: string;
  readonly genres: string;
}

/** A movie's id, and the place it is said. */
interface Mention {
  readonly id: string;
  readonly where: string;
}

const CSV_HEADER = "movieId,title,genres";
/** Bytes that are looked at to tell the form. */
const LONGEST_HEADER = 1000;

/** Titles and genres by item id (from 0): `sas_to_original_items.txt` maps ids from 1 to those of `movies.dat`. */
export async function readMovies(folder: string, items: number): Promise<ItemTexts> {
  const movies = join(folder, "movies.dat");
  return readTexts(movies, await readIdMap(join(folder, "sas_to_original_items.txt"), items));
}

/** Titles and genres of the movies with the given ids, from `movies.dat` or `movies.csv`. */
export function readMovieTexts(path: string, ids: readonly string[]): ItemTexts {
  return readTexts(
    path,
    ids.map((id) => ({ id, where: path })),
  );
}

function readTexts(path: string, mentions: readonly Mention[]): ItemTexts {
  const movies = readMoviesFile(path);
  const found = mentions.map(({ id, where }) => {
    const movie = movies.get(id);
    if (!movie) throw expected(`the id of a movie in ${basename(path)}`, id, where);
    return movie;
  });
  return { titles: found.map(({ title }) => title), genres: found.map(({ genres }) => genres) };
}

/**
 * Either form of GroupLens: `id::title::genre|genre` lines in latin-1 (or copies in UTF-8), or CSV in UTF-8, which its header
 * tells. Each movie once.
 */
function readMoviesFile(path: string): Map<string, Movie> {
  const movies = new Map<string, Movie>();
  for (const { cells, where } of movieRows(readBytes(path), path)) {
    const [id, title, genres] = cells;
    requireDigits(id, "a movie id", where);
    if (movies.has(id)) throw expected("each movie once", id, where);
    movies.set(id, { title, genres: genres.split("|").join(", ") });
  }
  return movies;
}

function movieRows(bytes: Buffer, path: string): Iterable<MovieRow> {
  const isDoubleColon = firstLine(bytes.toString("latin1", 0, LONGEST_HEADER)).includes("::");
  const text = withoutMark(isDoubleColon && !isUtf8(bytes) ? bytes.toString("latin1") : decodeText(bytes, path));
  return isDoubleColon ? doubleColonRows(text, path) : csvRows(text, path);
}

function firstLine(text: string): string {
  return text.trimStart().split(/[\r\n]/, 1)[0];
}

interface MovieRow {
  readonly cells: readonly string[];
  readonly where: string;
}

function* doubleColonRows(text: string, path: string): Generator<MovieRow> {
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (!line) continue;
    const where = at(path, i + 1);
    const cells = line.split("::");
    if (cells.length !== 3) throw expected("id::title::genres", line, where);
    yield { cells, where };
  }
}

/** Titles hold commas and quotes: split by a CSV parser, for which all rows have as many cells as the header. */
function csvRows(text: string, path: string): MovieRow[] {
  const first = firstLine(text);
  const wanted = `id::title::genres, or the header ${CSV_HEADER}`;
  if (first.replaceAll('"', "") !== CSV_HEADER) throw expected(wanted, first || inWords("an empty file"), at(path, 1));
  const [header, ...rows] = parseCsv(text, path);
  if (header.record.join("\n") !== CSV_HEADER.replaceAll(",", "\n")) throw expected(wanted, first, at(path, 1));
  return rows.map(({ info, record }) => ({ cells: record, where: at(path, info.lines) }));
}

/** Original id of each item from 0. */
async function readIdMap(path: string, items: number): Promise<Mention[]> {
  const map: Mention[] = [];
  await eachLine(path, (text, line) => {
    const where = at(path, line);
    const [number, id, ...more] = text.trim().split(/\s+/);
    if (id === undefined || more.length > 0) throw expected("two whole numbers", text, where);
    const item = parseId(number, "two whole numbers", where);
    requireDigits(id, "two whole numbers", where);
    if (item < 1 || item > items) throw expected(`item ids from 1 to ${items}`, item, where);
    if (map[item - 1]) throw expected("each item once", item, where);
    map[item - 1] = { id, where };
  });
  const missing = Array.from({ length: items }, (_, i) => map[i]).indexOf(undefined as never);
  if (missing >= 0) throw new UsageError(`${path}: Expected items 1 to ${items}, got no ${missing + 1}`);
  return map;
}
