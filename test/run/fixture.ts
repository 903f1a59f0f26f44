/** Checkpoints of networks that nobody trained. */
import { join } from "node:path";
import { Stream } from "../../src/core/random.ts";
import { openEngine } from "../../src/engine/engine.ts";
import { writeCheckpoint } from "../../src/files/checkpoint.ts";
import { architectureOf, type Blueprint } from "../../src/models/definition.ts";
import { MODELS } from "../../src/models/index.ts";
import type { SsePtSettings } from "../../src/models/sse-pt.ts";
import { scramble } from "../models/fixture.ts";
import { newFolder } from "../store/fixture.ts";

export const SSE_PT: SsePtSettings = {
  ...{ items: 12, users: 3, length: 6, itemWidth: 6, userWidth: 2 },
  ...{ blocks: 1, heads: 1, dropout: 0, epsilon: 1e-5 },
};

/** Saves a network with weights of all sizes; gives the path. */
export async function savedNetwork(model: Blueprint, { facts = {}, training = {} } = {}): Promise<string> {
  const path = join(newFolder(), "best.ckpt");
  const engine = await openEngine("wasm");
  const { weights } = architectureOf(MODELS, model.architecture).build(model.settings, new Stream(1));
  scramble(weights);
  const configuration = { model, ...facts };
  writeCheckpoint(path, { model: model.architecture, configuration, training, sections: weights.read() });
  engine.close();
  return path;
}
