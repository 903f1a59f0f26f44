/** What the writer of the cup world's news texts (`../texts.ts`) needs to know of a category. */

/** Tone: which shared frames stand beside a category's own (`frames.ts`). */
export type Register = "news" | "advice" | "culture";

/** Where a category's stories play: invented towns, or invented foreign cities and provinces. */
export type PlaceStyle = "town" | "world";

/**
 * Words and frames of one category. The parts of speech are a contract, so that any phrase fits any frame:
 * a topic is `issue head` ("farm subsidy" + "bill") and takes an article; frames name slots in braces (see `slots.ts`).
 */
export interface Vocabulary {
  readonly register: Register;
  readonly places: PlaceStyle;
  /** Singular nouns that can stand before a name: "senator". */
  readonly roles: readonly string[];
  /** Attributive nouns, first half of a topic: "farm subsidy". */
  readonly issues: readonly string[];
  /** Singular countable nouns, second half of a topic: "bill". */
  readonly heads: readonly string[];
  /** Singular countable props of a story: "leaked memo". */
  readonly objects: readonly string[];
  /** Plural nouns: "swing voters". */
  readonly groups: readonly string[];
  /** Transitive verbs, base form, with a topic as object: "defend". */
  readonly verbs: readonly string[];
  /** Adverbial phrases without a finite verb, to end a clause: "ahead of the primary". */
  readonly angles: readonly string[];
  /** Names of organisations that take "the" in running text; `{name}` is invented. */
  readonly organisations: readonly string[];
  /** Headline frames of this category alone. */
  readonly headlines: readonly string[];
  /** Sentence frames of this category alone. */
  readonly sentences: readonly string[];
  /** What its people say: sentences without quotation marks and full stop. */
  readonly quotes: readonly string[];
}

/** A category of the News Category Dataset. */
export interface Category {
  readonly name: string;
  /** Number of articles as listed for the data set: a weight, for the listed numbers sum to more than the catalogue. */
  readonly weight: number;
  /** Categories of one group are related: their labels are often found on one story. No group has one category alone. */
  readonly group: string;
  readonly vocabulary: Vocabulary;
}

/** Phrases separated by `|` or line ends. */
export function list(text: TemplateStringsArray): readonly string[] {
  return text.raw[0]
    .split(/[|\n]/)
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== "");
}
