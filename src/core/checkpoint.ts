/** What training leaves behind and agents start from, once it is read: plain data, whatever the file looked like. */

export type Section =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** Named arrays. */
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
