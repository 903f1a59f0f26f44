/** Ranges of prices in dollars, as a factor of games. */
import { UNKNOWN } from "../../src/dataset/factors.ts";

/** Names of the ranges, in order; the first is of games whose price is not known. */
export const PRICE_BINS: readonly string[] = [UNKNOWN, "free", "below 1", "1 to 10", "10 to 100", "100 and more"];
/** What is above zero is in the second range, and one further for each of these that it reaches. */
const STEPS = [1, 10, 100];

/** The first number of a text; commas between thousands belong to it. */
const FIRST_NUMBER = /(?:(?<!\w)-)?(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)/;

/**
 * The range of a price as steam_games.json has it, by number: 0 missing or negative, 1 free or a text without a number
 * (`Free To Play`), 2 below one dollar, 3 below ten, 4 below a hundred, 5 from there. Of another text its first number counts.
 */
export function priceBin(price: unknown): number {
  const value = typeof price === "string" ? firstNumber(price) : price;
  if (typeof value !== "number" || !(value >= 0)) return 0;
  return value === 0 ? 1 : 2 + STEPS.filter((step) => value >= step).length;
}

/** Of an empty text none at all, of one without a number 0. */
function firstNumber(text: string): number | undefined {
  if (text.trim() === "") return undefined;
  const found = FIRST_NUMBER.exec(text);
  return found ? Number(found[0].replaceAll(",", "")) : 0;
}
