import type { Command } from "commander";
import { expected, orList } from "../../src/core/errors.ts";
import { checkFile } from "../../src/files/folders.ts";
import { exportWeights } from "../../src/run/export-weights.ts";
import { checkpointNames } from "../../src/run/offline-model.ts";
import { tables } from "../../tables.ts";

const ENDING = ".safetensors";

/** `slatelab export <checkpoint> <file>`: weights for other tools. */
export function defineExport(command: Command): void {
  command
    .description(
      `Writes the weights of ${orList(checkpointNames(tables.models))} to FILE (${ENDING}). CHECKPOINT is one of 'slatelab pretrain', or ` +
        "the folder it is in. SASRec's weights get the names and layouts of gsasrec-pytorch, for " +
        "load_state_dict(safetensors.torch.load_file(FILE)). Items are 1..N as in the prepared folder, N + 1 is padding.",
    )
    .addHelpText("after", `\nExample:\n  slatelab export .slatelab/checkpoints/gsasrec gsasrec${ENDING}`)
    .action(exportCheckpoint);
}

async function exportCheckpoint(from: string, to: string): Promise<void> {
  if (!to.endsWith(ENDING)) throw expected(`a file name that ends in ${ENDING}`, to, "FILE");
  checkFile(to, "FILE");
  const { model, tensors } = await exportWeights(from, to, tables.models);
  console.log(`${to}: ${tensors} tensors of ${model.architecture}, ${JSON.stringify(model.settings)}`);
}
