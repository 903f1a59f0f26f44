import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type CsvError, parse } from "csv-parse/sync";
import { expected, UsageError } from "../../src/core/errors.ts";
import type { ItemTexts } from "../../src/core/interaction-data.ts";
import { at, eachLine, parseId, requireFile } from "../lines.ts";

interface Movie {
  readonly title: string;
  readonly genres: string;
}

/** A movie's id, and the place it is said. */
interface Mention {
  readonly id: number;
  readonly where: string;
}

const CSV_HEADER = "movieId,title,genres";

/** Titles and genres by item id (from 0): `sas_to_original_items.txt` maps ids from 1 to those of `movies.dat`. */
export async function readMovies(folder: string, items: number): Promise<ItemTexts> {
  const movies = join(folder, "movies.dat");
  return readTexts(movies, await readIdMap(join(folder, "sas_to_original_items.txt"), items));
}

/** Titles and genres of the movies with the given ids, from `movies.dat` or `movies.csv`. */
export function readMovieTexts(path: string, ids: readonly string[]): ItemTexts {
  return readTexts(
    path,
    ids.map((id) => ({ id: Number(id), where: path })),
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
 * tells.
 */
function readMoviesFile(path: string): Map<number, Movie> {
  requireFile(path);
  const bytes = readFileSync(path);
  const text = bytes.toString(isUtf8(bytes) ? "utf8" : "latin1");
  const movies = new Map<number, Movie>();
  for (const { cells, where } of isCsv(text, path) ? csvRows(text, path) : doubleColonRows(text, path)) {
    const [id, title, genres] = cells;
    movies.set(parseId(id, "a movie id", where), { title, genres: genres.split("|").join(", ") });
  }
  return movies;
}

function isCsv(text: string, path: string): boolean {
  const [first] = /^.*/.exec(text.trimStart()) as RegExpExecArray;
  if (first.replaceAll('"', "") === CSV_HEADER) return true;
  if (first.includes("::")) return false;
  throw expected(`id::title::genres, or the header ${CSV_HEADER}`, first, at(path, 1));
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

/** Titles hold commas and quotes: split by a CSV parser. */
function csvRows(text: string, path: string): MovieRow[] {
  try {
    const rows = parse(text, { bom: true, info: true, skip_empty_lines: true }) as unknown as CsvRow[];
    return rows.slice(1).map(({ info, record }) => ({ cells: record, where: at(path, info.lines) }));
  } catch (error) {
    const { message, lines } = error as CsvError & { lines?: number };
    throw new UsageError(`${lines ? at(path, lines) : path}: Expected CSV, got: ${message}`, { cause: error });
  }
}

interface CsvRow {
  readonly info: { readonly lines: number };
  readonly record: readonly string[];
}

/** Original id of each item from 0. */
async function readIdMap(path: string, items: number): Promise<Mention[]> {
  const map: Mention[] = [];
  await eachLine(path, (text, line) => {
    const where = at(path, line);
    const [item, id, ...more] = text.split(/\s+/).map((token) => parseId(token, "two whole numbers", where));
    if (id === undefined || more.length > 0) throw expected("two whole numbers", text, where);
    if (item < 1 || item > items) throw expected(`item ids from 1 to ${items}`, item, where);
    if (map[item - 1]) throw expected("each item once", item, where);
    map[item - 1] = { id, where };
  });
  const missing = Array.from({ length: items }, (_, i) => map[i]).indexOf(undefined as never);
  if (missing >= 0) throw new UsageError(`${path}: Expected items 1 to ${items}, got no ${missing + 1}`);
  return map;
}
