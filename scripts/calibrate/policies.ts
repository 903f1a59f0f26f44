/** Published policies that serve to calibrate the cup alone, and are no agents of the table. */
import { z } from "zod";
import { FixedPolicy } from "../../agents/fixed-policy.ts";
import type { AgentContext, AgentDefinition, ItemVectors } from "../../src/core/agents.ts";
import { type Sequences, sequenceOf, toSequences } from "../../src/core/sequences.ts";
import { fillRandomly, nearestUnseen } from "../../src/core/slates.ts";
import type { Observation, Slate } from "../../src/core/types.ts";
import { DotTable } from "../../src/factors/dot-table.ts";
import { topK } from "../../src/factors/top-k.ts";
import { wordIndex } from "../../src/texts/word-index.ts";

/** Items kept for a user or an item: more than a user clicks of them. */
const DEPTH = 100;

/** Slates from a list of items, nearest first, that depends on the user's public first clicks; random items fill up. */
abstract class AroundStarts extends FixedPolicy {
  readonly #starts: Sequences;
  readonly #lists = new Map<number, Int32Array>();

  constructor(context: AgentContext) {
    super(context);
    this.#starts = toSequences(context.interactions, context.users);
  }

  protected startsOf(user: number): Int32Array {
    return sequenceOf(this.#starts, user);
  }

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

/** Three neighbours by bag of words of a random first click, and random items. */
class NeighboursOfStarts extends AroundStarts {
  recommend({ user, history }: Observation): Slate {
    const start = this.random.pick(this.startsOf(user));
    return this.slate(
      this.kept(start, () => wordIndex(this.context.catalogue).nearest(start, DEPTH).items),
      3,
      history,
    );
  }
}

/** The items nearest, by embeddings, to the mean of the user's first clicks. */
class MeanOfStarts extends AroundStarts {
  readonly #vectors: ItemVectors;
  readonly #table: DotTable;

  constructor(context: AgentContext, vectors: ItemVectors) {
    super(context);
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
    for (const start of this.startsOf(user)) {
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
    name: "neighbours-of-starts",
    summary: "three text neighbours of a random first click, and random items",
    settings,
    create: async (context) => new NeighboursOfStarts(context),
  },
  {
    name: "mean-of-starts",
    summary: "the texts nearest to the mean of the first clicks'",
    usesTexts: true,
    settings,
    create: async (context) => new MeanOfStarts(context, await context.resources.embeddings()),
  },
];
