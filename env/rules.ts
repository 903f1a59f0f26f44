import { z } from "zod";

/** Settings that every world with patience and a softmax choice shares. Defaults are the public competition's rules. */
export const rulesSchema = z.strictObject({
  slateSize: z.int().min(1).max(64).default(5).describe("items in a slate"),
  horizon: z.int().min(1).max(1_000_000).default(2000).describe("most rounds a user is served in an episode"),
  patience: z.number().min(0.001).max(1_000_000).default(5).describe("patience at the start"),
  patienceLoss: z.number().min(0.001).max(1_000_000).default(1).describe("patience lost when nothing is clicked"),
  patienceGain: z
    .number()
    .min(0)
    .max(1000)
    .default(0.5)
    .describe("patience gained by a click, times its probability (at most 1)"),
  temperature: z.number().min(0.001).max(1000).default(0.1).describe("softmax temperature of the choice"),
  noClick: z.number().min(-1000).max(1000).default(1.7).describe("utility of clicking nothing"),
  drift: z
    .number()
    .min(0)
    .max(100)
    .default(0)
    .describe("sd of the step each number of a user's taste takes after each round"),
  swapEvery: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(0)
    .describe("a user trades one liked dimension for another every n own rounds; 0 never"),
});

/** A setting that draws what is hidden: a whole number or a text. */
export const worldSeed = z.union([
  z.int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER),
  z.string().min(1).max(200),
]);

/** The rules of a world, checked: slates, horizon, patience, choice, drift. */
export type Rules = z.infer<typeof rulesSchema>;
