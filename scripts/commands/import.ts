import { parse } from "node:path";
import type { Command } from "commander";
import { importWeights } from "../../src/run/import-weights.ts";
import { tables } from "../../tables.ts";
import { homeOption, outFolder, wholeNumber } from "../options.ts";

interface ImportOptions {
  readonly heads?: number;
  readonly home: string;
  readonly out?: string;
}

/** `slatelab import <file>`: weights of other tools as a checkpoint. */
export function defineImport(command: Command): void {
  command
    .description(
      "Makes a checkpoint of the weights in FILE (safetensors), under the names and in the layouts of gsasrec-pytorch: what " +
        "safetensors.torch.save_file(model.state_dict(), FILE) writes there, and what 'slatelab export' writes here. Items are " +
        "1..N there and here; without an output table the input table scores.",
    )
    .option(
      "--heads <n>",
      "attention heads, which weights do not tell (default: what 'slatelab export' wrote into the file)",
      wholeNumber("--heads", 1, 1000),
    )
    .option("--out <dir>", "folder of the checkpoint (default: checkpoints/FILE in the home folder)")
    .addOption(homeOption("checkpoints"))
    .addHelpText(
      "after",
      "\nExample:\n  slatelab import theirs.safetensors --heads 1\n" +
        "  slatelab evaluate .slatelab/checkpoints/theirs ml1m-prepared",
    )
    .action(importFile);
}

async function importFile(file: string, options: ImportOptions): Promise<void> {
  const folder = outFolder(options, "checkpoints", parse(file).name);
  const { path, model, tensors } = await importWeights({ file, folder, heads: options.heads }, tables.models);
  console.log(`${path}: ${tensors} tensors of ${model.architecture}, ${JSON.stringify(model.settings)}`);
}
