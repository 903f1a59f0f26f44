import { expected } from "./errors.ts";

/** The ids that there are. */
export interface IdRange {
  /** What they are called: `items`. */
  readonly what: string;
  /** 0 where absent. */
  readonly first?: number;
  readonly last: number;
}

/** Throws a UsageError that begins with `where` and names the first of the ids that is no whole number of the range. */
export function checkIds(ids: ArrayLike<number>, { what, first = 0, last }: IdRange, where: string): void {
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i];
    if (!(id >= first && id <= last && Number.isInteger(id))) throw expected(`${what} ${first}..${last}`, id, where);
  }
}
