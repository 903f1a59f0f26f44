import { type FpmcSettings, fpmcSchema } from "../../env/movielens/settings.ts";
import type { UtilityTables } from "../../env/movielens/tables.ts";
import type { HeldOutItem } from "../../env/movielens/validate.ts";
import { Stream } from "../../src/core/random.ts";
import { packSequences, type Sequences } from "../../src/core/sequences.ts";

export function fpmcSettings(changes: Partial<FpmcSettings>): FpmcSettings {
  return fpmcSchema.parse(changes);
}

export interface Planted {
  readonly items: number;
  readonly sequences: Sequences;
  readonly heldOut: readonly HeldOutItem[];
}

/**
 * Sequences of a known Markov chain without repeats: every item has three likely successors (drawn at random, the same
 * for all users), followed with probability .9. The last item of each user is held out.
 */
export function plantedChain({ users = 400, items = 240, length = 30, seed = "chain" } = {}): Planted {
  const random = new Stream(seed);
  const successors = Array.from({ length: items }, () => [random.int(items), random.int(items), random.int(items)]);
  const lists = Array.from({ length: users }, () => walk(successors, length, random));
  const heldOut = lists.map((list, user) => ({ user, history: list.slice(0, -1), target: list[length - 1] }));
  return { items, sequences: packSequences(heldOut.map(({ history }) => history)), heldOut };
}

function walk(successors: readonly number[][], length: number, random: Stream): number[] {
  const list = [random.int(successors.length)];
  while (list.length < length) {
    const likely = successors[list[list.length - 1]].filter((item) => !list.includes(item));
    const next = likely.length > 0 && random.uniform() < 0.9 ? random.pick(likely) : random.int(successors.length);
    if (!list.includes(next)) list.push(next);
  }
  return list;
}

/** Tables with standard normal entries, and ten known items for each user. */
export function randomTables({ users = 200, items = 2000, factors = 32, seed = "tables" } = {}): {
  tables: UtilityTables;
  histories: Sequences;
} {
  const random = new Stream(seed);
  const normals = (count: number) => new Float32Array(count).map(() => random.normal());
  const tables = {
    factors,
    userTable: normals(users * factors),
    itemTable: normals(items * (2 * factors + 1)),
    transitionTable: normals(items * factors),
  };
  const histories = packSequences(
    Array.from({ length: users }, (_, user) => Array.from({ length: 10 }, (_, i) => (user + i) % items)),
  );
  return { tables, histories };
}
