/** What training leaves behind and agents start from, once it is read: plain data, whatever the file looked like. */
import { expected, inWords } from "./errors.ts";

/** An array of numbers as checkpoints and caches hold it. */
export type Section =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** Named arrays: what checkpoints and caches hold. */
export type Sections = { readonly [name: string]: Section };

/** A checkpoint that has been read whole. */
export interface Checkpoint {
  /** Where it was read from, for errors. */
  readonly path: string;
  /** The model or agent that it is of: `funksvd`, `sasrec`, `taste-posterior`, … */
  readonly model: string;
  /** What it takes to build that again, as plain JSON: to be checked by whoever builds it. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly sections: Sections;
  /** SHA-256 of what was learnt: what tables show of it. */
  readonly hash: string;
}

/** What a checkpoint says of itself, without its numbers. */
export type CheckpointFacts = Pick<Checkpoint, "path" | "model" | "configuration">;

/** What an agent's checkpoint must have been made for. */
export interface TrainedFor {
  readonly model: string;
  readonly catalogue: { readonly hash: string };
  readonly users: number;
}

/** Throws a UsageError for a checkpoint of another model, catalogue or population. */
export function checkTrainedFor({ path, model: found, configuration }: CheckpointFacts, wanted: TrainedFor): void {
  if (found !== wanted.model) throw expected(`a checkpoint of ${wanted.model}`, found, path);
  checkSameWorld(path, configuration, wanted);
}

/** That an agent's checkpoint, where it has one, is of a model of this name, for its world. */
export function trainedAs(model: string) {
  return ({ checkpoint }: { readonly checkpoint?: CheckpointFacts }, place: Omit<TrainedFor, "model">): void => {
    if (checkpoint) checkTrainedFor(checkpoint, { ...place, model });
  };
}

/** Throws a UsageError where what a checkpoint says of itself is of another catalogue or population. */
export function checkSameWorld(
  path: string,
  configuration: Checkpoint["configuration"],
  { catalogue, users }: Omit<TrainedFor, "model">,
): void {
  const [theirs, ours] = [configuration.catalogueHash, catalogue.hash].map((hash) => String(hash).slice(0, 12));
  if (configuration.catalogueHash !== catalogue.hash)
    throw expected(
      `a checkpoint for the catalogue ${ours}`,
      inWords(`one for ${theirs}: another world, or another version of it`),
      path,
    );
  if (configuration.users !== users) throw expected(`a checkpoint for ${users} users`, configuration.users, path);
}
