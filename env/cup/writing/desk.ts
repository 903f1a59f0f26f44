/** A category's vocabulary, ready for writing. */
import type { Stream } from "../../../src/core/random.ts";
import type { Vocabulary } from "../vocabulary/types.ts";
import { drawPeople, drawSetting, type People, type Setting } from "./cast.ts";
import { ATTRIBUTIONS, SHARED } from "./frames.ts";
import { type VerbForms, verbForms } from "./grammar.ts";
import { OWN_FRAMES, REGULARS } from "./looseness.ts";
import { compileFrame, type Frame } from "./template.ts";

/** Who writes in the words of one category, of whom and where. */
export interface Desk {
  readonly words: Vocabulary;
  readonly verbs: readonly VerbForms[];
  readonly headlines: FramePool;
  readonly sentences: FramePool;
  readonly quotes: readonly Frame[];
  /** Whom the desk writes of again and again. */
  readonly people: readonly People[];
  readonly settings: readonly Setting[];
}

/** Frames of a category and of all that share its register. */
export interface FramePool {
  /** Share of texts in frames of the category's own. */
  readonly ownShare: number;
  readonly own: readonly Frame[];
  readonly shared: readonly Frame[];
}

/** Compiles a category's frames and draws its regulars. */
export function openDesk(words: Vocabulary, random: Stream): Desk {
  const shared = SHARED[words.register];
  const quotes = words.quotes.flatMap((quote) => ATTRIBUTIONS.map((frame) => frame.replace("{quote}", quote)));
  return {
    words,
    verbs: words.verbs.map(verbForms),
    headlines: {
      ownShare: OWN_FRAMES.headline,
      own: words.headlines.map(compileFrame),
      shared: shared.headlines.map(compileFrame),
    },
    sentences: {
      ownShare: OWN_FRAMES.sentence,
      own: words.sentences.map(compileFrame),
      shared: shared.sentences.map(compileFrame),
    },
    quotes: quotes.map(compileFrame),
    people: Array.from({ length: REGULARS }, () => drawPeople(words, random)),
    settings: Array.from({ length: REGULARS }, () => drawSetting(words, random)),
  };
}

/** Draws a frame of the category's own or of its register. */
export function drawFrame({ ownShare, own, shared }: FramePool, random: Stream): Frame {
  return random.pick(random.uniform() < ownShare ? own : shared);
}
