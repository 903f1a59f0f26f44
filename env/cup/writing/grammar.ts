/** The little English grammar that filled-in frames need. */

/** Vowels by letter ("u" not as in "union") and letters spelled out ("an HBCU"). */
const VOWEL_SOUND = /^([aeioAEIO]|u(?!ni|ti|s)|[FHLMNRSX](?=[A-Z&]))/;
const CONSONANT_SOUND = /^(one\b|[eE]u|NASA|NATO|NICU|STEM)/;

/** "a" or "an" for a phrase, by sound. */
export function article(phrase: string): "a" | "an" {
  return VOWEL_SOUND.test(phrase) && !CONSONANT_SOUND.test(phrase) ? "an" : "a";
}

/** A name with its possessive ending: "Holt's", "Marlow Falls'". */
export function possessive(name: string): string {
  return name.endsWith("s") ? `${name}'` : `${name}'s`;
}

/** A verb phrase in the forms that frames ask for. */
export interface VerbForms {
  readonly verb: string;
  /** Third person singular. */
  readonly verbs: string;
  /** Simple past, the same as the participle for every verb in use. */
  readonly verbed: string;
}

const IRREGULAR_PAST: Readonly<Record<string, string>> = {
  bring: "brought",
  build: "built",
  buy: "bought",
  fight: "fought",
  find: "found",
  flee: "fled",
  keep: "kept",
  lead: "led",
  make: "made",
  misread: "misread",
  quit: "quit",
  read: "read",
  rethink: "rethought",
  understand: "understood",
  win: "won",
};

/**
 * The forms of a regular verb. Verbs whose past and participle differ ("wear, wore, worn") do not fit `VerbForms`; the
 * vocabulary must avoid them.
 */
export function verbForms(phrase: string): VerbForms {
  const [verb, ...rest] = phrase.split(" ");
  const tail = rest.length > 0 ? ` ${rest.join(" ")}` : "";
  return { verb: phrase, verbs: thirdPerson(verb) + tail, verbed: (IRREGULAR_PAST[verb] ?? regularPast(verb)) + tail };
}

function thirdPerson(verb: string): string {
  if (/(s|x|z|ch|sh|o)$/.test(verb)) return `${verb}es`;
  return /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ies` : `${verb}s`;
}

function regularPast(verb: string): string {
  if (verb.endsWith("e")) return `${verb}d`;
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ied`;
  return /^[^aeiou]*[aeiou][^aeiouwxy]$/.test(verb) ? `${verb}${verb.at(-1)}ed` : `${verb}ed`;
}

const MINOR = new Set("a an and as at but by for from in nor of on or over the to via vs. with".split(" "));
/** Words in Title Case, remembered: headlines use few different ones. */
const titled = new Map<string, string>();

/** Title Case as news desks set it: minor words stay low except at the start and after a colon or question mark. */
export function headlineCase(text: string): string {
  let result = "";
  let opening = true;
  for (const word of text.split(" ")) {
    result += (result === "" ? "" : " ") + (opening || !MINOR.has(word) ? titleCase(word) : word);
    opening = word.endsWith(":") || word.endsWith("?");
  }
  return result;
}

function titleCase(word: string): string {
  const known = titled.get(word);
  if (known !== undefined) return known;
  const parts = word.split("-").map((part, i) => (i > 0 && MINOR.has(part) ? part : capitalised(part)));
  const result = parts.join("-");
  titled.set(word, result);
  return result;
}

const FIRST_LETTER = /^(["'(#]*)(\p{Ll})(?!\p{Lu})/u;

/** A text with a capital first letter, after quotation marks too; "iPhone" stays as it is. */
export function capitalised(text: string): string {
  return text.replace(FIRST_LETTER, (_, marks: string, letter: string) => marks + letter.toUpperCase());
}

/** Number of words in a text, which are divided by single blanks. */
export function wordCount(text: string): number {
  let count = 1;
  for (let i = text.indexOf(" "); i >= 0; i = text.indexOf(" ", i + 1)) count++;
  return count;
}
