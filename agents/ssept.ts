/** SSE-PT (src/models/sse-pt.ts) as an agent. Without a checkpoint: one block, a softmax over the catalogue. */
import { z } from "zod";
import type { AgentDefinition } from "../src/core/agents.ts";
import { openSequenceAgent, type SequenceKind, sequenceSettings } from "./sequence-agent.ts";

const SHAPE = { length: 50, itemWidth: 24, userWidth: 8, blocks: 1, heads: 1, dropout: 0.2, epsilon: 1e-5 };

const kind: SequenceKind = {
  name: "ssept",
  architecture: "sse-pt",
  brief: (population) => ({
    model: { architecture: "sse-pt", settings: { ...SHAPE, ...population } },
    objective: { loss: "softmax" },
    negatives: 0,
    batchSize: 64,
    learningRate: 3e-3,
  }),
};

const schema = z.strictObject(sequenceSettings);

export const ssept: AgentDefinition<z.infer<typeof schema>> = {
  name: "ssept",
  summary: "the user's unseen items of highest SSE-PT score, updated online",
  settings: schema,
  create: (context, settings) => openSequenceAgent(kind, context, settings),
};
