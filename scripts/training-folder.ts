import { checkUnused, isBegun } from "../src/files/checkpoint.ts";

/**
 * Throws a UsageError, before anything is done, where a training would write over another in its folder; says so where there is nothing
 * to resume.
 */
export function checkUnusedTraining(folder: string, resume: boolean): void {
  if (!resume) checkUnused(folder);
  else if (!isBegun(folder)) console.error(`Nothing to resume: no checkpoint in ${folder}. Starting a new training`);
}
