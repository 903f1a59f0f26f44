import type { Interactions } from "./types.ts";

/** Title and genres of each item, by id; genres as text: `Animation, Children's, Comedy`. */
export interface ItemTexts {
  readonly titles: readonly string[];
  readonly genres: readonly string[];
}

/** What a source says of its items by one categorical factor: a genre, a developer, a range of prices. */
export interface FactorWords {
  readonly name: string;
  /** The words for each item, by id: one, several, or none where nothing is known. */
  readonly words: readonly (readonly string[])[];
  /** Values that have an order of their own, in that order; else they are numbered by name. */
  readonly scale?: readonly string[];
}

/** When rows of interactions happened, as far as their order goes. */
export interface RowTimes {
  /** Below 0 where row `a` was before row `b`, above 0 where after; rows of one time are in the order of their source. */
  compare(a: number, b: number): number;
}

/** What every reader of a file of interactions gives. */
export interface InteractionData {
  /** User by user, each user's in time order. */
  readonly interactions: Interactions;
  /** There where the source has times. */
  readonly times?: RowTimes;
  readonly users: number;
  readonly items: number;
  /** The source's name of each user and item, by id. */
  readonly userNames: readonly string[];
  readonly itemNames: readonly string[];
  /** There where the source tells of its items. */
  readonly texts?: ItemTexts;
  readonly factors?: readonly FactorWords[];
  /** Hash of the world's catalogue whose ids the items have; absent where they are numbered here. */
  readonly catalogueHash?: string;
}
