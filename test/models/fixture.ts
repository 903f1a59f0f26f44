import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe } from "vitest";
import { Stream } from "../../src/core/random.ts";
import { packSequences, type Sequences } from "../../src/core/sequences.ts";
import type { SequenceBatch } from "../../src/dataset/sequence-batch.ts";
import { type Engine, openEngine } from "../../src/engine/engine.ts";
import { isNextItem, type NextItemDefinition } from "../../src/models/definition.ts";
import { MODELS } from "../../src/models/index.ts";
import type { SasRecSettings } from "../../src/models/sasrec.ts";
import { ENGINES, numbers } from "../engine/engines.ts";

/** Runs a suite once on each engine, which is open during it. */
export function onEachEngine(title: string, body: () => void): void {
  describe.each(ENGINES)(`${title} on the %s engine`, (name) => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await openEngine(name);
    });
    afterAll(() => engine.close());
    body();
  });
}

/** A trained model of the table. */
export function modelOfTable(name: string): NextItemDefinition {
  const found = MODELS.get(name);
  if (!isNextItem(found)) throw new Error(`${name} is fitted, not trained`);
  return found;
}

export const SMALL: SasRecSettings = {
  items: 12,
  length: 6,
  width: 8,
  blocks: 2,
  heads: 2,
  dropout: 0,
  tied: false,
  scaled: false,
  epsilon: 1e-5,
};

/** A left-padded batch of rows that may be shorter than `length`. */
export function batchOf(rows: readonly (readonly number[])[], { items, length } = SMALL): SequenceBatch {
  const padded = rows.flatMap((row) => [...new Array<number>(length - row.length).fill(items + 1), ...row]);
  return { items: Int32Array.from(padded), count: rows.length, length };
}

/** Fills every weight with numbers without a pattern, so that norms and biases take part. */
export function scramble(weights: { names: string[]; get(name: string): tf.Variable }): void {
  weights.names.forEach((name, i) => {
    const variable = weights.get(name);
    const offset = name.endsWith("/gain") ? 1 : 0;
    tf.tidy(() =>
      variable.assign(
        tf.tensor(
          numbers(variable.size, i + 1).map((x) => offset + 0.4 * x),
          variable.shape,
        ),
      ),
    );
  });
}

/** Random sequences without repeats inside one user: lengths cycle through `lengths`. */
export function randomSequences(users: number, items: number, lengths: readonly number[]): Sequences {
  const random = new Stream("sequences");
  return packSequences(
    Array.from({ length: users }, (_, user) => {
      const all = random.shuffle(Int32Array.from({ length: items }, (_, item) => item));
      return all.subarray(0, lengths[user % lengths.length]);
    }),
  );
}
