import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import { expected } from "../../src/core/errors.ts";
import { openEngine } from "../../src/engine/engine.ts";
import { checkFolder } from "../../src/files/folders.ts";
import { type Safetensor, writeSafetensors } from "../../src/files/safetensors.ts";
import { toPort } from "../../src/models/port-weights.ts";
import { readSequenceCheckpoint, type SequenceCheckpoint, sequenceModelOf } from "../../src/train/sequence-training.ts";
import { checkpointIn } from "../offline-models.ts";

const ENDING = ".safetensors";

/** `slatelab export <checkpoint> <file>`: weights for other tools. */
export function addExport(program: Command): void {
  program
    .command("export <checkpoint> <file>")
    .summary("write a trained model's weights for PyTorch and others")
    .description(
      `Writes the weights of sasrec, gsasrec or ssept to FILE (${ENDING}). CHECKPOINT is one of 'slatelab pretrain', or ` +
        "the folder it is in. SASRec's weights get the names and layouts of the gSASRec authors' PyTorch port, for " +
        "load_state_dict(safetensors.torch.load_file(FILE)). Items are 1..N as in the prepared folder, N + 1 is padding.",
    )
    .addHelpText("after", `\nExample:\n  slatelab export .slatelab/checkpoints/gsasrec gsasrec${ENDING}`)
    .action(exportCheckpoint);
}

async function exportCheckpoint(from: string, to: string): Promise<void> {
  if (!to.endsWith(ENDING)) throw expected(`a file name that ends in ${ENDING}`, to);
  checkFolder(dirname(to), "the file's folder");
  const path = checkpointIn(from);
  const checkpoint = readSequenceCheckpoint(path);
  const tensors = await tensorsOf(checkpoint, path);
  const { architecture, settings } = checkpoint.model;
  const facts = { format: "pt", architecture, settings: JSON.stringify(settings), checkpoint: path };
  writeSafetensors(resolve(to), tensors, facts);
  console.log(`${to}: ${Object.keys(tensors).length} tensors of ${architecture}, ${JSON.stringify(settings)}`);
}

async function tensorsOf(checkpoint: SequenceCheckpoint, path: string): Promise<Record<string, Safetensor>> {
  const engine = await openEngine("wasm");
  const { weights } = sequenceModelOf(checkpoint, path);
  try {
    const values = weights.read();
    if (checkpoint.model.architecture === "sasrec") return toPort(checkpoint.model.settings, values);
    return Object.fromEntries(
      weights.names.map((name) => [name, { shape: weights.get(name).shape, data: values[name] }]),
    );
  } finally {
    weights.dispose();
    engine.close();
  }
}
