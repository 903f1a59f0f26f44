import { expect, it } from "vitest";
import { Stream } from "../../src/core/random.ts";
import type { ServingArchitecture } from "../../src/models/definition.ts";
import { SASREC, type SasRecSettings } from "../../src/models/sasrec.ts";
import type { SequenceSettings } from "../../src/models/sequence-model.ts";
import { sequenceScorer } from "../../src/models/sequence-scorer.ts";
import { type SsePtSettings, ssept } from "../../src/models/sse-pt.ts";
import { StateEncoder } from "../../src/train/state-encoder.ts";
import { difference } from "../engine/engines.ts";
import { onEachEngine, SMALL, scramble } from "../models/fixture.ts";

const SSEPT = { items: 12, users: 4, length: 6, itemWidth: 6, userWidth: 3, blocks: 1, heads: 1, dropout: 0.5 };
const DROPPING: SasRecSettings = { ...SMALL, dropout: 0.5 };
const TIED: SasRecSettings = { ...SMALL, tied: true, scaled: true };
const PERSONAL: SsePtSettings = { ...SSEPT, epsilon: 1e-5 };
const sasrec = SASREC as ServingArchitecture;
const MODELS: [string, ServingArchitecture, SequenceSettings][] = [
  ["SASRec", sasrec, DROPPING],
  ["SASRec, tied and scaled", sasrec, TIED],
  ["SSE-PT", ssept.architecture as ServingArchitecture, PERSONAL],
];
const HISTORIES = [[3], [11, 0, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9], []];

onEachEngine("StateEncoder", () => {
  it.each(MODELS)("gives the state whose products with item vectors are the scores of %s", async (_, it, settings) => {
    const model = it.build(settings, new Stream("model"));
    scramble(model.weights);
    const encoder = new StateEncoder({ architecture: it, settings, weights: model.weights.read() });
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
      const shift = settings.users === undefined ? 0 : scores[0] - products[0];
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

  it.each([4, -1, 0.5])("has no state of user %d", (user) => {
    const model = ssept.architecture.build(PERSONAL, new Stream("model"));
    const network = { architecture: ssept.architecture as ServingArchitecture, settings: PERSONAL };
    const encoder = new StateEncoder({ ...network, weights: model.weights.read() });
    expect(() => encoder.encode(user, Int32Array.of(1))).toThrow(`Expected users 0..3, got ${user}`);
    encoder.dispose();
    model.dispose();
  });

  it("refuses weights that are not the network's", () => {
    const model = sasrec.build(DROPPING, new Stream("model"));
    const { positions: _, ...weights } = model.weights.read();
    expect(() => new StateEncoder({ architecture: sasrec, settings: DROPPING, weights })).toThrow(
      "weights: positions: Expected numbers (Float32Array), got none",
    );
    model.dispose();
  });
});
