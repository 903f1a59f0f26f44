/** Settings of every agent of a next-item model. */
import { z } from "zod";
import { ENGINE_CHOICES } from "../../src/core/engines.ts";
import { checkpointSetting, formerly } from "../../src/core/settings.ts";

const UPDATES = ["none", "click", "batch", "replay"] as const;

/** Settings that agents of next-item models have in common. */
export const sequenceAgentSettings = z.strictObject({
  checkpoint: checkpointSetting()
    .optional()
    .describe("weights to start from (see 'slatelab pretrain'); without, trained here"),
  steps: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(100)
    .describe("training steps on the public clicks where there is no checkpoint"),
  seed: z
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .default(1)
    .describe("draws the initial weights and that training, for every episode alike"),
  engine: z.enum(ENGINE_CHOICES).default("wasm").describe("what computes; for one user at a time wasm is the quicker"),
  update: z
    .enum(UPDATES)
    .default("click")
    .describe(
      "learns: never, from each response, from `batchSize` at once, or from each with `batchSize` - 1 old ones",
    ),
  batchSize: formerly("batch", z.int().min(1).max(64).default(8).describe("responses of a step for batch and replay")),
  replaySize: formerly(
    "size",
    z.int().min(1).max(1_000_000).default(2000).describe("responses that replay keeps and draws from"),
  ),
  learningRate: z.number().min(0).max(10).default(0.003).describe("step of item vectors"),
});

/** Checked settings that agents of next-item models have in common. */
export type SequenceAgentSettings = z.infer<typeof sequenceAgentSettings>;
