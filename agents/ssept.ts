/** SSE-PT (src/models/sse-pt.ts) as an agent. Without a checkpoint: one block, a softmax over the catalogue. */
import { sequenceAgent } from "./sequence-agent.ts";

const SHAPE = { length: 50, itemWidth: 24, userWidth: 8, blocks: 1, heads: 1, dropout: 0.2, epsilon: 1e-5 };

export const ssept = sequenceAgent({
  name: "ssept",
  title: "SSE-PT",
  architecture: "sse-pt",
  brief: (population) => ({
    model: { architecture: "sse-pt", settings: { ...SHAPE, ...population } },
    objective: { loss: "softmax" },
    negatives: 0,
  }),
});
