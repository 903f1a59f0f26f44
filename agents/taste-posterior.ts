/**
 * Tastes and items learnt online from everybody's responses; public texts, clicks and responses only.
 *
 * Texts are sorted into topics. A user has a taste for each topic; an item weighs in its own topic and has an unknown
 * offset in every topic, part of which its story (its neighbours by bag of words) shares. All are held as Gaussian beliefs
 * (`taste/posterior.ts`) that each response moves, clicks and passed-over items alike, by the rules of the choice, which are
 * public: a softmax of known temperature against "no click" of known utility.
 *
 * The slate: an untried item is clicked with a probability of a few percent, so the places of a slate hardly compete
 * and all go to the likeliest items. Favourites, items the user clicked in an earlier episode, are different. A click of
 * probability p gives p/2 patience and none costs 1, so a sure favourite (p > √3 − 1 = .73) pays for its own round, while a
 * second one beside it would halve p and be used up for less: favourites are added until one of them is sure to be clicked
 * with probability `enoughChance`, and beside them go untried items, which the round tests for nothing.
 */
import type { AgentContext, AgentDefinition } from "../src/core/agents.ts";
import type { ClickHistory } from "../src/core/clicks.ts";
import { Stream, type StreamState } from "../src/core/random.ts";
import { fillRandomly } from "../src/core/slates.ts";
import type { Agent, Observation, Slate, Transition } from "../src/core/types.ts";
import { TopK } from "../src/factors/top-k.ts";
import { findTopics } from "../src/texts/topics.ts";
import { type Learnt, learntOf, readLearnt } from "./taste/learnt.ts";
import { Beliefs, type ItemResponse, type RelatedItem } from "./taste/posterior.ts";
import { normalCdf } from "./taste/probit.ts";
import { type TasteSettings, tasteSchema } from "./taste/settings.ts";
import { storyFinder } from "./taste/stories.ts";

/** Untried items, most promising first, and where in the list the user is. */
interface UntriedItems {
  readonly items: Int32Array;
  next: number;
}

interface Snapshot {
  random: StreamState;
  learnt: Learnt;
  candidates: Map<number, UntriedItems>;
}

/** Untried items ranked at a time: a few rounds' worth. */
const SHORTLIST = 40;

/** Shows each user the best favourites, then the untried items likeliest to be clicked. */
class TastePosterior implements Agent {
  readonly #context: AgentContext;
  readonly #settings: TasteSettings;
  readonly #relatedTo: (item: number) => readonly RelatedItem[];
  readonly #beliefs: Beliefs;
  readonly #topicOf: Int32Array;
  /** Fills slates. */
  #random: Stream;
  /** Items each user clicked in any episode learnt from; public first clicks are not among them: they never come back. */
  #favourites: Set<number>[] = [];
  /** Items of each topic that clicks have said something about. */
  #touched: number[][] = [];
  /** By user, for the episode under way. */
  #candidates = new Map<number, UntriedItems>();

  /** Starts from what a checkpoint has, else from the public clicks. */
  constructor(context: AgentContext, settings: TasteSettings, start: Learnt | Pick<Learnt, "topicOf">) {
    this.#context = context;
    this.#settings = settings;
    this.#topicOf = start.topicOf;
    this.#relatedTo = storyFinder(context.catalogue, settings.relatedItems);
    this.#beliefs = new Beliefs({ users: context.users, topicOf: start.topicOf, relatedTo: this.#relatedTo }, settings);
    this.#random = context.random;
    this.#indexLearnt(new Int32Array(0), new Int32Array(0));
    if ("tastes" in start) this.learnt = start;
    else this.#learnPublicClicks();
  }

  #learnPublicClicks(): void {
    const { users, items } = this.#context.interactions;
    const threshold = this.#settings.noClick;
    for (let n = 0; n < users.length; n++) {
      this.#respond({ user: users[n], item: items[n], threshold, clicked: true });
    }
  }

  /** What a checkpoint keeps: views, not copies. */
  get learnt(): Learnt {
    const users = this.#favourites.flatMap((items, user) => Array.from(items, () => user));
    const items = this.#favourites.flatMap((found) => [...found]);
    return {
      ...this.#beliefs.state,
      topicOf: this.#topicOf,
      favouriteUsers: Int32Array.from(users),
      favouriteItems: Int32Array.from(items),
    };
  }

  set learnt({ favouriteUsers, favouriteItems, topicOf: _, ...beliefs }: Learnt) {
    this.#beliefs.state = beliefs;
    this.#indexLearnt(favouriteUsers, favouriteItems);
  }

  #indexLearnt(users: Int32Array, items: Int32Array): void {
    this.#favourites = Array.from({ length: this.#context.users }, () => new Set<number>());
    users.forEach((user, n) => {
      this.#favourites[user].add(items[n]);
    });
    this.#touched = Array.from({ length: this.#settings.topics }, () => []);
    for (let item = 0; item < this.#topicOf.length; item++) {
      if (this.#beliefs.isTouched(item)) this.#touched[this.#topicOf[item]].push(item);
    }
  }

  recommend({ user, history, round }: Observation): Slate {
    if (round === 0) this.#candidates.clear();
    const slate = this.#likelyFavourites(user, history);
    this.#addCandidates(slate, user, history);
    const { slateSize: size, catalogue } = this.#context;
    return fillRandomly(slate, { size, items: catalogue.size, random: this.#random, seen: history });
  }

  /** Favourites, best first, until a click on one of them is likely enough. */
  #likelyFavourites(user: number, history: ClickHistory): number[] {
    const { leastChance, enoughChance, noClick } = this.#settings;
    const ranked: { item: number; probability: number }[] = [];
    for (const item of this.#favourites[user]) {
      const probability = history.includes(item) ? 0 : normalCdf(this.#beliefs.clickScore(user, item, noClick));
      if (probability > 0 && probability >= leastChance) ranked.push({ item, probability });
    }
    ranked.sort((a, b) => b.probability - a.probability || a.item - b.item);
    let odds = 0;
    const isUnsure = ({ probability }: { probability: number }) => {
      const goesOn = odds / (1 + odds) < enoughChance;
      odds += probability / (1 - probability);
      return goesOn;
    };
    return ranked
      .slice(0, this.#context.slateSize)
      .filter(isUnsure)
      .map(({ item }) => item);
  }

  #addCandidates(slate: number[], user: number, history: ClickHistory): void {
    const { slateSize } = this.#context;
    let candidates = this.#candidates.get(user);
    if (!candidates || candidates.next + slateSize > candidates.items.length) {
      candidates = { items: this.#shortlist(user, history), next: 0 };
      this.#candidates.set(user, candidates);
    }
    while (slate.length < slateSize && candidates.next < candidates.items.length) {
      const item = candidates.items[candidates.next++];
      if (!slate.includes(item) && !history.includes(item)) slate.push(item);
    }
  }

  /** Untried items likeliest to be clicked, among those that responses have said something about. */
  #shortlist(user: number, history: ClickHistory): Int32Array {
    const { leastTaste, noClick: threshold } = this.#settings;
    const best = new TopK(SHORTLIST);
    const offered = new Set(this.#favourites[user]);
    const offer = (item: number) => {
      if (offered.has(item) || history.includes(item)) return;
      offered.add(item);
      best.offer(item, this.#beliefs.clickScore(user, item, threshold));
    };
    const isLiked = (topic: number) => this.#beliefs.taste(user, topic) >= leastTaste;
    for (const clicked of [...this.#favourites[user], ...history]) {
      for (const { item } of this.#relatedTo(clicked)) if (isLiked(this.#topicOf[item])) offer(item);
    }
    // All others have no hunch: most are ruled out by their bound.
    const rest = { threshold, tasteLength: this.#beliefs.tasteLength(user) };
    for (let topic = 0; topic < this.#touched.length; topic++) {
      if (!isLiked(topic)) continue;
      for (const item of this.#touched[topic]) {
        if (this.#beliefs.mostClickScore(user, item, rest) >= best.bar) offer(item);
      }
    }
    return best.drain().ids;
  }

  learn({ observation: { user }, slate, clicked }: Transition): void {
    const items = Array.from(slate);
    const odds = items.map((item) => this.#odds(user, item));
    const chosen = items.indexOf(clicked);
    if (chosen >= 0) {
      this.#respond({ user, item: clicked, threshold: this.#threshold(odds, chosen), clicked: true });
      odds[chosen] = this.#odds(user, clicked);
      if (!this.#favourites[user].has(clicked)) this.#candidates.delete(user);
      this.#favourites[user].add(clicked);
    }
    if (!this.#settings.passedOver) return;
    items.forEach((item, place) => {
      if (place !== chosen) this.#respond({ user, item, threshold: this.#threshold(odds, place), clicked: false });
    });
  }

  /** Weight in the choice, that of no click being 1. */
  #odds(user: number, item: number): number {
    const { noClick, temperature } = this.#settings;
    return Math.exp((this.#beliefs.belief(user, item).mean - noClick) / temperature);
  }

  /** The utility at which a place is as likely as all else together. */
  #threshold(odds: readonly number[], place: number): number {
    const { noClick, temperature } = this.#settings;
    const others = odds.reduce((sum, weight, i) => (i === place ? sum : sum + weight), 1);
    return noClick + temperature * Math.log(others);
  }

  #respond(response: ItemResponse): void {
    const { item, clicked } = response;
    const told = clicked ? [item, ...this.#relatedTo(item).map((related) => related.item)] : [item];
    const fresh = told.filter((it) => !this.#beliefs.isTouched(it));
    this.#beliefs.learn(response);
    for (const it of fresh) this.#touched[this.#topicOf[it]].push(it);
  }

  snapshot(): Snapshot {
    const { learnt } = this;
    return structuredClone({ random: this.#random.state(), learnt, candidates: this.#candidates });
  }

  restore(snapshot: Snapshot, random?: Stream): void {
    const { learnt, candidates } = structuredClone(snapshot);
    this.#random = random ?? Stream.restore(snapshot.random);
    this.learnt = learnt;
    this.#candidates = candidates;
  }

  dispose(): void {}
}

/** The agent `taste-posterior`. */
export const tastePosterior: AgentDefinition<TasteSettings> = {
  name: "taste-posterior",
  summary:
    "Bayesian tastes for text topics and offsets of items, learnt from everybody's responses; favourites come back",
  usesTexts: true,
  settings: tasteSchema,
  create: openTastePosterior,
  training: {
    summary: "what the agent taste-posterior remembers",
    usesTexts: true,
    async create(context, settings) {
      const agent = await openTastePosterior(context, settings as TasteSettings);
      return {
        configuration: { settings },
        initialise() {},
        train: () => null,
        explorer(random) {
          agent.restore(agent.snapshot(), random);
          return agent;
        },
        learnt: () => ({ ...agent.learnt }),
        load(sections, where) {
          const { users, catalogue } = context;
          const { topics } = settings as TasteSettings;
          agent.learnt = learntOf(sections, { users, items: catalogue.size, topics }, where);
        },
      };
    },
  },
};

async function openTastePosterior(context: AgentContext, settings: TasteSettings): Promise<TastePosterior> {
  const { checkpoint } = context.checkpoints;
  const { topics } = settings;
  const start = checkpoint
    ? readLearnt(checkpoint, { ...context, topics, model: tastePosterior.name })
    : await topicsOf(context, topics);
  return new TastePosterior(context, settings, start);
}

async function topicsOf({ catalogue, resources }: AgentContext, topics: number): Promise<Pick<Learnt, "topicOf">> {
  const embeddings = await resources.embeddings();
  return { topicOf: findTopics({ catalogue, embeddings, topics, random: new Stream("topics") }) };
}
