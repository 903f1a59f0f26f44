/** What a header says of the columns of a file of interactions, in whatever words its tool has for users and items. */
import { expected, inWords } from "../../src/core/errors.ts";
import type { Columns } from "./columns.ts";

/** The likeliest first: under `session_id,user_id,item_id` the users are in the second column. */
const USER_WORDS = `user usr uid reviewer rater customer cust consumer client member visitor viewer reader listener player gamer buyer
  shopper subscriber account acct profile person people student learner patient patron guest traveler traveller follower fan voter
  author login household visit session playlist basket cart order invoice from src source`;

/** The likeliest first: under `user,artist,track` the items are in the last column. */
const ITEM_WORDS = `item itm iid parentasin asin isbn sku product prod movie film video show series anime manga song track article news
  book page paper document doc story recipe business biz restaurant place venue poi location hotel property listing game app stock
  merchandise good course lesson job ad advertisement offer coupon event podcast episode program programme channel stream post
  tweet photo image picture pin beer wine food dish joke repository repo package site website domain link url uri question thread
  entity object thing content title album artist creator brand category tag followee followed sid mid bid pid vid to dst dest
  destination target`;

/** What may stand around a word: `fk_user_id`, `StockCode`, `item_ids`, `FromNodeId`. */
const BEFORE = "(fk|anon|anonymous|anonymi[sz]ed|hashed|encoded|raw|original|unique|new|my|the)*";
const AFTER =
  "(id|identifier|name|key|code|no|num|nr|number|idx|index|hash|uuid|guid|uri|url|slug|title|token|seq|node)*s?";

const USER = USER_WORDS.split(/\s+/).map(patternOf);
const ITEM = ITEM_WORDS.split(/\s+/).map(patternOf);
const TIME = [/^(unix)?(review|user|item)?(time|timestamp|ts)(ms|s|ns)?$/];

function patternOf(word: string): RegExp {
  return new RegExp(`^${BEFORE}${word.replace(/y$/, "(y|ie)")}(e?s)?${AFTER}$`);
}

/** The columns that a line names; undefined where it is no header: one names users and items. */
export function columnsOfHeader(cells: readonly string[]): Columns | undefined {
  const words = cells.map(wordOf);
  const [user, item, time] = [USER, ITEM, TIME].map((patterns) => placeOf(patterns, words));
  return user < 0 || item < 0 ? undefined : { count: cells.length, user, item, time, rating: -1 };
}

/**
 * Checks that a first line says what its columns are, where it names any. Throws a UsageError for a header that names users or items
 * alone, and for one with a name twice.
 */
export function checkHeader(cells: readonly string[], where: string): void {
  const words = cells.map(wordOf);
  const isKnown = (word: string) => placeOf([...USER, ...ITEM, ...TIME], [word]) === 0;
  if (!columnsOfHeader(cells)) {
    const remedy = "prepare --columns says what the columns are, --no-header that it is a row";
    if (words.every(isKnown)) throw expected(`a header with users and items (${remedy})`, cells.join(" "), where);
    return;
  }
  const names = cells.map((cell) => cell.toLowerCase());
  const twice = names.findIndex((name, i) => name !== "" && names.indexOf(name) < i);
  if (twice >= 0) throw expected("columns of different names", inWords(`two of ${cells[twice]}`), where);
}

/** The letters of a cell without its type: `user_id:token` is userid. Names of columns have no digits. */
function wordOf(cell: string): string {
  if (/\d/.test(cell)) return "";
  return cell
    .toLowerCase()
    .replace(/(?<=\w):\w+$/, "")
    .replace(/[^a-z]/g, "");
}

function placeOf(patterns: readonly RegExp[], words: readonly string[]): number {
  const pattern = patterns.find((it) => words.some((word) => it.test(word)));
  return pattern ? words.findIndex((word) => pattern.test(word)) : -1;
}
