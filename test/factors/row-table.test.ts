import { describe, expect, it } from "vitest";
import { SlateLabError, UsageError } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import { FactorMemory } from "../../src/factors/factor-memory.ts";
import { fillNormal } from "../../src/factors/initialise.ts";
import { Parameters } from "../../src/factors/parameters.ts";
import { RowTable } from "../../src/factors/row-table.ts";
import { DenseAdamW, distance } from "./fixture.ts";

const SETTINGS = { learningRate: 0.01, weightDecay: 0.1 };

function tableOf(rows: number, width: number): RowTable {
  const table = new RowTable(new FactorMemory(RowTable.blocks(rows, width)), rows, width);
  fillNormal(table.weights, new Stream("weights"), 1);
  return table;
}

/** Adds a random gradient to each row named, once for each time it is named. */
function addGradients(table: RowTable, rows: readonly number[], random: Stream): Float64Array[] {
  return rows.map((row) => {
    const gradient = Float64Array.from({ length: table.width }, () => Math.fround(random.normal()));
    const at = table.gradientAt(row);
    gradient.forEach((g, i) => {
      table.gradients[at + i] += g;
    });
    return gradient;
  });
}

function rowOf(table: RowTable, row: number): Float32Array {
  return table.weights.slice(row * table.width, (row + 1) * table.width);
}

/** Fifty steps on random rows. */
function wander(table: RowTable, random: Stream, steps = 50): void {
  for (let s = 0; s < steps; s++) {
    addGradients(table, [random.int(table.rows), random.int(table.rows)], random);
    table.step(SETTINGS);
  }
}

describe("row-sparse AdamW", () => {
  it.each([1, 3, 4, 9, 128])("is dense AdamW where every row has a gradient in every step (width %d)", (width) => {
    const random = new Stream(`dense ${width}`);
    const table = tableOf(3, width);
    const dense = new DenseAdamW(table.weights);
    for (let s = 0; s < 200; s++) {
      const gradients = addGradients(table, [0, 1, 2], random);
      table.step(SETTINGS);
      dense.step(
        gradients.flatMap((g) => [...g]),
        SETTINGS.learningRate,
        SETTINGS.weightDecay,
      );
    }
    expect(distance(table.weights, dense.weights)).toBeLessThan(2e-5);
  });

  it("gives each row the dense AdamW of its own gradients and leaves the others alone", () => {
    const random = new Stream("sparse");
    const table = tableOf(40, 8);
    const before = table.weights.slice();
    const dense = Array.from({ length: 40 }, (_, row) => new DenseAdamW(rowOf(table, row)));
    for (let s = 0; s < 300; s++) {
      const rows = [random.int(20), 20 + random.int(10)];
      const gradients = addGradients(table, rows, random);
      table.step(SETTINGS);
      rows.forEach((row, i) => {
        dense[row].step(gradients[i], SETTINGS.learningRate, SETTINGS.weightDecay);
      });
    }
    for (let row = 0; row < 30; row++) expect(distance(rowOf(table, row), dense[row].weights)).toBeLessThan(2e-5);
    expect(table.weights.slice(30 * 8)).toEqual(before.slice(30 * 8));
  });

  it("sums the gradients of a row that a batch has several times", () => {
    const random = new Stream("duplicates");
    const table = tableOf(2, 4);
    const dense = new DenseAdamW(rowOf(table, 1));
    for (let s = 0; s < 50; s++) {
      const gradients = addGradients(table, [1, 1, 1], random);
      table.step(SETTINGS);
      const sum = gradients[0].map((g, i) => g + gradients[1][i] + gradients[2][i]);
      dense.step(sum, SETTINGS.learningRate, SETTINGS.weightDecay);
    }
    expect(distance(rowOf(table, 1), dense.weights)).toBeLessThan(1e-5);
  });

  it("steps a row by about the learning rate when it is first met, however late, and when it is met again", () => {
    const random = new Stream("late");
    const table = tableOf(2, 4);
    const stepOf = (row: number) => {
      const before = rowOf(table, row);
      addGradients(table, [row], random);
      table.step({ learningRate: 0.01, weightDecay: 0 });
      return distance(before, rowOf(table, row));
    };
    const first = stepOf(1);
    for (let s = 0; s < 5000; s++) stepOf(0);
    expect(first).toBeCloseTo(0.01, 6);
    const second = stepOf(1);
    expect(second).toBeGreaterThan(1e-4);
    expect(second).toBeLessThan(0.0101);
  });

  it("refuses a batch of more rows than it has slots for", () => {
    const table = tableOf(3000, 1);
    for (let row = 0; row < 2048; row++) table.gradientAt(row);
    expect(() => table.gradientAt(2048)).toThrow(UsageError);
    expect(table.gradientAt(7)).toBe(7);
  });

  it.each([10, -1, 0.5])("refuses row %s of ten, which would be another table's", (row) => {
    const table = tableOf(10, 4);
    expect(() => table.gradientAt(row)).toThrow(`Expected a row below 10, got ${row}`);
  });

  it("tells its watcher how far each row moved", () => {
    const table = tableOf(10, 6);
    const paths = new Float64Array(10);
    const seen: string[] = [];
    table.watcher = {
      moved: (row, length) => {
        paths[row] += length;
      },
      reverted: () => seen.push("reverted"),
      replaced: () => seen.push("replaced"),
    };
    const before = table.weights.slice();
    addGradients(table, [3, 3, 7], new Stream("watch"));
    table.step(SETTINGS);
    for (let row = 0; row < 10; row++) {
      const moved = Math.hypot(...rowOf(table, row).map((w, i) => w - before[row * 6 + i]));
      expect(paths[row]).toBeCloseTo(moved, 6);
    }
    table.mark();
    table.revert();
    expect(seen).toEqual(["replaced", "reverted"]);
  });
});

describe("the lazy weight average", () => {
  it("is the dense average of the weights after every step", () => {
    const random = new Stream("average");
    const table = tableOf(30, 5);
    const dense = Float64Array.from(table.weights);
    table.startAverage(0.9);
    for (let s = 0; s < 400; s++) {
      // Rows 20.. rest for long, rows 25.. never move.
      const rows = s % 100 === 0 ? [20 + random.int(5)] : [random.int(20), random.int(20)];
      addGradients(table, rows, random);
      table.step(SETTINGS);
      dense.forEach((e, i) => {
        dense[i] = 0.9 * e + 0.1 * table.weights[i];
      });
    }
    const last = table.weights.slice();
    table.adoptAverage();
    expect(distance(table.weights, dense)).toBeLessThan(1e-5);
    expect(distance(table.weights, last)).toBeGreaterThan(1e-3);
    expect(table.weights.slice(25 * 5)).toEqual(last.slice(25 * 5));
  });

  it("must be started before it is adopted", () => {
    expect(() => tableOf(1, 1).adoptAverage()).toThrow(SlateLabError);
  });
});

describe("marks", () => {
  it("take every change back, moments and step counters included", () => {
    const table = tableOf(600, 7);
    wander(table, new Stream("before"));
    const { weights, moments, steps } = structuredClone(table.state());
    table.mark();
    for (const round of ["first", "second"]) {
      wander(table, new Stream(round), 500);
      expect(distance(table.weights, weights)).toBeGreaterThan(0);
      table.revert();
      expect(table.state()).toEqual({ weights, moments, steps });
    }
  });

  it("carry changes through a structured clone to another copy of the table, which then learns the same", () => {
    const [here, there] = [tableOf(50, 4), tableOf(50, 4)];
    here.mark();
    there.mark();
    wander(here, new Stream("learn"));
    wander(there, new Stream("something else"));
    const changes = structuredClone(here.changes());
    there.revert();
    there.apply(changes);
    expect(there.state()).toEqual(here.state());
    wander(here, new Stream("on"));
    wander(there, new Stream("on"));
    expect(there.state()).toEqual(here.state());
    expect(there.changes().rows.length).toBeLessThanOrEqual(50);
  });

  it("hold only the rows that changed", () => {
    const table = tableOf(1000, 4);
    table.mark();
    expect(table.changes().rows).toEqual(Int32Array.of());
    addGradients(table, [5, 900, 5], new Stream("few"));
    table.step(SETTINGS);
    expect(table.changes().rows).toEqual(Int32Array.of(5, 900));
    expect(table.changes().values).toHaveLength(2 * 3 * 4);
  });

  it("are needed before changes", () => {
    const table = tableOf(2, 4);
    expect(() => table.changes()).toThrow(SlateLabError);
    table.mark();
    table.load(structuredClone(table.state()));
    expect(() => table.revert()).toThrow(SlateLabError);
  });
});

describe("parameters", () => {
  const both = () => new Parameters({ a: tableOf(5, 4), b: tableOf(3, 2) });

  it("load what another saved", () => {
    const [trained, fresh] = [both(), both()];
    for (const table of Object.values(trained.tables)) wander(table, new Stream("train"));
    fresh.load(structuredClone(trained.state()));
    expect(fresh.state()).toEqual(trained.state());
  });

  it("refuse a checkpoint or snapshot of another shape and change nothing", () => {
    const parameters = both();
    parameters.mark();
    const before = structuredClone(parameters.state());
    const other = new Parameters({ a: tableOf(5, 4), b: tableOf(3, 3) }).state();
    expect(() => parameters.load(other)).toThrow("b.weights: Expected 6 numbers, got 9");
    expect(() => parameters.load({ a: other.a })).toThrow("checkpoint: Expected a table 'b'");
    expect(() => parameters.restore({})).toThrow("snapshot: Expected a table 'a'");
    expect(parameters.state()).toEqual(before);
  });
});

it("a factor memory refuses what it was not made for", () => {
  expect(() => new RowTable(new FactorMemory(RowTable.blocks(10, 4)), 100, 4)).toThrow(SlateLabError);
  expect(() => new FactorMemory([5e9])).toThrow("5.0 GB");
  expect(() => RowTable.blocks(0, 4)).toThrow(UsageError);
});

describe("plain gradient descent", () => {
  it("moves the rows with a gradient by so much of it, tells how far, and is taken back", () => {
    const random = new Stream("descent");
    const table = tableOf(6, 5);
    const before = table.weights.slice();
    table.mark();
    const moved = new Map<number, number>();
    table.watcher = { moved: (row, far) => moved.set(row, far), reverted: () => {}, replaced: () => {} };
    const [first, again] = addGradients(table, [4, 4], random);
    table.descend(0.1);
    const gradient = first.map((g, i) => g + again[i]);
    for (let i = 0; i < 5; i++) expect(table.weights[20 + i]).toBeCloseTo(before[20 + i] - 0.1 * gradient[i], 5);
    expect([...moved.keys()]).toEqual([4]);
    expect(moved.get(4)).toBeCloseTo(0.1 * Math.hypot(...gradient), 5);
    expect(table.weights.filter((_, i) => i < 20 || i >= 25)).toEqual(before.filter((_, i) => i < 20 || i >= 25));
    const changes = table.changes();
    table.revert();
    expect(table.weights).toEqual(before);
    table.apply(changes);
    expect(table.weights[20]).toBeCloseTo(before[20] - 0.1 * gradient[0], 5);
  });
});
