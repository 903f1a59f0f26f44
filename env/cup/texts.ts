/**
 * Headlines and descriptions for the cup world, so that texts say what the hidden features say: every item speaks in
 * the words of its category and, mostly, of its story's people, place and matter. As in real news some items of a story
 * follow another thread: each part of the story's cast is now and then somebody or something else.
 */
import { expected } from "../../src/core/errors.ts";
import type { ItemText } from "../../src/core/packed-catalogue.ts";
import type { Stream } from "../../src/core/random.ts";
import type { Label } from "./stories.ts";
import { CATEGORIES, type Vocabulary } from "./vocabulary.ts";
import { type Cast, drawCast, drawMatter, drawPeople, drawSetting } from "./writing/cast.ts";
import { ATTRIBUTIONS, SHARED } from "./writing/frames.ts";
import { capitalised, headlineCase, type VerbForms, verbForms, wordCount } from "./writing/grammar.ts";
import { compileFrame, type Frame, type Scene } from "./writing/template.ts";

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

/**
 * Probability that an item takes each part of the cast from its story and does not draw its own. With these, 67 to
 * 70% of the three nearest items by words are of the same story, over 209,527 items in stories of 20 on average.
 */
const KEEPS = { people: 0.85, setting: 0.85, matter: 0.85 };
/** Share of headlines and sentences in frames that only their category has. */
const OWN_FRAME = 0.72;
const QUOTE = 0.35;
const SECOND_SENTENCE = 0.5;
const NO_DESCRIPTION = 0.02;
/** Share of headlines of the culture register that announce pictures. */
const GALLERY = 0.04;
interface Lengths {
  readonly min: number;
  readonly max: number;
}
const HEADLINE_WORDS: Lengths = { min: 6, max: 14 };
const DESCRIPTION_WORDS: Lengths = { min: 10, max: 30 };
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

function* writeItems({ category, story, random }: TextsInput): Generator<ItemText> {
  const desks = CATEGORIES.map(({ vocabulary }) => openDesk(vocabulary));
  const casts = new Map<number, Cast>();
  const items = random.fork("items");
  for (let i = 0; i < category.length; i++) {
    const desk = desks[category[i]];
    const cast = casts.get(story[i]) ?? drawCast(desk.words, random.fork(`story ${story[i]}`));
    casts.set(story[i], cast);
    const scene = drawScene(desk, cast, items);
    yield { title: writeHeadline(desk, scene), description: writeDescription(desk, scene) };
  }
}

/** A category's vocabulary with its frames compiled. */
interface Desk {
  readonly words: Vocabulary;
  readonly verbs: readonly VerbForms[];
  readonly headlines: FramePool;
  readonly sentences: FramePool;
  readonly quotes: readonly Frame[];
}

interface FramePool {
  readonly own: readonly Frame[];
  readonly shared: readonly Frame[];
}

function openDesk(words: Vocabulary): Desk {
  const shared = SHARED[words.register];
  const quotes = words.quotes.flatMap((quote) => ATTRIBUTIONS.map((frame) => frame.replace("{quote}", quote)));
  return {
    words,
    verbs: words.verbs.map(verbForms),
    headlines: { own: words.headlines.map(compileFrame), shared: shared.headlines.map(compileFrame) },
    sentences: { own: words.sentences.map(compileFrame), shared: shared.sentences.map(compileFrame) },
    quotes: quotes.map(compileFrame),
  };
}

function drawScene({ words, verbs }: Desk, story: Cast, random: Stream): Scene {
  return {
    people: random.uniform() < KEEPS.people ? story.people : drawPeople(words, random),
    setting: random.uniform() < KEEPS.setting ? story.setting : drawSetting(words, random),
    matter: random.uniform() < KEEPS.matter ? story.matter : drawMatter(words, random),
    object: random.pick(story.objects),
    groups: story.groups,
    words,
    verbs,
    random,
  };
}

function writeHeadline(desk: Desk, scene: Scene): string {
  const { text } = fittingText(desk.headlines, scene, HEADLINE_WORDS);
  const gallery = desk.words.register === "culture" && scene.random.uniform() < GALLERY;
  return headlineCase(text) + (gallery ? scene.random.pick([" (PHOTOS)", " (VIDEO)"]) : "");
}

function writeDescription(desk: Desk, scene: Scene): string {
  const { random } = scene;
  if (random.uniform() < NO_DESCRIPTION) return "";
  const first = fittingText(desk.sentences, scene, DESCRIPTION_WORDS);
  if (random.uniform() >= SECOND_SENTENCE) return first.text;
  const frame = random.uniform() < QUOTE ? random.pick(desk.quotes) : drawFrame(desk.sentences, random);
  const second = capitalised(frame(scene));
  const fits = wordCount(first.text) + wordCount(second) <= DESCRIPTION_WORDS.max;
  return fits && frame !== first.frame ? `${first.text} ${second}` : first.text;
}

/** Fills in frame after frame until the length fits. */
function fittingText(pool: FramePool, scene: Scene, { min, max }: Lengths): { frame: Frame; text: string } {
  for (let attempt = 1; ; attempt++) {
    const frame = drawFrame(pool, scene.random);
    const text = capitalised(frame(scene));
    const words = wordCount(text);
    if ((words >= min && words <= max) || attempt === ATTEMPTS) return { frame, text };
  }
}

function drawFrame({ own, shared }: FramePool, random: Stream): Frame {
  return random.pick(random.uniform() < OWN_FRAME ? own : shared);
}
