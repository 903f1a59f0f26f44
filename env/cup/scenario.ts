import type { Scenario } from "../scenario.ts";
import { type CupSettings, cupSchema } from "./settings.ts";
import { buildCup } from "./world.ts";

function cupScenario(id: string, summary: string, settings: typeof cupSchema): Scenario {
  return { id, summary, settings, build: async (values, inputs) => buildCup(id, values as CupSettings, inputs) };
}

export const cup: Scenario = cupScenario("cup", "DataLab Cup 4's news world: 209,527 items, 2,000 users", cupSchema);

const { items, users } = cupSchema.shape;
const small = cupSchema.extend({ items: items.unwrap().default(2000), users: users.unwrap().default(200) });
export const cupSmall: Scenario = cupScenario("cup-small", "the same world with 2,000 items and 200 users", small);
