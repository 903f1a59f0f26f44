import type { Section, Sections } from "../core/checkpoint.ts";
import { damaged } from "../core/section-rules.ts";
import type { AdamWSettings } from "./adamw.ts";
import { MomentumTail } from "./momentum-tail.ts";
import type { RowTable, TableState } from "./row-table.ts";
import type { PackedRows } from "./row-undo.ts";

/** What a model has learnt since its mark, table by table. Structured-cloneable. */
export type ParameterChanges = Record<string, PackedRows>;
/** All tables of a model for a checkpoint: their own arrays, not copies. */
export type ParameterState = Record<string, TableState>;

/** The named tables of a model, stepped, averaged, saved and taken back together. */
export class Parameters {
  readonly tables: Readonly<Record<string, RowTable>>;
  readonly #all: readonly RowTable[];

  constructor(tables: Record<string, RowTable>) {
    this.tables = tables;
    this.#all = Object.values(tables);
  }

  /** One AdamW step on the rows that have a gradient. */
  step(settings: AdamWSettings): void {
    for (const table of this.#all) table.step(settings);
  }

  /** One clock for all rows of all tables: AdamW with these settings, dense in effect. For tables without a past. */
  startClock(settings: AdamWSettings): void {
    const tail = new MomentumTail(settings);
    for (const table of this.#all) table.startClock(tail);
  }

  /** With one clock: brings rows that still move by their momentum up to date. */
  settle(): void {
    for (const table of this.#all) table.settle();
  }

  /** Starts an exponential moving average of all weights. */
  startAverage(decay: number): void {
    for (const table of this.#all) table.startAverage(decay);
  }

  /** The average becomes the weights. */
  adoptAverage(): void {
    for (const table of this.#all) table.adoptAverage();
  }

  /** Makes the present state the base of `changes` and `restore`; call it once pretraining is over. */
  mark(): void {
    for (const table of this.#all) table.mark();
  }

  /** The rows that differ from the mark. */
  changes(): ParameterChanges {
    return this.#map((table) => table.changes());
  }

  /** Puts the weights back as they were at the mark, or as `changes` from it say. */
  restore(changes?: ParameterChanges): void {
    if (changes) this.#requireAll(changes, "snapshot");
    for (const table of this.#all) table.revert();
    if (changes) for (const [name, table] of Object.entries(this.tables)) table.apply(changes[name]);
  }

  state(): ParameterState {
    return this.#map((table) => table.state());
  }

  /**
   * Copies a checkpoint in; running averages and marks end. Throws a SlateLabError that names the table when one is missing, of
   * another shape or not finite, before anything changes.
   */
  load(state: ParameterState, where = "checkpoint"): void {
    this.#requireAll(state, where);
    for (const [name, table] of Object.entries(this.tables)) table.checkShape(state[name], `${where}: ${name}`);
    for (const [name, table] of Object.entries(this.tables)) table.load(state[name]);
  }

  #requireAll(given: Record<string, unknown>, where: string): void {
    for (const name of Object.keys(this.tables)) {
      if (!Object.hasOwn(given, name)) throw damaged(`a table '${name}'`, Object.keys(given).join(", "), where);
    }
  }

  #map<T>(of: (table: RowTable) => T): Record<string, T> {
    return Object.fromEntries(Object.entries(this.tables).map(([name, table]) => [name, of(table)]));
  }
}

/** The tables of a model as named arrays for a checkpoint: `users.weights`, `users.moments`, … */
export function stateSections(state: ParameterState): Sections {
  const named = Object.entries(state).flatMap(([table, arrays]) =>
    Object.entries(arrays).map(([name, values]) => [`${table}.${name}`, values] as const),
  );
  return Object.fromEntries(named);
}

/** The tables of a model among the named arrays of a checkpoint. */
export function sectionsState(sections: Sections): ParameterState {
  const tables = new Map<string, Map<string, Section>>();
  for (const [name, values] of Object.entries(sections)) {
    const [table, part] = name.split(".");
    if (part === undefined) continue;
    tables.set(table, (tables.get(table) ?? new Map()).set(part, values));
  }
  const state = [...tables].map(([table, parts]) => [table, Object.fromEntries(parts)]);
  return Object.fromEntries(state);
}
