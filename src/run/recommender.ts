/** From a user's history to the best items: one question to a model, an agent or a baseline, whichever it is. */
import { checkIds } from "../core/check-ids.ts";
import { expected, inWords } from "../core/errors.ts";
import type { NameIndex } from "./names.ts";
import type { Roll } from "./roll.ts";

/** For whom items are recommended, and how many. */
export interface RecommendationQuery {
  /** From 0. Models that know no users do without. */
  readonly user?: number;
  /** Item ids from 0, oldest first; where absent, all that is known of the user. */
  readonly history?: ArrayLike<number>;
  /** At least 1; there are fewer where no more are left. */
  readonly k: number;
}

/** An item of a recommendation. */
export interface RecommendedItem {
  /** From 0. */
  readonly item: number;
  readonly name: string;
  readonly title?: string;
  /** The model's own: higher is better, and no more than that. Agents tell none. */
  readonly score?: number;
}

/** What is recommended, best first, and after which items. */
export interface Recommendation {
  readonly history: Int32Array;
  readonly items: readonly RecommendedItem[];
}

/** A model that is open for recommendations. */
export interface Recommender {
  /** Agent or baseline with its settings, or path of the checkpoint. */
  readonly name: string;
  readonly items: NameIndex;
  /** Absent where nothing tells users apart. */
  readonly users?: NameIndex;
  /**
   * The best items outside the whole history, as offline evaluation ranks them, ties by smaller id; an agent's are the slate that it
   * would show now. Throws a UsageError for a user, an item or a number that cannot be, and for a user that is not told or of no use.
   */
  recommend(query: RecommendationQuery): Promise<Recommendation>;
  /** Frees tensors and engine. */
  close(): void;
}

/** A question with nothing left open. */
export interface ListQuery {
  readonly user?: number;
  readonly history: Int32Array;
  readonly k: number;
}

/** The best items, best first. */
export interface BestList {
  readonly items: Int32Array;
  readonly scores?: Float32Array;
}

/** What recommenders are made of: who gives the best items, of ids alone. */
export interface ListMaker {
  readonly name: string;
  /** What it recommends depends on who the user is. */
  readonly knowsUsers: boolean;
  best(query: ListQuery): Promise<BestList>;
  close(): void;
}

/** Gives what makes lists its names. */
export function recommenderOf(maker: ListMaker, roll: Roll): Recommender {
  const { items: names, users } = roll;
  return {
    name: maker.name,
    items: names,
    ...(users && { users }),
    async recommend(query) {
      checkUser(query, maker, roll);
      const history = historyOf(query, roll);
      checkIds(history, { what: "items", last: names.count - 1 }, "history");
      const { user, k } = query;
      const { items, scores } = await maker.best({ user, history, k: Math.min(checkCount(k), names.count) });
      return { history, items: Array.from(items, (item, i) => recommended(names, item, scores?.[i])) };
    },
    close: maker.close,
  };
}

function recommended(names: NameIndex, item: number, score: number | undefined): RecommendedItem {
  const title = names.titleOf(item);
  return {
    item,
    name: names.nameOf(item),
    ...(title === undefined ? {} : { title }),
    ...(score === undefined ? {} : { score }),
  };
}

function checkCount(k: number): number {
  if (!Number.isInteger(k) || k < 1) throw expected("a whole number of at least 1", k, "k");
  return k;
}

function checkUser(
  { user, history }: RecommendationQuery,
  { name, knowsUsers }: ListMaker,
  { users, historyOf: known }: Roll,
): void {
  if (user === undefined && knowsUsers)
    throw expected(`a user, without whom ${name} recommends nothing`, inWords("none"), "user");
  if (user === undefined) return;
  if (!users || (!knowsUsers && !known)) throw expected(`no user, whom ${name} does not know`, user, "user");
  checkIds([user], { what: "users", last: users.count - 1 }, "user");
  if (history !== undefined && !knowsUsers)
    throw expected(`a history or a user, whom ${name} knows by a history alone`, inWords("both"), "user");
}

function historyOf({ user, history }: RecommendationQuery, { historyOf: known }: Roll): Int32Array {
  if (history !== undefined) return Int32Array.from(history);
  if (user !== undefined && known) return known(user);
  throw expected(`the items that came before${known ? ", or a user who has some" : ""}`, inWords("none"), "history");
}
