/** SASRec (src/models/sasrec.ts) as an agent. Without a checkpoint: one block, a softmax over the catalogue. */
import type { SasRecSettings } from "../src/models/sasrec.ts";
import { sequenceAgent } from "./sequence-agent.ts";

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

export const sasrec = sequenceAgent({
  name: "sasrec",
  title: "SASRec",
  architecture: "sasrec",
  brief: ({ items }) => ({
    model: { architecture: "sasrec", settings: { ...BRIEF, items } },
    objective: { loss: "softmax" },
    negatives: 0,
  }),
});
