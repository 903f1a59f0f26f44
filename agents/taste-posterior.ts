/**
 * Tastes and items learnt online from everybody's clicks; public texts, clicks and responses only.
 *
 * Texts are sorted into topics. A user has a taste for each topic; an item weighs in its own topic and has an unknown
 * offset in every topic, part of which its story shares. Both are held as Gaussian beliefs and moved by each click
 * (assumed-density filtering of a bilinear utility as in "Matchbox": Stern, Herbrich, Graepel, WWW 2009). So a click
 * speaks for the item and its text neighbours with all users of like taste, and more strongly with the same user, whose
 * tastes not known yet have a part in it too.
 *
 * The slate: an untried item is clicked with a probability of a few percent, so the places of a slate hardly compete
 * and all go to the likeliest items. Favourites, items the user clicked in an earlier episode, are different. A click of
 * probability p gives p/2 patience and none costs 1, so a sure favourite (p > √3 − 1 = .73) pays for its own round,
 * while a second one beside it would halve p and be used up later for less: one is shown, and beside it untried
 * items, which the free round tests. Where the best is less sure than `alone`, two together make a miss rarer.
 */
import { z } from "zod";
import type { AgentContext, AgentDefinition, NeighbourFinder } from "../src/core/agents.ts";
import type { ClickHistory } from "../src/core/clicks.ts";
import { Stream, type StreamState } from "../src/core/random.ts";
import { type Agent, NO_CLICK, type Observation, type Slate, type Transition } from "../src/core/types.ts";
import { TopK } from "../src/retrieval/top-k.ts";
import { findTopics } from "../src/retrieval/topics.ts";
import { fillRandomly } from "./slates.ts";
import { beginEpisode, emptyMemory, remember, type UserMemory } from "./taste/memory.ts";
import { type BeliefState, Beliefs, type RelatedItem } from "./taste/posterior.ts";

const schema = z.strictObject({
  topics: z.int().min(1).max(1000).default(64).describe("topics that the texts are sorted into"),
  related: z.int().min(0).default(20).describe("text neighbours that learn from a click on an item"),
  topicWeight: z.number().default(0.95).describe("weight of an item in its own topic"),
  tasteSd: z.number().positive().default(0.41).describe("prior sd of a user's taste for a topic"),
  tasteSquares: z.number().positive().default(7.2).describe("expected squared length of a user's taste"),
  offsetSd: z.number().positive().default(0.15).describe("prior sd of an item's offset, each topic"),
  storyShare: z.number().min(0).max(1).default(0.27).describe("share of the offset's variance that a story holds"),
  clickUtility: z.number().default(1.75).describe("utility that a click stands for, on average"),
  clickSd: z.number().positive().default(0.15).describe("sd of that utility"),
  least: z.number().default(0.3).describe("topics are searched where the user's taste is at least this"),
  passedOver: z.number().min(0).default(1).describe("utility taken off for each earlier show without a click"),
  keep: z.number().min(0).max(1).default(0.3).describe("favourites less likely to be clicked again are left out"),
  alone: z.number().min(0).max(1).default(0.65).describe("a favourite at least this likely is shown with no other"),
});

type Settings = z.infer<typeof schema>;

interface Snapshot {
  random: StreamState;
  beliefs: BeliefState;
  memories: UserMemory[];
  touched: Set<number>[];
}

/** Candidates ranked at a time: a few rounds' worth. */
const SHORTLIST = 40;
/** Cosines of texts between which the probability of one story goes from 0 to 1. */
const UNLIKE = 0.15;
const ALIKE = 0.6;
/** First guess at the probability that a favourite is clicked again, and the shows it is worth. */
const AGAIN = { probability: 0.65, weight: 3 };

/** Shows each user the best favourite, then the untried items of highest expected utility. */
class TastePosterior implements Agent {
  readonly #context: AgentContext;
  readonly #settings: Settings;
  readonly #neighbours: NeighbourFinder;
  readonly #topicOf: Int32Array;
  readonly #related = new Map<number, RelatedItem[]>();
  readonly #beliefs: Beliefs;
  #random: Stream;
  #memories: UserMemory[];
  /** Items of each topic that clicks have said something about. */
  #touched: Set<number>[];

  constructor(context: AgentContext, settings: Settings, texts: { topicOf: Int32Array; neighbours: NeighbourFinder }) {
    this.#context = context;
    this.#settings = settings;
    this.#neighbours = texts.neighbours;
    this.#topicOf = texts.topicOf;
    this.#beliefs = new Beliefs(context.users, { topicOf: texts.topicOf, topics: settings.topics }, settings);
    this.#random = context.random;
    this.#memories = Array.from({ length: context.users }, emptyMemory);
    this.#touched = Array.from({ length: settings.topics }, () => new Set<number>());
    const { users, items } = context.interactions;
    for (let n = 0; n < users.length; n++) this.#learnClick(users[n], items[n]);
  }

  recommend({ user, history, round }: Observation): Slate {
    if (round === 0) for (const memory of this.#memories) beginEpisode(memory);
    const memory = this.#memories[user];
    const slate = this.#favourites(memory, history);
    this.#addCandidates(slate, user, history);
    const { slateSize: size, catalogue } = this.#context;
    return fillRandomly(slate, { size, items: catalogue.size, random: this.#random, seen: history });
  }

  learn({ observation, slate, clicked }: Transition): void {
    const memory = this.#memories[observation.user];
    const isNew = clicked !== NO_CLICK && !memory.favourites.has(clicked);
    remember(memory, slate, clicked);
    if (!isNew) return;
    this.#learnClick(observation.user, clicked);
    memory.candidates = new Int32Array(0);
    memory.next = 0;
  }

  /** The favourite likeliest to be clicked; two where one is not sure enough. */
  #favourites(memory: UserMemory, history: ClickHistory): number[] {
    const ranked: { item: number; probability: number }[] = [];
    for (const [item, { shows, clicks }] of memory.favourites) {
      if (history.includes(item)) continue;
      const probability = (AGAIN.probability * AGAIN.weight + clicks - 1) / (AGAIN.weight + shows - 1);
      if (probability >= this.#settings.keep) ranked.push({ item, probability });
    }
    ranked.sort((a, b) => b.probability - a.probability);
    const count = ranked.length > 0 && ranked[0].probability >= this.#settings.alone ? 1 : 2;
    return ranked.slice(0, Math.min(count, this.#context.slateSize)).map(({ item }) => item);
  }

  #addCandidates(slate: number[], user: number, history: ClickHistory): void {
    const memory = this.#memories[user];
    const { slateSize } = this.#context;
    if (memory.next + slateSize > memory.candidates.length) {
      memory.candidates = this.#shortlist(user, history);
      memory.next = 0;
    }
    while (slate.length < slateSize && memory.next < memory.candidates.length) {
      const item = memory.candidates[memory.next++];
      if (!slate.includes(item) && !history.includes(item)) slate.push(item);
    }
  }

  /** Untried items of highest expected utility among those that clicks have said something about. */
  #shortlist(user: number, history: ClickHistory): Int32Array {
    const { shown, favourites, passedOver, hunches } = this.#memories[user];
    const best = new TopK(SHORTLIST);
    for (let topic = 0; topic < this.#touched.length; topic++) {
      if (this.#beliefs.taste(user, topic) < this.#settings.least) continue;
      for (const item of this.#touched[topic]) {
        const score = this.#beliefs.utility(user, item) + (hunches.get(item) ?? 0);
        if (score <= best.bar || shown.has(item) || favourites.has(item) || history.includes(item)) continue;
        best.offer(item, score - this.#settings.passedOver * (passedOver.get(item) ?? 0));
      }
    }
    return best.drain().ids;
  }

  #learnClick(user: number, item: number): void {
    const related = this.#relatedTo(item);
    const { hunches } = this.#memories[user];
    const gain = this.#beliefs.learnClick({ user, item, related, hunch: hunches.get(item) ?? 0 });
    for (const { item: other, likeness } of related) hunches.set(other, (hunches.get(other) ?? 0) + gain * likeness);
    this.#touched[this.#topicOf[item]].add(item);
    for (const { item: other } of related) this.#touched[this.#topicOf[other]].add(other);
  }

  #relatedTo(item: number): RelatedItem[] {
    const known = this.#related.get(item);
    if (known) return known;
    const { items, scores } = this.#neighbours.of(item);
    const related: RelatedItem[] = [];
    for (let n = 0; n < Math.min(items.length, this.#settings.related); n++) {
      const likeness = Math.min(1, (scores[n] - UNLIKE) / (ALIKE - UNLIKE));
      if (likeness > 0) related.push({ item: items[n], likeness });
    }
    this.#related.set(item, related);
    return related;
  }

  snapshot(): Snapshot {
    return structuredClone({
      random: this.#random.state(),
      beliefs: this.#beliefs.state,
      memories: this.#memories,
      touched: this.#touched,
    });
  }

  restore(snapshot: Snapshot, random?: Stream): void {
    const { beliefs, memories, touched } = structuredClone(snapshot);
    this.#random = random ?? Stream.restore(snapshot.random);
    this.#beliefs.state = beliefs;
    this.#memories = memories;
    this.#touched = touched;
  }

  dispose(): void {}
}

export const tastePosterior: AgentDefinition<Settings> = {
  name: "taste-posterior",
  summary: "Bayesian tastes for text topics and offsets of items, learnt from everybody's clicks; favourites come back",
  usesTexts: true,
  settings: schema,
  async create(context, settings) {
    const { catalogue, resources } = context;
    const topicOf = findTopics({
      catalogue,
      embeddings: await resources.embeddings(),
      topics: settings.topics,
      random: new Stream("topics"),
    });
    return new TastePosterior(context, settings, { topicOf, neighbours: await resources.neighbours() });
  },
};
