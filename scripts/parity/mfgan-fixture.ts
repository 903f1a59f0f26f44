/**
 * Files of MFGAN's numbers in PyTorch, float64: settings, factors, weights, prefixes with a real and a fake next item, and what
 * came of them. Dense layers are [outputs, inputs] there.
 */
import { z } from "zod";
import { expected, inWords, unknownName } from "../../src/core/errors.ts";
import { readSettings } from "../../src/core/settings.ts";
import { checkShape, checkWeights, type WeightName, weightNames } from "../../src/models/port-weights.ts";
import { checkIdLists, checkIf, checkKnown, count, denseNames, ids, tensor, tensors, unknownAt } from "./tensors.ts";

const ofFactors = <T extends z.ZodType>(part: T) => z.record(z.string(), part);
const config = z.object({
  items: count,
  length: count,
  width: count,
  heads: count,
  generatorBlocks: count.max(100),
  discriminatorBlocks: count.max(100),
  lambda: z.number(),
  factors: ofFactors(count),
  layerNormEpsilon: z.number().positive(),
});
/** What may be compared. A file need not have all of it. */
const numbers = z
  .looseObject({
    logPolicy: tensor,
    likelihoodLoss: z.number(),
    likelihoodGradients: tensors,
    fakeLogits: tensors,
    realLogits: tensors,
    weights: tensor,
    reward: tensor,
    generatorLoss: z.number(),
    generatorGradients: tensors,
    discriminatorLoss: ofFactors(z.number()),
    discriminatorGradients: ofFactors(tensors),
  })
  .partial();
const schema = z.object({
  config,
  factors: ofFactors(ids),
  prefixes: ids.min(1),
  realNext: z.array(z.int()),
  fakeNext: z.array(z.int()),
  generator: tensors,
  discriminators: ofFactors(tensors),
  expected: numbers,
});

/** A file of MFGAN's numbers, checked. */
export type MfganFixture = z.infer<typeof schema>;

/** What stands in such a file. */
export const MFGAN_KEYS: readonly string[] = Object.keys(schema.shape);
const NUMBERS: readonly string[] = Object.keys(numbers.shape);

/** Names of the factors, in the order in which they are weighted. */
export function factorsOf({ config }: MfganFixture): string[] {
  return Object.keys(config.factors);
}

/** Numbers that may be compared and are not in the file. */
export function absentOf({ expected: given }: MfganFixture): string[] {
  return NUMBERS.filter((name) => !Object.hasOwn(given, name));
}

/** Weights of the generator with their names in the file and here. */
export function generatorNames({ config }: MfganFixture): WeightName[] {
  const { items, length, width, generatorBlocks: blocks } = config;
  return weightNames({ items, length, width, blocks, tied: true }).map(renamed);
}

/** Weights of a factor's discriminator with their names in the file and here. */
export function discriminatorNames({ config, ...fixture }: MfganFixture, factor: string): WeightName[] {
  const { items, length, width, discriminatorBlocks: blocks } = config;
  const [, ...encoder] = weightNames({ items, length, width, blocks, tied: true });
  const inner = innerOf({ config, ...fixture }, factor);
  return [
    { port: "encoder.table", ours: "values", shape: [config.factors[factor], width], transposed: false },
    ...encoder.map(renamed),
    ...denseNames("hidden", "judge/inner", [inner, width]),
    ...denseNames("head", "judge/outer", [1, inner]),
  ];
}

/** Numbers between the two dense layers that judge; the weights say it. */
export function innerOf({ config, discriminators }: MfganFixture, factor: string): number {
  return discriminators[factor]["hidden.weight"]?.shape[0] ?? config.width;
}

const LAYERS: Readonly<Record<string, string>> = {
  items: "encoder.table",
  positions: "encoder.positions",
  "last/gain": "encoder.last_norm.weight",
  "last/bias": "encoder.last_norm.bias",
};

/** `block0/first/gain` is `encoder.blocks.0.first_norm.weight` there. */
function renamed(name: WeightName): WeightName {
  const { ours } = name;
  const block = ours
    .replace(/^block(\d+)\//, "encoder.blocks.$1.")
    .replace(/(first|second)\//, "$1_norm/")
    .replace("/gain", "/weight")
    .replace("/", ".");
  return { ...name, port: LAYERS[ours] ?? block };
}

/** Checks what stands in a file of numbers. Throws a UsageError that names the file and what in it is not as expected. */
export function checkMfgan(content: object, path: string): MfganFixture {
  const fixture = readSettings(schema, content, path);
  checkConfig(fixture, path);
  checkFactors(fixture, path);
  checkBatch(fixture, path);
  checkWeights(fixture.generator, generatorNames(fixture), `${path}: generator`);
  for (const factor of factorsOf(fixture)) {
    const where = `${path}: discriminators.${factor}`;
    checkWeights(fixture.discriminators[factor], discriminatorNames(fixture, factor), where);
  }
  checkNumbers(fixture, path);
  return fixture;
}

function checkConfig({ config }: MfganFixture, path: string): void {
  const { width, heads, factors } = config;
  if (width % heads) throw expected(`width that ${heads} heads divide`, width, `${path}: config`);
  if (Object.keys(factors).length === 0) throw expected("a factor", inWords("none"), `${path}: config.factors`);
}

function checkFactors(fixture: MfganFixture, path: string): void {
  const { config, factors } = fixture;
  checkOfFactors(factors, fixture, `${path}: factors`);
  checkOfFactors(fixture.discriminators, fixture, `${path}: discriminators`);
  for (const [name, lists] of Object.entries(factors)) {
    const most = config.factors[name] - 1;
    checkIdLists(lists, { rows: config.items, least: 0, most, where: `${path}: factors.${name}` });
  }
}

/** One part for each factor, and no others. */
function checkOfFactors(parts: Readonly<Record<string, unknown>>, fixture: MfganFixture, where: string): void {
  const known = factorsOf(fixture);
  const missing = known.find((name) => !Object.hasOwn(parts, name));
  if (missing !== undefined) throw expected(`the factor '${missing}'`, inWords("none"), where);
  const extra = Object.keys(parts).find((name) => !known.includes(name));
  if (extra !== undefined) throw unknownAt(where, unknownName("factor", extra, known));
}

function checkBatch({ config, prefixes, realNext, fakeNext }: MfganFixture, path: string): void {
  const range = { least: 1, most: config.items };
  checkIdLists(prefixes, { ...range, rows: prefixes.length, where: `${path}: prefixes` });
  for (const [name, list] of Object.entries({ realNext, fakeNext }))
    checkIdLists([list], { ...range, rows: 1, columns: prefixes.length, where: `${path}: ${name}` });
}

function checkNumbers(fixture: MfganFixture, path: string): void {
  const { config, prefixes, expected: given } = fixture;
  const [rows, factors, where] = [prefixes.length, factorsOf(fixture), `${path}: expected`];
  checkKnown(given, NUMBERS, where);
  checkIf(given.logPolicy, (it) => checkShape(it, [rows, config.items], `${where}.logPolicy`));
  checkIf(given.weights, (it) => checkShape(it, [rows, factors.length], `${where}.weights`));
  checkIf(given.reward, (it) => checkShape(it, [rows], `${where}.reward`));
  for (const name of ["likelihoodGradients", "generatorGradients"] as const)
    checkIf(given[name], (it) => checkWeights(it, generatorNames(fixture), `${where}.${name}`));
  for (const name of ["fakeLogits", "realLogits", "discriminatorLoss", "discriminatorGradients"] as const)
    checkIf(given[name], (it) => checkOfFactors(it, fixture, `${where}.${name}`));
  for (const factor of factors) checkJudgements(fixture, factor, where);
}

function checkJudgements(fixture: MfganFixture, factor: string, where: string): void {
  const { prefixes, expected: given } = fixture;
  for (const name of ["fakeLogits", "realLogits"] as const)
    checkIf(given[name]?.[factor], (it) => checkShape(it, [prefixes.length], `${where}.${name}.${factor}`));
  const place = `${where}.discriminatorGradients.${factor}`;
  checkIf(given.discriminatorGradients?.[factor], (it) => checkWeights(it, discriminatorNames(fixture, factor), place));
}
