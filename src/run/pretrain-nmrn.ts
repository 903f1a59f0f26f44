/** Trains NMRN on the stream of a prepared data set and leaves checkpoints, log and curves in a folder. */
import { join } from "node:path";
import { expected, SlateLabError } from "../core/errors.ts";
import { contentHash } from "../core/hash.ts";
import type { Seed } from "../core/random.ts";
import { sequenceCount } from "../core/sequences.ts";
import type { PreparedData } from "../dataset/prepare.ts";
import { sequenceStream } from "../dataset/streams.ts";
import { writeTextFile } from "../files/text-file.ts";
import { whole } from "../report/format.ts";
import { streamCurveHtml } from "../report/stream-curve.ts";
import { NMRN_WATCHED } from "../train/nmrn-judges.ts";
import { checkLongEnough, type NmrnData, type NmrnTraining } from "../train/nmrn-plan.ts";
import { NMRN_FORMAT, type NmrnPassRow, type NmrnStreamRow } from "../train/nmrn-state.ts";
import { trainNmrn } from "../train/nmrn-training.ts";
import { LOG_FILE, readRows } from "../train/run-folder.ts";

/** Two items, so that there is another to be drawn. */
const FEWEST_ITEMS = 2;

/**
 * A prepared data set as a stream, held-out items and all: by its times, else users' items merged by the seed. `where` names the data.
 * Throws a UsageError for one of too few events or items.
 */
export function nmrnData(
  { split, timeOrder, items, catalogueHash }: PreparedData,
  seed: Seed,
  where?: string,
): NmrnData {
  const { sequences } = split;
  const users = sequenceCount(sequences);
  checkLongEnough(sequences.items.length, where);
  if (items < FEWEST_ITEMS) throw expected(`at least ${FEWEST_ITEMS} items`, items, where);
  return {
    stream: sequenceStream({ sequences, timeOrder }, seed),
    events: sequences.items.length,
    ...{ users, items },
    dataHash: contentHash(items, sequences.items, sequences.offsets, timeOrder ?? "merged"),
    madeFor: catalogueHash === undefined ? undefined : { users, catalogueHash },
  };
}

/** A training of NMRN with what its page is to say. */
export interface NmrnPretraining extends NmrnTraining {
  readonly title: string;
  /** What a user would type for it. */
  readonly command: string;
}

/** What a training of NMRN came to. */
export interface NmrnResult {
  readonly bestPass: NmrnPassRow;
  /** At the end of the stream. */
  readonly last: NmrnStreamRow;
}

/**
 * Trains NMRN and leaves `base.ckpt`, `last.ckpt`, `log.jsonl` and, once it is done, `curve.html` in the folder. Throws as `trainNmrn`, and
 * a SlateLabError where the log has lost its rows.
 */
export async function pretrainNmrn(pretraining: NmrnPretraining): Promise<NmrnResult> {
  const { folder, title, command } = pretraining;
  await trainNmrn(pretraining);
  const rows = readRows(folder, NMRN_FORMAT);
  const streamed = rows.filter((row) => row.stage === "second-half");
  const bestPass = rows.filter((row) => row.stage === "passes").findLast(({ best }) => best);
  const last = streamed.at(-1);
  if (!last || !bestPass)
    throw new SlateLabError(`${join(folder, LOG_FILE)}: Expected the rows of the training, got none`);
  const result = resultOf({ bestPass, last });
  const lineOf = (name: "model" | "frozen") => streamed.map((row) => ({ events: row.events, ...row[name] }));
  const lines = { NMRN: lineOf("model"), "its frozen copy": lineOf("frozen") };
  await writeTextFile(join(folder, "curve.html"), await streamCurveHtml({ title, command, result, lines }));
  return { bestPass, last };
}

function resultOf({ bestPass, last }: NmrnResult): string {
  const [model, frozen] = [last.model, last.frozen].map(({ total }) => total[NMRN_WATCHED].toFixed(4));
  return (
    `Over the ${whole(last.events)} events of the second half the ${NMRN_WATCHED} is ${model}, and ${frozen} of a copy that learns ` +
    `nothing there. Pass ${bestPass.pass} over the first half was the best (validation ${NMRN_WATCHED} ` +
    `${bestPass.metrics[NMRN_WATCHED].toFixed(4)}).`
  );
}
