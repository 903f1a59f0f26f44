import { checkUnused, isBegun } from "../src/files/checkpoint.ts";

/**
 * Looks at the folder that a training is to have, before anything is done. Throws a UsageError where the training would
 * write over another; says so where there is nothing to resume.
 */
export function checkTrainingFolder(folder: string, resume: boolean): void {
  if (!resume) checkUnused(folder);
  else if (!isBegun(folder)) console.error(`Nothing to resume: no checkpoint in ${folder}. Starting a new training`);
}
