/** Whose the validation lines of a split folder are: the files do not say it, but their training lines do. */
import { UsageError } from "../../src/core/errors.ts";

/** A list of items, and the place of its line. */
export interface PlacedList {
  readonly list: Int32Array;
  readonly where: string;
}

/**
 * The training user of each validation history. It is all that the user trained on, and in gsasrec-pytorch's own split one item
 * more, which nobody trained on; one of the two must hold for every line. Of users with the same training items each takes one
 * line, in their order. Throws a UsageError where a line is nobody's, and where both ways would do.
 */
export function ownersOf(
  training: readonly Int32Array[],
  histories: readonly PlacedList[],
  path: string,
): readonly number[] {
  const users = usersByItems(training);
  const longer = assign(users, histories, 1);
  const same = assign(users, histories, 0);
  if (!isWhole(longer) && !isWhole(same)) throw strayLine(histories, longer, same);
  if (isWhole(longer) && isWhole(same) && histories.length > 0)
    throw new UsageError(
      `${path}: Expected histories that are all training lines (leave-one-out), or all training lines and one item more ` +
        "(port), got lines that could be either: whose they are cannot be told",
    );
  return isWhole(longer) ? longer : (same as number[]);
}

type UsersByItems = ReadonlyMap<string, readonly number[]>;

function usersByItems(training: readonly Int32Array[]): UsersByItems {
  const users = new Map<string, number[]>();
  for (const [user, list] of training.entries()) {
    const key = list.join(" ");
    const twins = users.get(key);
    if (twins) twins.push(user);
    else users.set(key, [user]);
  }
  return users;
}

type Owners = readonly (number | undefined)[];

/** Users whose training items are the histories without their last `more` items; undefined where nobody is left. */
function assign(users: UsersByItems, histories: readonly PlacedList[], more: 0 | 1): Owners {
  const taken = new Map<string, number>();
  return histories.map(({ list }) => {
    const key = list.subarray(0, list.length - more).join(" ");
    const before = taken.get(key) ?? 0;
    taken.set(key, before + 1);
    return users.get(key)?.[before];
  });
}

function isWhole(owners: Owners): owners is readonly number[] {
  return !owners.includes(undefined);
}

function strayLine(histories: readonly PlacedList[], longer: Owners, same: Owners): UsageError {
  const nobodys = histories.findIndex((_, i) => longer[i] === undefined && same[i] === undefined);
  const stray = nobodys >= 0 ? nobodys : longer.indexOf(undefined);
  const got = nobodys >= 0 ? "others" : "the items alone, where other lines have one more";
  return new UsageError(`${histories[stray].where}: Expected a training user's items and one more, got ${got}`);
}
