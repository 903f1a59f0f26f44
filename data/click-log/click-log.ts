import { UsageError } from "../../src/core/errors.ts";
import type { InteractionData } from "../../src/core/interaction-data.ts";
import { packSequences, sequenceOf, toInteractions, toSequences } from "../../src/core/sequences.ts";
import type { World } from "../../src/core/types.ts";
import { loggedClicks } from "../../src/store/click-log.ts";
import type { Store } from "../../src/store/database.ts";
import { NamedRows } from "../rows.ts";

/**
 * Reads the clicks of an agent's finished episodes in a suite. A user of one episode is named `episode/user`, since every
 * episode begins anew; items are named by their ids in the world's catalogue. What was public before the episodes is not
 * in the log. Throws a UsageError when there are no clicks.
 */
export function readClickLog(store: Store, { suite, agent }: { suite: number; agent: string }): InteractionData {
  const rows = new NamedRows();
  for (const { episodeId, user, item } of loggedClicks(store, { suite, agent })) {
    rows.add(`${episodeId}/${user}`, String(item));
  }
  return rows.finish(store.name, clicksOf({ suite, agent }));
}

/**
 * The clicks of the same episodes for a model that is to play in the suite's world: users and items keep their ids, clicked or
 * not. A user's sequence is what was public before the episodes, then the clicks of all of them, each item once.
 */
export function readWorldClicks(
  store: Store,
  { suite, agent }: { suite: number; agent: string },
  { users, catalogue, interactions }: Pick<World, "users" | "catalogue" | "interactions">,
): InteractionData {
  const before = toSequences(interactions, users);
  const lists = Array.from({ length: users }, (_, user) => new Set(sequenceOf(before, user)));
  for (const { user, item } of loggedClicks(store, { suite, agent })) lists[user].add(item);
  const sequences = packSequences(lists.map((list) => [...list]));
  if (sequences.items.length === before.items.length)
    throw new UsageError(`${store.name}: Expected ${clicksOf({ suite, agent })}, got none`);
  const names = (count: number) => Array.from({ length: count }, (_, id) => String(id));
  const { size: items, hash: catalogueHash } = catalogue;
  const named = { userNames: names(users), itemNames: names(items), catalogueHash };
  return { interactions: toInteractions(sequences), users, items, ...named };
}

function clicksOf({ suite, agent }: { suite: number; agent: string }): string {
  return `clicks of the agent '${agent}' in finished, logged episodes of suite ${suite}`;
}
