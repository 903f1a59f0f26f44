import { Interrupted } from "../core/errors.ts";
import type { Stream } from "../core/random.ts";
import { type Interactions, NO_CLICK } from "../core/types.ts";
import type { PointwiseBatch, PointwiseModel } from "../models/model.ts";

/** How negatives are drawn for clicks and stepped with them. */
export interface Negatives {
  /** Uniform negatives for each click. */
  readonly count: number;
  /**
   * One step on clicks and negatives together; otherwise clicks and negatives are stepped apart, as in cup-hybrid
   * (docs/sources.md).
   */
  readonly together: boolean;
}

/** A training of a pointwise model. */
export interface PointwiseTraining {
  model: PointwiseModel;
  interactions: Interactions;
  /** Items of the catalogue: negatives are uniform over all of them. */
  items: number;
  stream: Stream;
  epochs: number;
  /** Clicks of a batch. */
  batchSize: number;
  negatives: Negatives;
  /** β of the weight average that the model ends with; 0 leaves the last weights. */
  averageDecay: number;
  /** Called after each batch; return false to stop with `Interrupted`. */
  onProgress?: (progress: { epoch: number; done: number; total: number; loss: number }) => boolean | undefined;
}

/**
 * Trains a pointwise model on clicks and uniform negatives. Each epoch meets every click once, in a new order, in batches;
 * apart, a batch of clicks is one step and each of `count` batches of negatives (one for each click) is another.
 * Returns each epoch's mean loss over steps.
 *
 * Departures from cup-hybrid: its shuffle looks at 10 batches at a time and the last, short batch is dropped; here the whole
 * order is shuffled and every click is used.
 */
export function trainPointwise(training: PointwiseTraining): number[] {
  const { model, epochs, averageDecay, interactions } = training;
  if (averageDecay > 0) model.parameters.startAverage(averageDecay);
  const lasts = lastClicks(interactions);
  const losses = Array.from({ length: epochs }, (_, epoch) => trainEpoch(training, lasts, epoch));
  if (averageDecay > 0) model.parameters.adoptAverage();
  return losses;
}

function trainEpoch(training: PointwiseTraining, lasts: Int32Array, epoch: number): number {
  const { interactions, stream, batchSize, onProgress } = training;
  const total = interactions.items.length;
  const order = stream.shuffle(Int32Array.from({ length: total }, (_, i) => i));
  const losses: number[] = [];
  for (let start = 0; start < total; start += batchSize) {
    const clicks = take({ ...interactions, lasts }, order.subarray(start, start + batchSize));
    losses.push(...learnBatch(training, clicks));
    const progress = { epoch, done: start + clicks.items.length, total, loss: mean(losses) };
    if (onProgress?.(progress) === false) throw new Interrupted("Training stopped");
  }
  return mean(losses);
}

function learnBatch({ model, negatives, items, stream }: PointwiseTraining, clicks: PointwiseBatch): number[] {
  const draw = (count: number) => negativesOf(clicks, count, () => stream.int(items));
  if (negatives.together) return [model.step(joined(clicks, draw(negatives.count)))];
  const losses = [model.step(clicks)];
  for (let i = 0; i < negatives.count; i++) losses.push(model.step(draw(1)));
  return losses;
}

/** What learns from a click, and how. */
export interface ClickLearning {
  model: PointwiseModel;
  /** Items of the catalogue. */
  items: number;
  stream: Stream;
  negatives: Negatives;
}

/** A click, and what the user clicked before it. */
export interface Click {
  user: number;
  item: number;
  /** The user's click before this one, or NO_CLICK. */
  last: number;
}

/** Steps a model on a click as it happens: the click and its negatives in one step or, apart, in two. */
export function learnClick({ model, items, stream, negatives }: ClickLearning, { user, item, last }: Click): void {
  const click: PointwiseBatch = {
    users: Int32Array.of(user),
    items: Int32Array.of(item),
    lasts: Int32Array.of(last),
    labels: Float32Array.of(1),
  };
  const drawn = negativesOf(click, negatives.count, () => stream.int(items));
  if (negatives.together) model.step(joined(click, drawn));
  else {
    model.step(click);
    model.step(drawn);
  }
}

/** The click before each click by the same user, or NO_CLICK: [n] */
function lastClicks({ users, items }: Interactions): Int32Array {
  const last = new Map<number, number>();
  return Int32Array.from(users, (user, i) => {
    const before = last.get(user) ?? NO_CLICK;
    last.set(user, items[i]);
    return before;
  });
}

type Clicks = Interactions & { readonly lasts: Int32Array };

function take({ users, items, lasts }: Clicks, rows: Int32Array): PointwiseBatch {
  return {
    users: rows.map((row) => users[row]),
    items: rows.map((row) => items[row]),
    lasts: rows.map((row) => lasts[row]),
    labels: new Float32Array(rows.length).fill(1),
  };
}

/** `count` copies of each click's user and context, with drawn items: [count × clicks] */
function negativesOf(clicks: PointwiseBatch, count: number, draw: () => number): PointwiseBatch {
  const length = count * clicks.items.length;
  const items = new Int32Array(length);
  for (let i = 0; i < length; i++) items[i] = draw();
  return {
    users: repeated(clicks.users, count),
    items,
    lasts: repeated(clicks.lasts, count),
    labels: new Float32Array(length),
  };
}

function repeated(values: Int32Array, count: number): Int32Array {
  const all = new Int32Array(values.length * count);
  for (let i = 0; i < count; i++) all.set(values, i * values.length);
  return all;
}

function joined(a: PointwiseBatch, b: PointwiseBatch): PointwiseBatch {
  return {
    users: Int32Array.of(...a.users, ...b.users),
    items: Int32Array.of(...a.items, ...b.items),
    lasts: Int32Array.of(...a.lasts, ...b.lasts),
    labels: Float32Array.of(...a.labels, ...b.labels),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
