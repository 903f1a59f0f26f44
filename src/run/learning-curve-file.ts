/** The learning curve of a training as a page beside the log that it is made from. */
import { join } from "node:path";
import { SlateLabError } from "../core/errors.ts";
import { writeTextFile } from "../files/text-file.ts";
import { type LearningCurve, learningCurveHtml } from "../report/learning-curve.ts";
import { LOG_FILE, readLog } from "../train/run-folder.ts";

/** Writes `curve.html`. Throws a SlateLabError where the log has no rounds. */
export async function writeLearningCurve(
  folder: string,
  { title, command, watch, also }: Omit<LearningCurve, "rows">,
): Promise<void> {
  const rows = readLog(folder);
  if (rows.length === 0)
    throw new SlateLabError(`${join(folder, LOG_FILE)}: Expected the rounds of the training, got none`);
  const page = await learningCurveHtml({ title, command, rows, watch, also });
  await writeTextFile(join(folder, "curve.html"), page);
}
