/** Files of numbers that the port, gsasrec-pytorch (docs/sources.md), computed: settings, weights, a batch and what came of it. */
import { z } from "zod";
import { expected, inWords } from "../../src/core/errors.ts";
import { readSettings } from "../../src/core/settings.ts";
import { checkShape, checkWeights, weightNames } from "../../src/models/port-weights.ts";
import type { SasRecSettings } from "../../src/models/sasrec.ts";
import { checkIdLists, count, ids, tensor, tensors } from "./tensors.ts";

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
  weights: tensors,
  input: ids.min(1),
  labels: ids,
  negatives: z.array(ids),
  hidden: tensor,
  logits: tensor,
  attention: z.array(tensor),
  loss: z.number(),
  gradients: tensors,
  top5: z.object({
    items: ids,
    scores: z.array(z.array(z.number())),
    excluded: z.literal("items of the input row"),
  }),
});

/** A file of gsasrec-pytorch's numbers, checked. */
export type GsasrecFixture = z.infer<typeof schema>;

/** What stands in such a file. */
export const GSASREC_KEYS: readonly string[] = Object.keys(schema.shape);

/** Settings of the model that a file of numbers is of. */
export function settingsOf(config: GsasrecFixture["config"]): SasRecSettings {
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

/** Checks what stands in a file of numbers. Throws a UsageError that names the file and what in it is not as expected. */
export function checkGsasrec(content: object, path: string): GsasrecFixture {
  const fixture = readSettings(schema, content, path);
  checkConfig(fixture, path);
  checkBatch(fixture, path);
  checkTensors(fixture, path);
  return fixture;
}

function checkConfig({ config, beta }: GsasrecFixture, path: string): void {
  const { numItems, paddingId, embeddingDim, numHeads, negsPerPos, gbceT, dropout } = config;
  if (dropout !== 0)
    throw expected("dropout 0, since numbers under dropout cannot be compared", dropout, `${path}: config`);
  if (paddingId !== numItems + 1) throw expected(`paddingId ${numItems + 1}`, paddingId, `${path}: config`);
  if (embeddingDim % numHeads)
    throw expected(`embeddingDim that ${numHeads} heads divide`, embeddingDim, `${path}: config`);
  const ours = 1 - gbceT * (1 - negsPerPos / (numItems - 1));
  if (!(Math.abs(beta - ours) < 1e-9)) throw expected(`beta ${ours}, as config says`, beta, path);
}

function checkBatch({ config, input, labels, negatives, top5 }: GsasrecFixture, path: string): void {
  const { sequenceLength: length, numItems, paddingId, negsPerPos } = config;
  const rows = input.length;
  checkIdLists(input, { rows, columns: length, least: 1, most: paddingId, where: `${path}: input` });
  checkIdLists(labels, { rows, columns: length, least: 1, most: paddingId, where: `${path}: labels` });
  if (negatives.length !== rows) throw expected(`${rows} sequences`, negatives.length, `${path}: negatives`);
  for (const [b, list] of negatives.entries()) {
    checkIdLists(list, {
      rows: length,
      columns: negsPerPos,
      least: 1,
      most: numItems,
      where: `${path}: negatives[${b}]`,
    });
  }
  const columns = top5.items[0]?.length ?? 0;
  checkIdLists(top5.items, { rows, columns, least: 1, most: numItems, where: `${path}: top5.items` });
  const sameShape = top5.scores.length === rows && top5.scores.every((list) => list.length === columns);
  if (!sameShape) throw expected(`${rows} × ${columns} scores`, "others", `${path}: top5.scores`);
  if (!input.flat().some((item) => item !== paddingId))
    throw expected("an item", inWords("only padding"), `${path}: input`);
  for (const [b, list] of input.entries()) {
    const wrong = list.findIndex((item, at) => item !== paddingId && labels[b][at] === paddingId);
    if (wrong >= 0) throw expected("an item where the input is one", paddingId, `${path}: labels[${b}][${wrong}]`);
  }
}

function checkTensors(fixture: GsasrecFixture, path: string): void {
  const { config, input, hidden, logits, attention } = fixture;
  const { sequenceLength: length, embeddingDim: width, numHeads, numBlocks, negsPerPos } = config;
  const rows = input.length;
  checkShape(hidden, [rows, length, width], `${path}: hidden`);
  checkShape(logits, [rows, length, negsPerPos + 1], `${path}: logits`);
  if (attention.length !== numBlocks) throw expected(`${numBlocks} blocks`, attention.length, `${path}: attention`);
  attention.forEach((weights, i) => {
    checkShape(weights, [rows, numHeads, length, length], `${path}: attention[${i}]`);
  });
  const known = weightNames(settingsOf(config));
  for (const kind of ["weights", "gradients"] as const) checkWeights(fixture[kind], known, `${path}: ${kind}`);
}
