import type { Scenario } from "../scenario.ts";
import { buildFitted, type FittedSettings, fittedSchema } from "./world.ts";

export const movielens: Scenario = {
  id: "movielens",
  summary: "users fitted to MovieLens-1M (FPMC): taste and order both matter",
  settings: fittedSchema,
  needs: "movielens",
  build: (settings, inputs) => buildFitted("movielens", settings as FittedSettings, inputs),
};

export const fitted: Scenario = {
  id: "fitted",
  summary: "the same for your own interactions ('user item [time]' lines, --interactions FILE)",
  settings: fittedSchema,
  needs: "interactions",
  build: (settings, inputs) => buildFitted("fitted", settings as FittedSettings, inputs),
};
