/** Published policies that serve to calibrate the cup alone, and are no agents of the table. */
import { z } from "zod";
import { FixedPolicy } from "../../agents/fixed-policy.ts";
import { clickOfHistory, type PastClick } from "../../agents/past-click.ts";
import type { AgentContext, AgentDefinition, ItemVectors } from "../../src/core/agents.ts";
import { type Sequences, sequenceOf, toSequences } from "../../src/core/sequences.ts";
import { fillRandomly, nearestUnseen } from "../../src/core/slates.ts";
import type { Observation, Slate } from "../../src/core/types.ts";
import { DotTable } from "../../src/factors/dot-table.ts";
import { topK } from "../../src/factors/top-k.ts";
import { headlineIndex } from "./headlines.ts";

/** Items kept for a user or an item: more than a user clicks of them. */
const DEPTH = 100;

/** Slates from lists of items, nearest first; random items fill up. */
abstract class ListPolicy extends FixedPolicy {
  readonly #lists = new Map<number, Int32Array>();

  /** A list that is found once for each key. */
  protected kept(key: number, find: () => Int32Array): Int32Array {
    const list = this.#lists.get(key) ?? find();
    this.#lists.set(key, list);
    return list;
  }

  protected slate(list: Int32Array, count: number, seen: Observation["history"]): Slate {
    const { slateSize: size, catalogue } = this.context;
    return fillRandomly(nearestUnseen(list, count, seen), { size, items: catalogue.size, random: this.random, seen });
  }
}

/** Three neighbours of a past click by the words of their headlines, and random items. */
class HeadlineNeighbours extends ListPolicy {
  readonly #pastClick: PastClick;

  constructor(context: AgentContext, pastClick: PastClick) {
    super(context);
    this.#pastClick = pastClick;
  }

  recommend(observation: Observation): Slate {
    const click = this.#pastClick(observation, this.random) as number;
    const near = () => headlineIndex(this.context.catalogue).nearest(click, DEPTH).items;
    return this.slate(this.kept(click, near), 3, observation.history);
  }
}

/** One of the user's public first clicks. */
function clickOfStarts({ interactions, users }: AgentContext): PastClick {
  const starts = toSequences(interactions, users);
  return ({ user }, random) => random.pick(sequenceOf(starts, user));
}

/** The items nearest, by embeddings, to the mean of the user's first clicks. */
class MeanOfStarts extends ListPolicy {
  readonly #starts: Sequences;
  readonly #vectors: ItemVectors;
  readonly #table: DotTable;

  constructor(context: AgentContext, vectors: ItemVectors) {
    super(context);
    this.#starts = toSequences(context.interactions, context.users);
    this.#vectors = vectors;
    this.#table = new DotTable(vectors.size, vectors.dimensions);
    const { rows, stride, width } = this.#table;
    for (let item = 0; item < vectors.size; item++) {
      vectors.row(item, rows.subarray(item * stride, item * stride + width));
    }
  }

  recommend({ user, history }: Observation): Slate {
    const { slateSize } = this.context;
    return this.slate(
      this.kept(user, () => this.#nearest(user)),
      slateSize,
      history,
    );
  }

  /** By cosine: the rows have length 1, and the length of the query orders nothing. */
  #nearest(user: number): Int32Array {
    const { query } = this.#table;
    query.fill(0);
    for (const start of sequenceOf(this.#starts, user)) {
      this.#vectors.row(start).forEach((value, i) => {
        query[i] += value;
      });
    }
    return topK(this.#table.dotAll(), DEPTH);
  }
}

const settings = z.strictObject({});

/** Policies beside those of the table. */
export const POLICIES: readonly AgentDefinition[] = [
  {
    name: "headline-neighbours",
    summary: "three neighbours by headline of a random past click, and random items",
    settings,
    create: (context) => new HeadlineNeighbours(context, clickOfHistory),
  },
  {
    name: "headline-neighbours-of-starts",
    summary: "three neighbours by headline of a random first click, and random items",
    settings,
    create: (context) => new HeadlineNeighbours(context, clickOfStarts(context)),
  },
  {
    name: "mean-of-starts",
    summary: "the texts nearest to the mean of the first clicks'",
    usesTexts: true,
    settings,
    create: async (context) => new MeanOfStarts(context, await context.resources.embeddings()),
  },
];
