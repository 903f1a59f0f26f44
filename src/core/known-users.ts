import type { Interactions } from "./types.ts";

/** Whose clicks are public, and who is served. */
export interface Acquaintance {
  /** Users that are served: 0..users-1. */
  readonly users: number;
  readonly interactions: Interactions;
}

/** How many users are known: those who are served, and others of whom there are public clicks; their ids are the first ones. */
export function knownUsers({ users, interactions }: Acquaintance): number {
  return interactions.users.reduce((most, user) => Math.max(most, user + 1), users);
}
