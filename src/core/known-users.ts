import type { World } from "./types.ts";

/** How many users are known: those who are served, and others whose clicks are public too; their ids are the first ones. */
export function knownUsers({ users, interactions }: Pick<World, "users" | "interactions">): number {
  return interactions.users.reduce((most, user) => Math.max(most, user + 1), users);
}
