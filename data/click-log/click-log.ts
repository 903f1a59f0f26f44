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
  return rows.finish(store.name, `clicks of the agent '${agent}' in finished, logged episodes of suite ${suite}`);
}

/**
 * The same for a model that is to play in the suite's world: items keep their ids in its catalogue, clicked or not, and what was
 * public of a user before the episode comes first in the user's sequence.
 */
export function readWorldClicks(
  store: Store,
  { suite, agent }: { suite: number; agent: string },
  { users, catalogue, interactions }: Pick<World, "users" | "catalogue" | "interactions">,
): InteractionData {
  const log = readClickLog(store, { suite, agent });
  const [publicClicks, clicks] = [toSequences(interactions, users), toSequences(log.interactions, log.users)];
  const lists = log.userNames.map((name, user) => {
    const before = sequenceOf(publicClicks, Number(name.split("/")[1]));
    return Int32Array.of(...before, ...sequenceOf(clicks, user).map((item) => Number(log.itemNames[item])));
  });
  const itemNames = Array.from({ length: catalogue.size }, (_, item) => String(item));
  return { ...log, interactions: toInteractions(packSequences(lists)), items: catalogue.size, itemNames };
}
