/**
 * Headlines and descriptions for the cup world, so that texts say what the hidden features say, as loosely as real news
 * does. A story has a thread for its category and for each further label: people, place and matter in that label's words.
 * Every part of an item belongs to one of the threads, in proportion to their weights, and is now and then somebody or
 * something else of the same label; a headline tells some of the item's parts alone. Headlines are mostly written at the
 * category's desk, sentences often at another.
 */
import { expected } from "../../src/core/errors.ts";
import type { ItemText } from "../../src/core/packed-catalogue.ts";
import type { Stream } from "../../src/core/random.ts";
import type { Label } from "./stories.ts";
import { CATEGORIES } from "./vocabulary.ts";
import { type Desk, drawFrame, openDesk } from "./writing/desk.ts";
import { capitalised, headlineCase, wordCount } from "./writing/grammar.ts";
import { LOUDNESS } from "./writing/looseness.ts";
import { Article, ThreadScene } from "./writing/scene.ts";
import type { Frame, Scene } from "./writing/template.ts";
import { drawDesk, openThreads, type Threads } from "./writing/threads.ts";

/** What texts are written for. */
export interface TextsInput {
  /** Category of each item, 0..41: [N]. */
  readonly category: ArrayLike<number>;
  /** Story of each item, any integers; the items of a story are of one category: [N]. */
  readonly story: ArrayLike<number>;
  /** A story's further labels, heaviest first. */
  labels(story: number): readonly Label[];
  readonly random: Stream;
}

const QUOTE = 0.35;
const SECOND_SENTENCE = 0.85;
const NO_DESCRIPTION = 0.02;
/** Share of headlines of the culture register that announce pictures. */
const GALLERY = 0.04;
interface Lengths {
  readonly min: number;
  readonly max: number;
}
const HEADLINE_WORDS: Lengths = { min: 6, max: 14 };
const DESCRIPTION_WORDS: Lengths = { min: 10, max: 40 };
const SENTENCE_WORDS: Lengths = { min: 10, max: 30 };
/** Draws before a text of a length out of range is taken as it is. */
const ATTEMPTS = 20;

/**
 * Writes the texts of a catalogue, item by item: the same input and stream give the same texts.
 * Throws a UsageError for columns of different lengths, an unknown category, or a story in two categories.
 */
export function generateTexts(input: TextsInput): Iterable<ItemText> {
  checkColumns(input);
  return writeItems(input);
}

function checkColumns({ category, story }: TextsInput): void {
  if (category.length !== story.length) throw expected(`${category.length} stories`, story.length);
  const categoryOf = new Map<number, number>();
  for (let i = 0; i < category.length; i++) {
    if (!CATEGORIES[category[i]]) throw expected(`a category 0..${CATEGORIES.length - 1}`, category[i], `item ${i}`);
    const known = categoryOf.get(story[i]) ?? category[i];
    if (known !== category[i])
      throw expected(`category ${known} as in all of story ${story[i]}`, category[i], `item ${i}`);
    categoryOf.set(story[i], known);
  }
}

function* writeItems(input: TextsInput): Generator<ItemText> {
  const desks = CATEGORIES.map(({ name, vocabulary }) => openDesk(vocabulary, input.random.fork(`desk ${name}`)));
  const threadsOf = threadsByStory(input, desks);
  const random = input.random.fork("items");
  for (let i = 0; i < input.category.length; i++) {
    const article = new Article({ threads: threadsOf(i), desks, random });
    yield { title: writeHeadline(article), description: writeDescription(article) };
  }
}

/** Threads of an item's story, drawn when its first item is written. */
function threadsByStory(
  { category, story, labels, random }: TextsInput,
  desks: readonly Desk[],
): (item: number) => Threads {
  const known = new Map<number, Threads>();
  return (item) => {
    const id = story[item];
    const own = { category: category[item], weight: 1 };
    const threads = known.get(id) ?? openThreads([own, ...labels(id)], desks, random.fork(`story ${id}`));
    known.set(id, threads);
    return threads;
  };
}

function writeHeadline(article: Article): string {
  const { threads, random } = article;
  const desk = drawDesk(threads, LOUDNESS.headline, random);
  const scene = new ThreadScene(article.teaser(), desk);
  const { text } = fittingText(() => drawFrame(desk.headlines, random), scene, HEADLINE_WORDS);
  const gallery = desk.words.register === "culture" && random.uniform() < GALLERY;
  return headlineCase(text) + (gallery ? random.pick([" (PHOTOS)", " (VIDEO)"]) : "");
}

function writeDescription(article: Article): string {
  const { threads, random } = article;
  if (random.uniform() < NO_DESCRIPTION) return "";
  const desk = drawDesk(threads, LOUDNESS.sentence, random);
  const first = fittingText(() => drawFrame(desk.sentences, random), new ThreadScene(article, desk), SENTENCE_WORDS);
  if (random.uniform() >= SECOND_SENTENCE) return first.text;
  const left = { min: 0, max: DESCRIPTION_WORDS.max - wordCount(first.text) };
  const second = writeSecond(article.aside(), left);
  return wordCount(second.text) <= left.max && second.frame !== first.frame
    ? `${first.text} ${second.text}`
    : first.text;
}

function writeSecond(article: Article, lengths: Lengths): Text {
  const { threads, random } = article;
  const desk = drawDesk(threads, LOUDNESS.sentence, random);
  const draw = () => (random.uniform() < QUOTE ? random.pick(desk.quotes) : drawFrame(desk.sentences, random));
  return fittingText(draw, new ThreadScene(article, desk), lengths);
}

interface Text {
  readonly frame: Frame;
  readonly text: string;
}

/** Fills in frame after frame until the length fits. */
function fittingText(draw: () => Frame, scene: Scene, { min, max }: Lengths): Text {
  for (let attempt = 1; ; attempt++) {
    const frame = draw();
    const text = capitalised(frame(scene));
    const words = wordCount(text);
    if ((words >= min && words <= max) || attempt === ATTEMPTS) return { frame, text };
  }
}
