/** Public files of the competition; what is absent is generated. */
import { expected, UsageError } from "../../src/core/errors.ts";
import type { DataOf, FeatureTables, FirstClicks } from "../../src/core/worlds.ts";
import type { CupSettings } from "./settings.ts";
import { DIMENSIONS } from "./stories.ts";

/** The competition's files that a cup world may read in place of generated data. */
export const CUP_FILES = {
  users: { kind: "first-clicks", summary: "competition users (user_data.json)" },
  items: { kind: "item-texts", summary: "competition items (item_data.json); goes with features" },
  features: {
    kind: "features",
    summary: "hidden features: a JSON or .npy file, or a folder with users.npy; items.npy goes with items",
  },
} as const;

/** What the competition's files hold, as far as they were given. */
export type CupFiles = DataOf<typeof CUP_FILES>;

/** Throws a UsageError where files do not go together, or with the settings. */
export function checkFiles(settings: CupSettings, { users, items, features }: CupFiles): void {
  const alone = "generated tastes know nothing of real texts";
  if (items && !features?.items) throw new UsageError(`items: Expected features of them, got none (${alone})`);
  if (features?.items && !items) throw new UsageError(`features: Expected items with it, got none (${alone})`);
  if (features) checkFeatures(features, { clicks: users, items: items?.size, users: settings.users });
  if (users) checkRange(users, items?.size ?? settings.items);
}

/** Settings of a cup world with the numbers of users and items that its files have. */
export function fitToFiles(settings: CupSettings, { users, items }: CupFiles): CupSettings {
  return { ...settings, users: users?.histories.length ?? settings.users, items: items?.size ?? settings.items };
}

interface Counts {
  readonly clicks?: FirstClicks;
  readonly items?: number;
  readonly users: number;
}

function checkFeatures({ items, users, width }: FeatureTables, counts: Counts): void {
  if (!items && width !== DIMENSIONS)
    throw expected(`rows of ${DIMENSIONS} numbers, one a category`, width, "features");
  const [features, tastes] = [items && items.length / width, users.length / width];
  if (counts.items !== features) {
    throw expected(`features of ${counts.items} items, as many as have texts`, features, "features");
  }
  const known = counts.clicks?.histories.length;
  if (known !== undefined && known !== tastes) {
    throw expected(`features of ${known} users, as many as have a history`, tastes, "features");
  }
  if (known === undefined && counts.users > tastes) {
    throw expected(`at most ${tastes} users, as many as have features`, counts.users, "users");
  }
}

function checkRange({ histories, where }: FirstClicks, items: number): void {
  for (const [user, history] of histories.entries()) {
    const stray = history.find((item) => item < 0 || item >= items);
    if (stray !== undefined) throw expected(`item ids from 0 to ${items - 1} in the history`, stray, where(user));
  }
}
