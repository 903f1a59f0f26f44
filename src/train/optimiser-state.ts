/** Optimisers in a checkpoint: what they count is said as JSON, their moments are arrays. */
import { z } from "zod";
import type { Section, Sections } from "../core/checkpoint.ts";
import { checkFinite } from "../core/section-rules.ts";
import type { AdamState } from "./adam.ts";

/** States of several optimisers by name. */
type Optimisers = Readonly<Record<string, AdamState>>;
/** What they count. */
type Counters = Readonly<Record<string, Omit<AdamState, "moments">>>;

/** What a checkpoint says of its optimisers. */
export const COUNTERS: z.ZodType<Counters> = z.record(
  z.string(),
  z.object({ steps: z.int().min(0), decays: z.array(z.number()) }),
);

/** What is said of optimisers as JSON. */
export function countersOf(optimisers: Optimisers): Counters {
  const counters = Object.entries(optimisers).map(([name, { steps, decays }]) => [name, { steps, decays }]);
  return Object.fromEntries(counters);
}

/** Their arrays, by `adam/NAME/…`. */
export function momentSections(optimisers: Optimisers): Sections {
  const named = Object.entries(optimisers).flatMap(([name, { moments }]) =>
    moments.map((values, i): [string, Section] => [`${folderOf(name)}${i}`, values]),
  );
  return Object.fromEntries(named);
}

/** Both joined again; arrays of other names are passed over. Throws a SlateLabError for moments that are not finite. */
export function optimisersOf(counters: Counters, state: Sections, path: string): Optimisers {
  const optimisers = Object.entries(counters).map(([name, counted]) => {
    const own = Object.entries(state).filter(([section]) => section.startsWith(folderOf(name)));
    for (const [section, moments] of own) checkFinite(moments, `${path}: ${section}`);
    return [name, { ...counted, moments: own.map(([, values]) => values as Float32Array) }];
  });
  return Object.fromEntries(optimisers);
}

function folderOf(name: string): string {
  return `adam/${name}/`;
}
