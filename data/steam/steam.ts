/** Reviews and games of Steam, as the McAuley lab publishes them. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expected, UsageError } from "../../src/core/errors.ts";
import type { InteractionData } from "../../src/core/interaction-data.ts";
import type { ReadListener } from "../../src/core/worlds.ts";
import { at } from "../encoding.ts";
import { eachLine } from "../lines.ts";
import { NamedRows } from "../rows.ts";
import { readGames } from "./games.ts";
import { idOf } from "./ids.ts";
import { parsePythonDict } from "./python-literal.ts";

const REVIEWS = "steam_reviews.json";
const GAMES = "steam_games.json";
const MS_A_DAY = 86_400_000;

/**
 * Reads a folder with `steam_reviews.json` and `steam_games.json`, one Python dict a line, plain or packed with gzip. Every review
 * is an interaction; each user's are sorted by date, equal dates in line order. Users who share a name are told apart where the
 * reviews have a `user_id`. Factors of a game: its sentiment, its range of prices, its developer. Both files are streamed. Throws a
 * UsageError with file and line.
 */
export async function readSteam(folder: string, { notify }: ReadListener = {}): Promise<InteractionData> {
  const [reviews, games] = [REVIEWS, GAMES].map((name) => fileIn(folder, name));
  const rows = new NamedRows();
  let nameless = 0;
  await eachLine(reviews, (text, line) => {
    const review = readReview(text, at(reviews, line));
    if (review.user === undefined) nameless++;
    else rows.add(review.user, review.item, review.day);
  });
  if (nameless > 0) notify?.(`${reviews}: ${nameless} reviews of an empty username are passed over`);
  const data = rows.finish(reviews, "reviews as Python literals");
  return { ...data, ...(await readGames(games, data.itemNames)) };
}

function fileIn(folder: string, name: string): string {
  const found = [name, `${name}.gz`].map((it) => join(folder, it)).find((path) => existsSync(path));
  if (found === undefined)
    throw new UsageError(`${folder}: Expected a folder with ${REVIEWS} and ${GAMES}, got no ${name}`);
  return found;
}

interface Review {
  /** Undefined where the name is empty, as anybody's may be. */
  readonly user: string | undefined;
  readonly item: string;
  readonly day: number;
}

function readReview(text: string, where: string): Review {
  const { username, user_id, product_id, date } = parsePythonDict(text, where);
  const [user, item] = [idOf(user_id) ?? idOf(username), idOf(product_id)];
  if (user === undefined && username !== "") throw expected("a text under username", username, where);
  if (item === undefined) throw expected("a text under product_id", product_id, where);
  return { user, item, day: dayOf(date, where) };
}

/** Days since 1970. */
function dayOf(date: unknown, where: string): number {
  const time = typeof date === "string" && /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(time)) throw expected("a day such as 2017-12-31 under date", date, where);
  return time / MS_A_DAY;
}
