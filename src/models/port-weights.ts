/**
 * The weights of SASRec under the names and in the layouts of the port, gsasrec-pytorch (docs/sources.md), which has tables
 * apart for input and output, no √d on the items, and dense layers as [outputs, inputs].
 */
import { expected, inWords, nameHint, nearestName } from "../core/errors.ts";
import type { GivenTensor, NamedTensor, WeightValues } from "./weights.ts";

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

const ITEMS = "item_embedding.weight";
const POSITIONS = "position_embedding.weight";
const OUTPUT = "output_embedding.weight";

/**
 * What the settings of a network are, by the shapes of its weights in the port. Throws a UsageError that begins with `where` for
 * tables that are missing or none; `checkWeights` looks at the rest.
 */
export function portShape(given: Readonly<Record<string, GivenTensor>>, where: string): PortShape {
  const [rows, width] = tableShape(given, ITEMS, where);
  const [length] = tableShape(given, POSITIONS, where);
  if (rows < 3) throw expected("a row for each item and two more", rows, `${where}: ${ITEMS}`);
  const blocks = Object.keys(given).flatMap((name) => /^transformer_blocks\.(\d+)\./.exec(name)?.[1] ?? []);
  return { items: rows - 2, length, width, blocks: new Set(blocks).size, tied: !Object.hasOwn(given, OUTPUT) };
}

function tableShape(given: Readonly<Record<string, GivenTensor>>, port: string, where: string): readonly number[] {
  if (!Object.hasOwn(given, port))
    throw missing({ port, shape: ["rows", "width"] }, strange(given, [ITEMS, POSITIONS, OUTPUT]), where);
  const { shape } = given[port];
  if (shape.length !== 2 || shape.includes(0))
    throw expected("a table, [rows, width]", inWords(`[${shape}]`), `${where}: ${port}`);
  return shape;
}

/** Throws a UsageError that names the place unless these are all weights of a network, in their shapes, and no others. */
export function checkWeights(
  given: Readonly<Record<string, GivenTensor>>,
  known: readonly WeightName[],
  where: string,
): void {
  const names = known.map(({ port }) => port);
  const extra = strange(given, names);
  for (const weight of known) {
    if (!Object.hasOwn(given, weight.port)) throw missing(weight, extra, where);
    checkShape(given[weight.port], weight.shape, `${where}: ${weight.port}`);
  }
  if (extra.length === 0) return;
  const hint = nameHint(extra[0], names);
  throw expected("only weights of this architecture", inWords(`'${extra[0]}'${hint && `.${hint}`}`), where);
}

function strange(given: object, known: readonly string[]): string[] {
  return Object.keys(given).filter((name) => !known.includes(name));
}

/** `others`: names that may be meant for it. */
function missing(
  { port, shape }: { port: string; shape: readonly unknown[] },
  others: readonly string[],
  where: string,
): Error {
  const near = nearestName(port, others);
  const found = near === undefined ? "none" : `none; the nearest is '${near}'`;
  return expected(`'${port}' of the shape [${shape}]`, inWords(found), where);
}

/** Throws a UsageError that names the place for a tensor of another shape, or of other numbers than its shape says. */
export function checkShape({ shape, data }: GivenTensor, want: readonly number[], where: string): void {
  if (shape.join() !== want.join()) throw expected(`the shape [${want}]`, inWords(`[${shape}]`), where);
  const size = want.reduce((product, extent) => product * extent, 1);
  if (data.length !== size) throw expected(`${size} numbers`, data.length, where);
}

/** The weights of a network that another tool names, by our names and in our layouts. */
export function valuesOf(given: Readonly<Record<string, GivenTensor>>, names: readonly WeightName[]): WeightValues {
  return Object.fromEntries(names.map((name) => [name.ours, fromPort(given[name.port], name)]));
}

/** The values of a tensor of the port in our layout. */
export function fromPort({ shape, data }: GivenTensor, { transposed }: Pick<WeightName, "transposed">): Float32Array {
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
