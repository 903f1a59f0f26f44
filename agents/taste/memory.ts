/** What each user was shown and chose: in this episode, and in all that were learnt from. */

/** A user's clicks on one item over all episodes. */
export interface Favourite {
  shows: number;
  clicks: number;
}

export interface UserMemory {
  /** Items clicked in any episode learnt from; the clicks a user starts with are not among them: they never come back. */
  favourites: Map<number, Favourite>;
  /** Times an item was shown and never clicked. */
  passedOver: Map<number, number>;
  /** What the user's own clicks add to the utility of items of the same stories, for this user alone. */
  hunches: Map<number, number>;
  /** Items shown in this episode. */
  shown: Set<number>;
  /** Untried items, most promising first, and where in the list the user is. */
  candidates: Int32Array;
  next: number;
}

export function emptyMemory(): UserMemory {
  return {
    favourites: new Map(),
    passedOver: new Map(),
    hunches: new Map(),
    shown: new Set(),
    candidates: new Int32Array(0),
    next: 0,
  };
}

/** A new episode: tastes and favourites stay, what was shown may be shown again. */
export function beginEpisode(memory: UserMemory): void {
  memory.shown = new Set();
  memory.candidates = new Int32Array(0);
  memory.next = 0;
}

/** Files a response under the items shown. */
export function remember(memory: UserMemory, slate: ArrayLike<number>, clicked: number): void {
  for (let i = 0; i < slate.length; i++) {
    const item = slate[i];
    memory.shown.add(item);
    const favourite = memory.favourites.get(item);
    if (favourite) {
      favourite.shows++;
      if (item === clicked) favourite.clicks++;
    } else if (item === clicked) {
      memory.favourites.set(item, { shows: 1, clicks: 1 });
      memory.passedOver.delete(item);
    } else {
      memory.passedOver.set(item, (memory.passedOver.get(item) ?? 0) + 1);
    }
  }
}
