/** gSASRec (Petrov, Macdonald, RecSys 2023, arXiv:2308.07192): the network of sasrec.ts, trained by gBCE with many negatives. */
import { nextItemModel } from "./next-item.ts";
import { published, quick } from "./recipes.ts";
import { BRIEF, CPU, PORT, SASREC, sasrecSettings, sasrecShape } from "./sasrec.ts";

const CLICKS = {
  ...{ length: 20, width: 32, negatives: 64, shuffled: true, batchSize: 128 },
  ...{ steps: 400, learningRate: 0.005, decayEnd: 1600, averageDecay: 0 },
};

/** The model `gsasrec`. */
export const gsasrec = nextItemModel({
  name: "gsasrec",
  title: "gSASRec",
  summary: "gSASRec: SASRec with many negatives and gBCE",
  settings: sasrecSettings,
  recipes: {
    cpu: quick({ ...CPU, loss: "gbce", negatives: 256, t: 0.75, balanced: true }),
    clicks: quick({ ...CPU, ...CLICKS, loss: "gbce", t: 0.75, balanced: true }),
    published: published({ ...PORT, negatives: 256, t: 0.75 }),
  },
  architecture: SASREC,
  shape: sasrecShape,
  brief: { settings: { ...BRIEF, loss: "gbce", t: 0.75, negatives: 64 } },
});
