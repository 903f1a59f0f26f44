/**
 * The weights of SASRec under the names and in the layouts of the port, gsasrec-pytorch (docs/sources.md), which has tables
 * apart for input and output, no √d on the items, and dense layers as [outputs, inputs].
 */
import type { NamedTensor, WeightValues } from "./weights.ts";

/** What the port calls a weight of SASRec, and what we call it. */
export interface WeightName {
  readonly port: string;
  readonly ours: string;
  /** Of the port: its dense layers are [outputs, inputs], ours [inputs, outputs]. */
  readonly shape: readonly number[];
  readonly transposed: boolean;
}

/** What of a SASRec's settings its weights depend on. */
export interface PortShape {
  readonly items: number;
  readonly length: number;
  readonly width: number;
  readonly blocks: number;
  readonly tied: boolean;
}

const DENSE = {
  "multihead_attention.query_proj": "query",
  "multihead_attention.key_proj": "key",
  "multihead_attention.val_proj": "value",
  dense1: "inner",
  dense2: "outer",
};
const NORMS = { first_norm: "first", second_norm: "second" };

/** Every weight of a SASRec model with its name in the port and here. With tied embeddings there is no output table. */
export function weightNames({ items, length, width, blocks, tied }: PortShape): WeightName[] {
  const table = (port: string, ours: string, rows: number) => plain(`${port}_embedding.weight`, ours, [rows, width]);
  return [
    table("item", "items", items + 2),
    table("position", "positions", length),
    ...(tied ? [] : [table("output", "output", items + 2)]),
    ...Array.from({ length: blocks }, (_, i) => blockNames(i, width)).flat(),
    ...normNames("seq_norm", "last", width),
  ];
}

function blockNames(i: number, width: number): WeightName[] {
  const [port, ours] = [`transformer_blocks.${i}`, `block${i}`];
  const dense = Object.entries(DENSE).flatMap(([theirs, name]) => [
    { port: `${port}.${theirs}.weight`, ours: `${ours}/${name}/weight`, shape: [width, width], transposed: true },
    plain(`${port}.${theirs}.bias`, `${ours}/${name}/bias`, [width]),
  ]);
  const norms = Object.entries(NORMS).flatMap(([theirs, name]) => {
    return normNames(`${port}.${theirs}`, `${ours}/${name}`, width);
  });
  return [...dense, ...norms];
}

function normNames(port: string, ours: string, width: number): WeightName[] {
  return [plain(`${port}.weight`, `${ours}/gain`, [width]), plain(`${port}.bias`, `${ours}/bias`, [width])];
}

function plain(port: string, ours: string, shape: readonly number[]): WeightName {
  return { port, ours, shape, transposed: false };
}

/** The values of a tensor of the port in our layout. */
export function fromPort(
  { shape, data }: { shape: readonly number[]; data: ArrayLike<number> },
  { transposed }: Pick<WeightName, "transposed">,
): Float32Array {
  const values = Float32Array.from(data);
  return transposed ? transpose(values, shape) : values;
}

/**
 * Our weights as the port has them, by its names. The port then computes the same scores: √d goes into its item table, and
 * a tied table becomes two.
 */
export function toPort(settings: PortShape & { scaled: boolean }, weights: WeightValues): Record<string, NamedTensor> {
  const { width, scaled } = settings;
  const untied: WeightValues = { ...weights, output: weights.output ?? weights.items };
  if (scaled) untied.items = weights.items.map((value) => value * Math.sqrt(width));
  const tensors = weightNames({ ...settings, tied: false }).map(({ port, ours, shape, transposed }) => {
    return [port, { shape, data: transposed ? transpose(untied[ours], shape.toReversed()) : untied[ours] }];
  });
  return Object.fromEntries(tensors);
}

/** [rows, columns] → [columns, rows] */
function transpose(values: Float32Array, [rows, columns]: readonly number[]): Float32Array {
  return values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)]);
}
