/** SASRec (src/models/sasrec.ts) as an agent. Without a checkpoint: one block, a softmax over the catalogue. */
import { z } from "zod";
import type { AgentDefinition } from "../src/core/agents.ts";
import type { SasRecSettings } from "../src/models/sasrec.ts";
import { openSequenceAgent, type SequenceKind, sequenceSettings } from "./sequence-agent.ts";

/** Shape of a SASRec that is trained where it plays. */
export const BRIEF: Omit<SasRecSettings, "items"> = {
  length: 50,
  width: 32,
  blocks: 1,
  heads: 1,
  dropout: 0.2,
  tied: false,
  scaled: false,
  epsilon: 1e-5,
};

const kind: SequenceKind = {
  name: "sasrec",
  architecture: "sasrec",
  brief: ({ items }) => ({
    model: { architecture: "sasrec", settings: { ...BRIEF, items } },
    objective: { loss: "softmax" },
    negatives: 0,
    batchSize: 64,
    learningRate: 3e-3,
  }),
};

const schema = z.strictObject(sequenceSettings);

export const sasrec: AgentDefinition<z.infer<typeof schema>> = {
  name: "sasrec",
  summary: "the user's unseen items of highest SASRec score, updated online",
  settings: schema,
  create: (context, settings) => openSequenceAgent(kind, context, settings),
};
