/**
 * Tastes and items learnt online from everybody's responses; public texts, clicks and responses only.
 *
 * What an item's text is about, in shares of topics, is where its features begin. A user has a taste for each topic; tastes,
 * features and what they have in common are Gaussian beliefs (`taste/beliefs.ts`) that each response moves. Beside another click an
 * item that was passed over says little (the choice is a softmax, in which what else is there does not matter for the odds of an
 * item against no click): what is learnt from is clicks, and slates of which nothing was clicked.
 *
 * The slate: an untried item is clicked with a probability of a few percent, so the places of a slate hardly compete
 * and all go to the likeliest items. Favourites, items the user clicked in an earlier episode, are different. A click of
 * probability p gives p/2 patience and none costs 1, so a sure favourite (p > √3 − 1 = .73) pays for its own round, while a
 * second one beside it would halve p and be used up for less: favourites are added until one of them is sure to be clicked
 * with probability `enoughChance`, and beside them go untried items, which the round tests for nothing.
 */
import type { AgentContext, AgentDefinition } from "../src/core/agents.ts";
import { trainedAs } from "../src/core/checkpoint.ts";
import type { ClickHistory } from "../src/core/clicks.ts";
import { Stream, type StreamState } from "../src/core/random.ts";
import { fillRandomly } from "../src/core/slates.ts";
import { type Agent, NO_CLICK, type Observation, type Slate, type Transition } from "../src/core/types.ts";
import { toLength } from "../src/factors/row-length.ts";
import { TopK } from "../src/factors/top-k.ts";
import { findTopics } from "../src/texts/topics.ts";
import { type BeliefState, Beliefs } from "./taste/beliefs.ts";
import { learntOf, readLearnt } from "./taste/learnt.ts";
import { type TasteSettings, tasteSchema } from "./taste/settings.ts";

/** An item that a user may click. */
interface Candidate {
  readonly item: number;
  /** Of a click where there is nothing else to click. */
  readonly chance: number;
}

/** The most promising untried items of a user. */
interface UntriedItems {
  readonly items: readonly number[];
  /** Rounds that they have served in. */
  rounds: number;
}

interface Snapshot {
  random: StreamState;
  learnt: BeliefState;
  untried: Map<number, UntriedItems>;
}

/** Untried items found at a time by mean taste, and the rounds of their user that they are ranked again by chance in. */
const LONGLIST = 400;
const LIST_ROUNDS = 30;
/** Of the public clicks: random items that are told as not clicked beside each, and passes over them. */
const UNCLICKED = 8;
const PASSES = 6;

/** Shows each user the best favourites, then the untried items likeliest to be clicked. */
class TastePosterior implements Agent {
  readonly #context: AgentContext;
  readonly #settings: TasteSettings;
  readonly #beliefs: Beliefs;
  /** Fills slates. */
  #random: Stream;
  /** Items each user clicked in any episode learnt from; public first clicks are not among them: they never come back. */
  #favourites: Set<number>[];
  /** By user, for the episode under way. */
  #untried = new Map<number, UntriedItems>();

  /** Starts from what a checkpoint has, else from texts and the public clicks. */
  constructor(context: AgentContext, settings: TasteSettings, start: BeliefState | Pick<BeliefState, "features">) {
    this.#context = context;
    this.#settings = settings;
    this.#beliefs = new Beliefs({ ...settings, users: context.users, features: start.features });
    this.#random = context.random;
    this.#favourites = Array.from({ length: context.users }, () => new Set<number>());
    if ("keys" in start) this.learnt = start;
    else this.#beliefs.learnPublic(publicResponses(context), PASSES);
  }

  /** What a checkpoint keeps. */
  get learnt(): BeliefState {
    return this.#beliefs.state;
  }

  set learnt(learnt: BeliefState) {
    this.#beliefs.state = learnt;
    this.#favourites = this.#favourites.map(() => new Set());
    const { size } = this.#context.catalogue;
    learnt.keys.forEach((key, slot) => {
      if (learnt.clicks[slot] > 0) this.#favourites[Math.floor(key / size)].add(key % size);
    });
  }

  recommend({ user, history, round }: Observation): Slate {
    if (round === 0) this.#beginEpisode();
    this.#beliefs.open(user);
    const slate = this.#likelyFavourites(user, history);
    this.#addUntried(slate, user, history);
    const { slateSize: size, catalogue } = this.#context;
    return fillRandomly(slate, { size, items: catalogue.size, random: this.#random, seen: history });
  }

  #beginEpisode(): void {
    this.#untried.clear();
    this.#beliefs.fitPrior();
  }

  /** Favourites, best first, until a click on one of them is likely enough. */
  #likelyFavourites(user: number, history: ClickHistory): number[] {
    const { leastChance, enoughChance } = this.#settings;
    const unused = Array.from(this.#favourites[user]).filter((item) => !history.includes(item));
    const likely = this.#byChance(user, unused).filter(({ chance }) => chance >= leastChance);
    let odds = 0;
    const isUnsure = ({ chance }: Candidate) => {
      const goesOn = odds / (1 + odds) < enoughChance;
      odds += chance / (1 - chance);
      return goesOn;
    };
    return likely
      .slice(0, this.#context.slateSize)
      .filter(isUnsure)
      .map(({ item }) => item);
  }

  /** Likeliest first, ties by the smaller id. */
  #byChance(user: number, items: readonly number[]): Candidate[] {
    const ranked = items.map((item) => ({ item, chance: this.#beliefs.chance(user, item) }));
    return ranked.sort((a, b) => b.chance - a.chance || a.item - b.item);
  }

  /** The likeliest untried items: ranked again each round, found again now and then. */
  #addUntried(slate: number[], user: number, history: ClickHistory): void {
    const { slateSize } = this.#context;
    let untried = this.#untried.get(user);
    if (!untried || ++untried.rounds > LIST_ROUNDS) {
      untried = { items: this.#promising(user, history), rounds: 0 };
      this.#untried.set(user, untried);
    }
    const left = untried.items.filter((item) => !this.#favourites[user].has(item) && !history.includes(item));
    for (const { item } of this.#byChance(user, left).slice(0, slateSize - slate.length)) slate.push(item);
  }

  /** Items that are no favourites and most to the user's taste. */
  #promising(user: number, history: ClickHistory): number[] {
    const scores = this.#beliefs.meanScores();
    const best = new TopK(LONGLIST);
    const favourites = this.#favourites[user];
    let { bar } = best;
    for (let item = 0; item < scores.length; item++) {
      if (scores[item] < bar || favourites.has(item) || history.includes(item)) continue;
      best.offer(item, scores[item]);
      bar = best.bar;
    }
    return Array.from(best.drain().ids);
  }

  learn({ observation: { user }, slate, clicked }: Transition): void {
    if (clicked === NO_CLICK) {
      for (const item of Array.from(slate)) this.#beliefs.learn(user, item, false);
      return;
    }
    this.#beliefs.learn(user, clicked, true);
    this.#favourites[user].add(clicked);
  }

  snapshot(): Snapshot {
    const { learnt } = this;
    return structuredClone({ random: this.#random.state(), learnt, untried: this.#untried });
  }

  restore(snapshot: Snapshot, random?: Stream): void {
    const { learnt, untried } = structuredClone(snapshot);
    this.#random = random ?? Stream.restore(snapshot.random);
    this.learnt = learnt;
    this.#untried = untried;
  }

  dispose(): void {}
}

/** The agent `taste-posterior`. */
export const tastePosterior: AgentDefinition<TasteSettings> = {
  name: "taste-posterior",
  summary:
    "Bayesian tastes for text topics and features of items, learnt from everybody's responses; favourites come back",
  usesTexts: true,
  settings: tasteSchema,
  checkFits: trainedAs("taste-posterior"),
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
    : { features: await textFeatures(context, topics) };
  return new TastePosterior(context, settings, start);
}

/** What each item's text is about, at length 1: [items × topics]. */
async function textFeatures({ catalogue, resources }: AgentContext, topics: number): Promise<Float32Array> {
  const embeddings = await resources.embeddings();
  const features = findTopics({ catalogue, embeddings, topics, random: new Stream("topics") });
  for (let at = 0; at < features.length; at += topics) toLength(features.subarray(at, at + topics), 1);
  return features;
}

/**
 * The public clicks of those who are served, and beside each some random items that were not clicked: the same for every agent. What
 * others clicked would say something of the prior alone.
 */
function publicResponses({ interactions, catalogue, users: served }: AgentContext) {
  const stream = new Stream("unclicked");
  return Array.from(interactions.users).flatMap((user, n) =>
    user < served
      ? [
          { user, item: interactions.items[n], clicked: true },
          ...Array.from({ length: UNCLICKED }, () => ({ user, item: stream.int(catalogue.size), clicked: false })),
        ]
      : [],
  );
}
