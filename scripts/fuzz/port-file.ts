/** Weights under the names of gsasrec-pytorch, as PyTorch writes them. */
import { dirname, join } from "node:path";
import { headerBytes, place } from "../../src/files/safetensors.ts";
import { MODELS } from "../../src/models/index.ts";
import { weightNames } from "../../src/models/port-weights.ts";
import { importWeights } from "../../src/run/import-weights.ts";
import { openModelCheckpoint } from "../../src/run/offline-model.ts";
import { check, type Form } from "./form.ts";

const SHAPE = { items: 5, length: 3, width: 4, blocks: 1, tied: false };

function port(): Buffer {
  const tensors = weightNames(SHAPE).map(({ port: name, shape }) => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    return [name, { shape, data: Float32Array.from({ length: size }, (_, i) => i / size) }];
  });
  const { placed, chunks } = place(Object.fromEntries(tensors));
  return Buffer.concat([headerBytes({ metadata: {}, placed }), ...chunks]);
}

/** Weights of a small network. */
export const PORT_FILE: Form = {
  files: { "port.safetensors": port() },
  place: "port.safetensors",
  async read(path) {
    const { path: made, tensors } = await importWeights(
      { file: path, folder: join(dirname(path), "new"), heads: 1 },
      MODELS,
    );
    const { settings } = openModelCheckpoint(made, MODELS).model;
    check(settings.items >= 1 && settings.length >= 1, "a network of items");
    return `${tensors} tensors`;
  },
};
