import { z } from "zod";

/** Settings that every world with patience and a softmax choice shares. Defaults are the public competition's rules. */
export const rulesSchema = z.strictObject({
  slateSize: z.int().min(1).max(64).default(5).describe("items in a slate"),
  horizon: z.int().min(1).default(2000).describe("most rounds a user is served in an episode"),
  patience: z.number().positive().default(5).describe("patience at the start"),
  patienceLoss: z.number().positive().default(1).describe("patience lost when nothing is clicked"),
  patienceGain: z
    .number()
    .min(0)
    .default(0.5)
    .describe("patience gained by a click, times its probability (at most 1)"),
  temperature: z.number().positive().default(0.1).describe("softmax temperature of the choice"),
  noClick: z.number().default(1.7).describe("utility of clicking nothing"),
  drift: z.number().min(0).default(0).describe("sd of the step each number of a user's taste takes after each round"),
  swapEvery: z
    .int()
    .min(0)
    .default(0)
    .describe("a user trades one liked dimension for another every n own rounds; 0 never"),
});

/** The rules of a world, checked: slates, horizon, patience, choice, drift. */
export type Rules = z.infer<typeof rulesSchema>;
