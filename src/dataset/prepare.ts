/** From interactions to what a model is trained and judged on. */
import { unknownName } from "../core/errors.ts";
import type { HeldOut } from "../core/hold-out.ts";
import type { FactorWords, InteractionData, ItemTexts } from "../core/interaction-data.ts";
import type { Seed } from "../core/random.ts";
import { packSequences, type Sequences, sequenceCount, sequenceOf, toSequences } from "../core/sequences.ts";
import { type ItemFactor, numberFactors } from "./factors.ts";
import { dropRepeats, type KCoreOptions, kCore } from "./k-core.ts";
import { leaveOneOut, portSplit, SPLITS, type Split, type SplitName } from "./split.ts";
import { timeOrderOf } from "./streams.ts";

/** A data set that is split for training and evaluation; ids from 0. */
export interface PreparedData {
  readonly split: Split;
  /** Places of all items in `split.sequences`, in time order: [interactions]. None of a source without times. */
  readonly timeOrder?: Uint32Array;
  readonly items: number;
  /** The source's name of each user and item, by id. */
  readonly userNames: readonly string[];
  readonly itemNames: readonly string[];
  readonly texts?: ItemTexts;
  /** What the source tells of its items; `itemFactors` gives these and the ones that every data set has. */
  readonly factors?: readonly ItemFactor[];
  /** As `InteractionData` has it: only a world of this catalogue may be played with what is learnt here. */
  readonly catalogueHash?: string;
}

/** How interactions are prepared. */
export interface Preparation {
  /** Left out: every user and item stays. */
  readonly kCore?: KCoreOptions;
  readonly split: SplitName;
  /** Draws the validation users of the split `port`. */
  readonly seed: Seed;
}

/** How large and how dense a data set is. */
export interface DataCounts {
  readonly users: number;
  readonly items: number;
  readonly interactions: number;
  /** Interactions of a user. */
  readonly meanLength: number;
  /** Share of all pairs of user and item that occurs, however often. */
  readonly density: number;
}

/**
 * Prepares interactions for training: drops repeats (a user's later interactions with the same item: a target is always new to
 * its user), then rare users and items, and splits. Throws a UsageError when nothing is left, and
 * for a split or k-core that there is not.
 */
export function prepare(data: InteractionData, { kCore: core, split, seed }: Preparation): PreparedData {
  if (!SPLITS.includes(split)) throw unknownName("split", String(split), SPLITS);
  const distinct = dropRepeats(data);
  const kept = core ? kCore(distinct, core) : distinct;
  const { interactions, users, times: _, factors, ...itemFacts } = kept;
  const sequences = toSequences(interactions, users);
  const parts = split === "port" ? portSplit(sequences, seed) : leaveOneOut(sequences);
  const timeOrder = timeOrderOf(kept);
  return withFactors({ split: parts, ...(timeOrder && { timeOrder }), ...itemFacts }, factors);
}

/**
 * A prepared data set with more factors of its items, beside those that it has. Throws a UsageError for a name that is taken, and unless
 * there are words for each item.
 */
export function withFactors(data: PreparedData, words: readonly FactorWords[] = []): PreparedData {
  if (words.length === 0) return data;
  const factors = data.factors ?? [];
  const taken = factors.map(({ name }) => name);
  return { ...data, factors: [...factors, ...numberFactors(words, { items: data.items, taken })] };
}

/** Prepared data of a data set that comes split: every user's training items, and some users' next item but one after them. */
export function splitAsGiven(training: Sequences, validation: readonly HeldOut[]): Split {
  const byUser = new Map(validation.map((it) => [it.user, it]));
  const trainLengths = Int32Array.from(
    { length: sequenceCount(training) },
    (_, user) => sequenceOf(training, user).length,
  );
  const lists = Array.from(trainLengths, (_, user) => {
    const it = byUser.get(user);
    return it ? Int32Array.of(...it.history, it.target) : sequenceOf(training, user);
  });
  const users = Int32Array.from(byUser.keys()).sort();
  const positions = users.map((user) => byUser.get(user)!.history.length);
  const none = { users: new Int32Array(0), positions: new Int32Array(0) };
  return { sequences: packSequences(lists), trainLengths, validation: { users, positions }, test: none };
}

/** How large and how dense a data set is of so many users, items and interactions, none of which is repeated. */
export function countsOf(users: number, items: number, interactions: number): DataCounts {
  return { users, items, interactions, meanLength: interactions / users, density: interactions / (users * items) };
}

/** The same of data as it was read, in which a pair of user and item may occur again. */
export function countsOfData(data: InteractionData): DataCounts {
  const { users, items, interactions } = data;
  const { density } = countsOf(users, items, dropRepeats(data).interactions.items.length);
  return { ...countsOf(users, items, interactions.items.length), density };
}
