import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expected, UsageError } from "../../src/core/errors.ts";
import { at, eachLine, parseId, requireFile } from "../lines.ts";

interface Movie {
  readonly title: string;
  readonly genres: string;
}

/** Titles and genres by item id (from 0): `sas_to_original_items.txt` maps ids from 1 to those of `movies.dat`. */
export async function readMovies(folder: string, items: number): Promise<{ titles: string[]; genres: string[] }> {
  const movies = readMoviesFile(join(folder, "movies.dat"));
  const original = await readIdMap(join(folder, "sas_to_original_items.txt"), items);
  const found = Array.from(original, ({ id, where }) => {
    const movie = movies.get(id);
    if (!movie) throw expected("the id of a movie in movies.dat", id, where);
    return movie;
  });
  return { titles: found.map(({ title }) => title), genres: found.map(({ genres }) => genres) };
}

/** `id::title::genre|genre` lines. GroupLens publishes them in latin-1; copies in UTF-8 go round as well. */
function readMoviesFile(path: string): Map<number, Movie> {
  requireFile(path);
  const bytes = readFileSync(path);
  const lines = bytes.toString(isUtf8(bytes) ? "utf8" : "latin1").split(/\r?\n/);
  const movies = new Map<number, Movie>();
  for (const [i, text] of lines.entries()) if (text) addMovie(movies, text, at(path, i + 1));
  return movies;
}

function addMovie(movies: Map<number, Movie>, text: string, where: string): void {
  const [id, title, genres, ...more] = text.split("::");
  if (genres === undefined || more.length > 0) throw expected("id::title::genres", text, where);
  movies.set(parseId(id, "a movie id", where), { title, genres: genres.split("|").join(", ") });
}

/** Original id of each item from 0, and the place it is said. */
async function readIdMap(path: string, items: number): Promise<{ id: number; where: string }[]> {
  const map: { id: number; where: string }[] = [];
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
