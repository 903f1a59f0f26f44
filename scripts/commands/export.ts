import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import { expected } from "../../src/core/errors.ts";
import { openEngine } from "../../src/engine/engine.ts";
import { checkFolder } from "../../src/files/folders.ts";
import { type Safetensor, writeSafetensors } from "../../src/files/safetensors.ts";
import { architectureOf, nextItemNames } from "../../src/models/definition.ts";
import { openModelCheckpoint } from "../../src/run/offline-model.ts";
import { type SequenceCheckpoint, sequenceModelOf } from "../../src/train/sequence-checkpoint.ts";

import { tables } from "../../tables.ts";

const ENDING = ".safetensors";

/** `slatelab export <checkpoint> <file>`: weights for other tools. */
export function addExport(program: Command): void {
  program
    .command("export <checkpoint> <file>")
    .summary("write a trained model's weights for PyTorch and others")
    .description(
      `Writes the weights of ${nextItemNames(tables.models)} to FILE (${ENDING}). CHECKPOINT is one of 'slatelab pretrain', or ` +
        "the folder it is in. SASRec's weights get the names and layouts of gsasrec-pytorch, for " +
        "load_state_dict(safetensors.torch.load_file(FILE)). Items are 1..N as in the prepared folder, N + 1 is padding.",
    )
    .addHelpText("after", `\nExample:\n  slatelab export .slatelab/checkpoints/gsasrec gsasrec${ENDING}`)
    .action(exportCheckpoint);
}

async function exportCheckpoint(from: string, to: string): Promise<void> {
  if (!to.endsWith(ENDING)) throw expected(`a file name that ends in ${ENDING}`, to);
  checkFolder(dirname(to), "the file's folder");
  const checkpoint = openModelCheckpoint(from, tables.models);
  const tensors = await tensorsOf(checkpoint);
  const { architecture, settings } = checkpoint.model;
  const facts = { format: "pt", architecture, settings: JSON.stringify(settings), checkpoint: checkpoint.path };
  writeSafetensors(resolve(to), tensors, facts);
  console.log(`${to}: ${Object.keys(tensors).length} tensors of ${architecture}, ${JSON.stringify(settings)}`);
}

async function tensorsOf(checkpoint: SequenceCheckpoint): Promise<Record<string, Safetensor>> {
  const { architecture: name, settings } = checkpoint.model;
  const engine = await openEngine("wasm");
  const { weights } = sequenceModelOf(checkpoint, tables.models);
  try {
    const architecture = architectureOf(tables.models, name);
    return architecture.exported ? architecture.exported(settings, weights.read()) : weights.tensors();
  } finally {
    weights.dispose();
    engine.close();
  }
}
