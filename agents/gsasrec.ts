/** gSASRec: SASRec with gBCE. Without a checkpoint: one block, 64 negatives, t = .75. */
import { BRIEF } from "./sasrec.ts";
import { sequenceAgent } from "./sequence-agent.ts";

export const gsasrec = sequenceAgent({
  name: "gsasrec",
  title: "gSASRec",
  architecture: "sasrec",
  brief: ({ items }) => ({
    model: { architecture: "sasrec", settings: { ...BRIEF, items } },
    objective: { loss: "gbce", t: 0.75 },
    negatives: 64,
  }),
});
