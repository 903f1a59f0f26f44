/** Files of numbers that the port, gsasrec-pytorch (docs/sources.md), computed: settings, weights, a batch and what came of it. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { expected, inWords, UsageError } from "../../src/core/errors.ts";
import { readSettings } from "../../src/core/settings.ts";
import { weightNames } from "../../src/models/port-weights.ts";
import type { SasRecSettings } from "../../src/models/sasrec.ts";

const count = z.int().min(1);
const ids = z.array(z.array(z.int()));
const tensor = z.object({ shape: z.array(count), data: z.array(z.number()) });
const config = z.object({
  numItems: count.min(2),
  sequenceLength: count,
  embeddingDim: count,
  numHeads: count,
  numBlocks: count,
  paddingId: count,
  reuseItemEmbeddings: z.boolean(),
  negsPerPos: count,
  gbceT: z.number().min(0).max(1),
  layerNormEpsilon: z.number().positive(),
  dropout: z.number(),
});
const schema = z.object({
  config,
  beta: z.number(),
  weights: z.record(z.string(), tensor),
  input: ids.min(1),
  labels: ids,
  negatives: z.array(ids),
  hidden: tensor,
  logits: tensor,
  attention: z.array(tensor),
  loss: z.number(),
  gradients: z.record(z.string(), tensor),
  top5: z.object({
    items: ids,
    scores: z.array(z.array(z.number())),
    excluded: z.literal("items of the input row"),
  }),
});

/** A file of gsasrec-pytorch's numbers, checked. */
export type Fixture = z.infer<typeof schema>;
/** A tensor in such a file. */
export type FixtureTensor = z.infer<typeof tensor>;

/** Settings of the model that a file of numbers is of. */
export function settingsOf(config: Fixture["config"]): SasRecSettings {
  return {
    items: config.numItems,
    length: config.sequenceLength,
    width: config.embeddingDim,
    blocks: config.numBlocks,
    heads: config.numHeads,
    dropout: 0,
    tied: config.reuseItemEmbeddings,
    scaled: false,
    epsilon: config.layerNormEpsilon,
  };
}

/** Reads and checks a file of numbers. Throws a UsageError that names the file and what in it is not as expected. */
export function readFixture(path: string): Fixture {
  const fixture = readSettings(schema, parse(path), path);
  checkConfig(fixture, path);
  checkBatch(fixture, path);
  checkTensors(fixture, path);
  return fixture;
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const reason = (error as Error).message.replaceAll(/\s+/g, " ");
    throw new UsageError(`${path}: Expected a JSON file of numbers to compare, got: ${reason}`);
  }
}

function checkConfig({ config, beta }: Fixture, path: string): void {
  const { numItems, paddingId, embeddingDim, numHeads, negsPerPos, gbceT, dropout } = config;
  if (dropout !== 0)
    throw expected("dropout 0, since numbers under dropout cannot be compared", dropout, `${path}: config`);
  if (paddingId !== numItems + 1) throw expected(`paddingId ${numItems + 1}`, paddingId, `${path}: config`);
  if (embeddingDim % numHeads)
    throw expected(`embeddingDim that ${numHeads} heads divide`, embeddingDim, `${path}: config`);
  const ours = 1 - gbceT * (1 - negsPerPos / (numItems - 1));
  if (!(Math.abs(beta - ours) < 1e-9)) throw expected(`beta ${ours}, as config says`, beta, path);
}

function checkBatch({ config, input, labels, negatives, top5 }: Fixture, path: string): void {
  const { sequenceLength: length, numItems, paddingId, negsPerPos } = config;
  const rows = input.length;
  checkIds(input, { rows, columns: length, least: 1, most: paddingId, where: `${path}: input` });
  checkIds(labels, { rows, columns: length, least: 1, most: paddingId, where: `${path}: labels` });
  if (negatives.length !== rows) throw expected(`${rows} sequences`, negatives.length, `${path}: negatives`);
  for (const [b, list] of negatives.entries()) {
    checkIds(list, { rows: length, columns: negsPerPos, least: 1, most: numItems, where: `${path}: negatives[${b}]` });
  }
  const columns = top5.items[0]?.length ?? 0;
  checkIds(top5.items, { rows, columns, least: 1, most: numItems, where: `${path}: top5.items` });
  const sameShape = top5.scores.length === rows && top5.scores.every((list) => list.length === columns);
  if (!sameShape) throw expected(`${rows} × ${columns} scores`, "others", `${path}: top5.scores`);
  if (!input.flat().some((item) => item !== paddingId))
    throw expected("an item", inWords("only padding"), `${path}: input`);
  for (const [b, list] of input.entries()) {
    const wrong = list.findIndex((item, at) => item !== paddingId && labels[b][at] === paddingId);
    if (wrong >= 0) throw expected("an item where the input is one", paddingId, `${path}: labels[${b}][${wrong}]`);
  }
}

interface IdRules {
  rows: number;
  columns: number;
  least: number;
  most: number;
  where: string;
}

function checkIds(lists: readonly number[][], { rows, columns, least, most, where }: IdRules): void {
  if (lists.length !== rows) throw expected(`${rows} rows`, lists.length, where);
  for (const [row, list] of lists.entries()) {
    if (list.length !== columns) throw expected(`${columns} ids`, list.length, `${where}[${row}]`);
    const wrong = list.find((id) => id < least || id > most);
    if (wrong !== undefined) throw expected(`ids ${least}..${most}`, wrong, `${where}[${row}]`);
  }
}

function checkTensors(fixture: Fixture, path: string): void {
  const { config, input, hidden, logits, attention } = fixture;
  const { sequenceLength: length, embeddingDim: width, numHeads, numBlocks, negsPerPos } = config;
  const rows = input.length;
  checkShape(hidden, [rows, length, width], `${path}: hidden`);
  checkShape(logits, [rows, length, negsPerPos + 1], `${path}: logits`);
  if (attention.length !== numBlocks) throw expected(`${numBlocks} blocks`, attention.length, `${path}: attention`);
  attention.forEach((weights, i) => {
    checkShape(weights, [rows, numHeads, length, length], `${path}: attention[${i}]`);
  });
  for (const kind of ["weights", "gradients"] as const) checkWeights(fixture, kind, path);
}

/** All weights of the architecture, in their shapes, and no others. */
function checkWeights({ config, ...fixture }: Fixture, kind: "weights" | "gradients", path: string): void {
  const given = fixture[kind];
  const known = weightNames(settingsOf(config));
  for (const { port, shape } of known) {
    if (!given[port]) throw expected(`'${port}'`, inWords("none"), `${path}: ${kind}`);
    checkShape(given[port], shape, `${path}: ${kind} ${port}`);
  }
  const extra = Object.keys(given).find((name) => !known.some(({ port }) => port === name));
  if (extra) throw expected("only weights of this architecture", extra, `${path}: ${kind}`);
}

function checkShape({ shape, data }: FixtureTensor, want: readonly number[], where: string): void {
  if (shape.join() !== want.join()) throw expected(`the shape [${want}]`, `[${shape}]`, where);
  const size = want.reduce((product, extent) => product * extent, 1);
  if (data.length !== size) throw expected(`${size} numbers`, data.length, where);
}
