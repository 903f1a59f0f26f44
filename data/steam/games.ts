/** What steam_games.json says of games. */
import type { FactorWords, ItemTexts } from "../../src/core/interaction-data.ts";
import { at } from "../encoding.ts";
import { eachLine } from "../lines.ts";
import { ownText } from "../rows.ts";
import { idOf } from "./ids.ts";
import { PRICE_BINS, priceBin } from "./price.ts";
import { type PythonValue, parsePythonDict } from "./python-literal.ts";

/** A game; a text is empty where the file has none. */
interface Game {
  readonly title: string;
  readonly genres: readonly string[];
  readonly sentiment: string;
  /** Number of its range, 0..5. */
  readonly price: number;
  readonly developer: string;
}

const STRANGER: Game = { title: "", genres: [], sentiment: "", price: 0, developer: "" };

/** Texts and factors of games, in the order of their ids. */
export interface GameFacts {
  readonly texts: ItemTexts;
  readonly factors: readonly FactorWords[];
}

/**
 * Reads what a file of games, a Python dict a line, says of those with the given ids. Of a game that comes twice the first line
 * counts; one without an id is passed over, and of one that is not there nothing is known. Throws a UsageError with file and line.
 */
export async function readGames(path: string, ids: readonly string[]): Promise<GameFacts> {
  const wanted = new Set(ids);
  const games = new Map<string, Game>();
  await eachLine(path, (text, line) => {
    const fields = parsePythonDict(text, at(path, line));
    const id = idOf(fields.id);
    if (id !== undefined && wanted.has(id) && !games.has(id)) games.set(id, gameOf(fields));
  });
  return factsOf(ids.map((id) => games.get(id) ?? STRANGER));
}

function gameOf({ title, app_name, genres, sentiment, price, developer }: Record<string, PythonValue>): Game {
  return {
    title: textOf(title) || textOf(app_name),
    genres: Array.isArray(genres) ? genres.map(textOf) : [],
    sentiment: textOf(sentiment),
    price: priceBin(price),
    developer: textOf(developer),
  };
}

function textOf(value: PythonValue | undefined): string {
  return typeof value === "string" ? ownText(value.trim()) : "";
}

function factsOf(games: readonly Game[]): GameFacts {
  const each = (wordOf: (game: Game) => string) => games.map((game) => [wordOf(game)].filter(Boolean));
  return {
    texts: { titles: games.map(({ title }) => title), genres: games.map(({ genres }) => genres.join(", ")) },
    factors: [
      { name: "sentiment", words: each(({ sentiment }) => sentiment) },
      { name: "price", words: each(({ price }) => PRICE_BINS[price]), scale: PRICE_BINS },
      { name: "developer", words: each(({ developer }) => developer) },
    ],
  };
}
