import { defineWorld, type WorldDefinition } from "../../src/core/worlds.ts";
import { CUP_FILES } from "./files.ts";
import { cupSchema } from "./settings.ts";
import { buildCup, CUP_VERSION } from "./world.ts";

const { items, users } = cupSchema.shape;
const smallSchema = cupSchema.extend({
  items: items.unwrap().default(2000).describe(`${items.description}`),
  users: users.unwrap().default(200).describe(`${users.description}`),
});

/** The world `cup`: the competition at its full size. */
export const cup: WorldDefinition = defineWorld({
  name: "cup",
  summary: "DataLab Cup 4's news world: 209,527 items, 2,000 users",
  version: CUP_VERSION,
  settings: cupSchema,
  reads: CUP_FILES,
  build: (settings, inputs) => buildCup("cup", settings, inputs),
});

/** The world `cup-small`: the cup's rules on a small catalogue. */
export const cupSmall: WorldDefinition = defineWorld({
  name: "cup-small",
  summary: "the same world with 2,000 items and 200 users",
  version: CUP_VERSION,
  settings: smallSchema,
  reads: CUP_FILES,
  build: (settings, inputs) => buildCup("cup-small", settings, inputs),
});
