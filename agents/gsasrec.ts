/** gSASRec: SASRec with gBCE. Without a checkpoint: one block, 64 negatives, t = .75. */
import { z } from "zod";
import type { AgentDefinition } from "../src/core/agents.ts";
import { BRIEF } from "./sasrec.ts";
import { openSequenceAgent, type SequenceKind, sequenceSettings } from "./sequence-agent.ts";

const kind: SequenceKind = {
  name: "gsasrec",
  architecture: "sasrec",
  brief: ({ items }) => ({
    model: { architecture: "sasrec", settings: { ...BRIEF, items } },
    objective: { loss: "gbce", t: 0.75 },
    negatives: 64,
    batchSize: 64,
    learningRate: 3e-3,
  }),
};

const schema = z.strictObject(sequenceSettings);

export const gsasrec: AgentDefinition<z.infer<typeof schema>> = {
  name: "gsasrec",
  summary: "the user's unseen items of highest gSASRec score, updated online",
  settings: schema,
  create: (context, settings) => openSequenceAgent(kind, context, settings),
};
