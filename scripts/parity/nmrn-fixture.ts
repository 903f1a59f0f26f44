/**
 * Files of NMRN's numbers in PyTorch, float64: settings, weights, events with their negatives, candidates of the noise sampler,
 * and what came of them. Ids are from 0; dense layers are [outputs, inputs] there.
 */
import { z } from "zod";
import { checkIds } from "../../src/core/check-ids.ts";
import { expected, inWords } from "../../src/core/errors.ts";
import { readSettings } from "../../src/core/settings.ts";
import { checkShape, checkWeights, type WeightName } from "../../src/models/port-weights.ts";
import { checkIdLists, checkIf, checkKnown, count, denseNames, ids, tensor, tensors } from "./tensors.ts";

const config = z.object({ users: count, items: count, width: count, slots: count, margin: z.number() });
const outcome = z.object({
  address: tensor,
  read: tensor,
  distance: z.number(),
  /** Which of the negatives; null or -1 for none. */
  violator: z.int().min(-1).nullable(),
  loss: z.number(),
});
const sampler = z.object({
  weights: tensors,
  user: z.int(),
  candidates: z.array(z.int()).min(1),
  /** A place in `candidates`. */
  chosen: z.int(),
  baseline: z.number(),
});
const samplerNumbers = z
  .looseObject({ logits: tensor, reward: z.number(), loss: z.number(), gradients: tensors })
  .partial();
/** What may be compared. A file need not have all of it. */
const numbers = z
  .looseObject({
    events: z.array(outcome),
    memoryAfter: tensor,
    meanLoss: z.number(),
    gradients: tensors,
    sampler: samplerNumbers,
  })
  .partial();
const schema = z.object({
  config,
  weights: tensors,
  events: ids.min(1),
  negatives: ids,
  sampler: sampler.optional(),
  expected: numbers,
});

/** A file of NMRN's numbers, checked. */
export type NmrnFixture = z.infer<typeof schema>;
/** What an event came to. */
export type NmrnOutcome = z.infer<typeof outcome>;
/** What a file of NMRN's numbers has of its noise sampler. */
export type NoiseSamplerFixture = NonNullable<NmrnFixture["sampler"]>;

/** What stands in such a file. */
export const NMRN_KEYS: readonly string[] = Object.keys(schema.shape);
const NUMBERS: readonly string[] = Object.keys(numbers.shape);
const SAMPLER_NUMBERS: readonly string[] = Object.keys(samplerNumbers.shape);

/** Numbers that may be compared and are not in the file. */
export function absentOfNmrn({ expected: given }: NmrnFixture): string[] {
  const missing = (known: readonly string[], part: object) => known.filter((name) => !Object.hasOwn(part, name));
  const ofSampler = given.sampler ? missing(SAMPLER_NUMBERS, given.sampler) : [];
  return [...missing(NUMBERS, given), ...ofSampler.map((name) => `sampler.${name}`)];
}

/** Weights of the model with their names in the file and here. */
export function nmrnNames({ users, items, width, slots }: NmrnFixture["config"]): WeightName[] {
  const tables = Object.entries({ users, items, keys: slots, values: slots });
  const square = [width, width] as const;
  return [
    ...tables.map(([name, rows]) => ({ port: name, ours: name, shape: [rows, width], transposed: false })),
    ...denseNames("erase", "erase", square),
    ...denseNames("add", "add", square),
  ];
}

/** Widths of the sampler's hidden layers; the weights say them. */
export function hiddenOf({ weights }: NoiseSamplerFixture): [number, number] {
  const widthOf = (layer: string) => weights[`${layer}.weight`]?.shape[0] ?? 1;
  return [widthOf("fc1"), widthOf("fc2")];
}

/** Weights of the sampler with their names in the file and here. */
export function samplerNames({ width }: NmrnFixture["config"], given: NoiseSamplerFixture): WeightName[] {
  const [first, second] = hiddenOf(given);
  return [
    ...denseNames("fc1", "first", [first, 2 * width]),
    ...denseNames("fc2", "second", [second, first]),
    ...denseNames("fc3", "last", [1, second]),
  ];
}

/** Checks what stands in a file of numbers. Throws a UsageError that names the file and what in it is not as expected. */
export function checkNmrn(content: object, path: string): NmrnFixture {
  const fixture = readSettings(schema, content, path);
  checkWeights(fixture.weights, nmrnNames(fixture.config), `${path}: weights`);
  checkEvents(fixture, path);
  checkSampler(fixture, path);
  checkNumbers(fixture, `${path}: expected`);
  return fixture;
}

function checkEvents({ config, events, negatives }: NmrnFixture, path: string): void {
  for (const [row, event] of events.entries()) {
    const where = `${path}: events[${row}]`;
    if (event.length !== 2) throw expected("a user and an item", event, where);
    checkIds(event.slice(0, 1), { what: "users", last: config.users - 1 }, where);
    checkIds(event.slice(1), { what: "items", last: config.items - 1 }, where);
  }
  const [rows, columns, where] = [events.length, negatives[0]?.length ?? 0, `${path}: negatives`];
  checkIdLists(negatives, { rows, columns, least: 0, most: config.items - 1, where });
  if (columns === 0) throw expected("a negative for each event", inWords("none"), where);
}

function checkSampler({ config, sampler: given, expected: numbers }: NmrnFixture, path: string): void {
  if (!given && numbers.sampler) throw expected("'sampler', of which there are numbers", inWords("none"), path);
  if (!given) return;
  const where = `${path}: sampler`;
  const { weights, user, candidates, chosen } = given;
  checkWeights(weights, samplerNames(config, given), `${where}.weights`);
  checkIds([user], { what: "users", last: config.users - 1 }, `${where}.user`);
  checkIds(candidates, { what: "items", last: config.items - 1 }, `${where}.candidates`);
  checkIds([chosen], { what: "places", last: candidates.length - 1 }, `${where}.chosen`);
}

function checkNumbers(fixture: NmrnFixture, where: string): void {
  const { config, expected: given, sampler: noise } = fixture;
  checkKnown(given, NUMBERS, where);
  checkIf(given.events, (it) => checkOutcomes(fixture, it, `${where}.events`));
  checkIf(given.memoryAfter, (it) => checkShape(it, [config.slots, config.width], `${where}.memoryAfter`));
  checkIf(given.gradients, (it) => checkWeights(it, nmrnNames(fixture.config), `${where}.gradients`));
  if (!noise || !given.sampler) return;
  const { logits, gradients } = given.sampler;
  checkKnown(given.sampler, SAMPLER_NUMBERS, `${where}.sampler`);
  checkIf(logits, (it) => checkShape(it, [noise.candidates.length], `${where}.sampler.logits`));
  checkIf(gradients, (it) => checkWeights(it, samplerNames(config, noise), `${where}.sampler.gradients`));
}

function checkOutcomes(
  { config, events, negatives }: NmrnFixture,
  outcomes: readonly NmrnOutcome[],
  where: string,
): void {
  if (outcomes.length !== events.length) throw expected(`${events.length} events`, outcomes.length, where);
  for (const [i, { address, read, violator }] of outcomes.entries()) {
    checkShape(address, [config.slots], `${where}[${i}].address`);
    checkShape(read, [config.width], `${where}[${i}].read`);
    const last = negatives[i].length - 1;
    if (violator !== null && violator > last)
      throw expected(`a place in the negatives, 0..${last}`, violator, `${where}[${i}].violator`);
  }
}
