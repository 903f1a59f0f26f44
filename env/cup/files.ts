/** Public files of the competition; what is absent is generated. */
import { expected, inWords } from "../../src/core/errors.ts";
import type { DataOf, FeatureTables, FirstClicks } from "../../src/core/worlds.ts";
import type { CupSettings } from "./settings.ts";
import { DIMENSIONS } from "./stories.ts";

/** The competition's files that a cup world may read in place of generated data. */
export const CUP_FILES = {
  users: { kind: "first-clicks", summary: "competition users (user_data.json)" },
  items: { kind: "item-texts", summary: "competition items (item_data.json); goes with features of users and items" },
  features: {
    kind: "features",
    summary: "hidden features: of users (a .npy file); of items too (a folder of users.npy and items.npy) with items",
  },
} as const;

/** What the competition's files hold, as far as they were given. */
export type CupFiles = DataOf<typeof CUP_FILES>;

/** Throws a UsageError where files do not go together, or with the settings. */
export function checkFiles(settings: CupSettings, files: CupFiles): void {
  const { users, items, features } = files;
  if (items && !features?.items) {
    const got = features ? "those of users alone" : "none";
    throw expected("features of users and items with it", inWords(`${got} (${ALONE})`), "items");
  }
  if (features?.items && !items) throw expected("items with features of items", inWords(`none (${ALONE})`), "features");
  if (features) checkFeatures(features, files, settings);
  if (users) checkRange(users, items?.size ?? settings.items);
}

/** Why texts and features of items go together. */
const ALONE = "what is generated for one would contradict the other";

/** Settings of a cup world with the numbers of users and items that its files have. */
export function fitToFiles(settings: CupSettings, { users, items }: CupFiles): CupSettings {
  return { ...settings, users: users?.histories.length ?? settings.users, items: items?.size ?? settings.items };
}

function checkFeatures({ items, users, width }: FeatureTables, files: CupFiles, settings: CupSettings): void {
  if (!items && width !== DIMENSIONS)
    throw expected(`rows of ${DIMENSIONS} numbers, one a category`, width, "features");
  const { size = 0 } = files.items ?? {};
  if (items && items.length / width !== size)
    throw expected(`features of ${size} items, as many as have texts`, items.length / width, "features");
  const [tastes, clicks] = [users.length / width, files.users?.histories.length];
  if (clicks !== undefined && clicks !== tastes)
    throw expected(`features of ${clicks} users, as many as have a history`, tastes, "features");
  if (clicks === undefined && settings.users > tastes)
    throw expected(`features of at least ${settings.users} users, as the setting 'users' says`, tastes, "features");
}

function checkRange({ histories, where }: FirstClicks, items: number): void {
  for (const [user, history] of histories.entries()) {
    const stray = history.find((item) => item < 0 || item >= items);
    if (stray !== undefined) throw expected(`item ids from 0 to ${items - 1} in the history`, stray, where(user));
  }
}
