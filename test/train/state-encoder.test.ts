import { expect, it } from "vitest";
import { Stream } from "../../src/core/random.ts";
import { sequenceScorer } from "../../src/models/sequence-scorer.ts";
import { buildSequenceModel, type SequenceArchitecture } from "../../src/train/sequence-training.ts";
import { StateEncoder } from "../../src/train/state-encoder.ts";
import { difference } from "../engine/engines.ts";
import { onEachEngine, SMALL, scramble } from "../models/fixture.ts";

const SSEPT = { items: 12, users: 4, length: 6, itemWidth: 6, userWidth: 3, blocks: 1, heads: 1, dropout: 0.5 };
const MODELS: [string, SequenceArchitecture][] = [
  ["SASRec", { architecture: "sasrec", settings: { ...SMALL, dropout: 0.5 } }],
  ["SASRec, tied and scaled", { architecture: "sasrec", settings: { ...SMALL, tied: true, scaled: true } }],
  ["SSE-PT", { architecture: "sse-pt", settings: { ...SSEPT, epsilon: 1e-5 } }],
];
const HISTORIES = [[3], [11, 0, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9], []];

onEachEngine("StateEncoder", () => {
  it.each(MODELS)("gives the state whose products with item vectors are the scores of %s", async (_, it) => {
    const model = buildSequenceModel(it, new Stream("model"));
    scramble(model.weights);
    const encoder = new StateEncoder(it, model.weights.read());
    const { width, output, items } = encoder;
    for (const [user, list] of HISTORIES.entries()) {
      const history = Int32Array.from(list);
      const scores = await sequenceScorer(model).score({ users: Int32Array.of(user), histories: [history] });
      const state = encoder.encode(user, history);
      expect(state).toHaveLength(width);
      const products = Float32Array.from({ length: items }, (_, item) =>
        state.reduce((sum, h, i) => sum + h * output[item * width + i], 0),
      );
      // SSE-PT: less a part that is the same for every item.
      const shift = it.architecture === "sse-pt" ? scores[0] - products[0] : 0;
      expect(
        difference(
          products.map((product) => product + shift),
          scores,
        ),
      ).toBeLessThan(1e-4);
    }
    encoder.dispose();
    model.dispose();
  });
});
