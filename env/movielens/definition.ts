import { holdOutLast } from "../../src/core/hold-out.ts";
import type { InteractionData } from "../../src/core/interaction-data.ts";
import { PackedCatalogue } from "../../src/core/packed-catalogue.ts";
import { Stream } from "../../src/core/random.ts";
import { toSequences } from "../../src/core/sequences.ts";
import { defineWorld, type SplitInteractions, type WorldDefinition } from "../../src/core/worlds.ts";
import { dropRepeats } from "../../src/dataset/k-core.ts";
import { buildFitted, fittedSchema, isFitKept } from "./world.ts";

/** The world `movielens`: users fitted to MovieLens-1M. */
export const movielens: WorldDefinition = defineWorld({
  name: "movielens",
  summary: "users fitted to MovieLens-1M (FPMC): taste and order both matter",
  settings: fittedSchema,
  reads: { movielens: { kind: "split-interactions", summary: "MovieLens-1M, as its folder ml1m", isRequired: true } },
  build: (settings, { data, ...place }) => buildFitted("movielens", settings, { ...place, data: data?.movielens }),
  isKept: (settings, { data, ...place }) => isFitKept(settings, { ...place, data: data?.movielens }),
});

/** The world `fitted`: users fitted to a file of interactions. */
export const fitted: WorldDefinition = defineWorld({
  name: "fitted",
  summary: "the same for your own interactions ('user item [time]' lines)",
  settings: fittedSchema,
  reads: { interactions: { kind: "interactions", summary: "a file of 'user item [time]' lines", isRequired: true } },
  build: (settings, { data, ...place }) =>
    buildFitted("fitted", settings, { ...place, data: split(data?.interactions) }),
  isKept: (settings, { data, ...place }) => isFitKept(settings, { ...place, data: split(data?.interactions) }),
});

/** Users of whom the last item is held out of a fit to one's own file. */
const HELD_OUT_USERS = 512;

/** A repeat is no next item: it goes before the last one is held out, which so is always new to its user. */
function split(data: InteractionData | undefined): SplitInteractions | undefined {
  if (!data) return undefined;
  const { interactions, users, userNames, itemNames } = dropRepeats(data);
  const { train, heldOut } = holdOutLast(toSequences(interactions, users), HELD_OUT_USERS, new Stream("held-out"));
  const texts = itemNames.map((title) => ({ title, description: "" }));
  const catalogue = PackedCatalogue.pack(texts, itemNames.length);
  return { sequences: train, catalogue, validation: heldOut, userNames };
}
