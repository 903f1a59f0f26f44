/**
 * How loosely texts tell the story and its labels: every constant that decides it. What they make of the three nearest
 * texts, by each embedder, is in docs/calibration.md (`npm run calibrate -- --stories`).
 */

/**
 * Probability that a part of an item is the story's own; else it is another of the same label. Rare names tell stories apart
 * and little else; what a story is about returns in other stories of its labels.
 */
export const KEEPS = { people: 0.5, setting: 0.5, matter: 0.1, object: 0.1, group: 0.1 };

/**
 * How loud a story's further labels are beside its category, whose weight is 1: their weights are multiplied by this. Headlines
 * mostly stay with the category's frames; what fills the slots makes up for that.
 */
export const LOUDNESS = { headline: 0.1, sentence: 1, part: 4 };

/**
 * Share of an item's people, setting and matter that its headline tells; the others belong to the same label and another story. A
 * headline is written to be opened: who reads headlines alone learns what an item is about, and little of the story.
 */
export const HEADLINE_TELLS = 0.5;

/** Parts of an item that are dealt together, each label about as many as its share: most items need no second hand. */
export const HAND = 12;

/** People, and places with their organisations, that each category writes of again and again beside its stories' own. */
export const REGULARS = 40;

/** Share of parts that belong to no label of the story: news is full of what has nothing to do with its subject. */
export const STRAY = 0.05;

/** Share of headlines and of sentences in frames that only their category has; the others are of its register. */
export const OWN_FRAMES = { headline: 0.7, sentence: 0.4 };
