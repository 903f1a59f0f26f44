/** What an agent of a next-item model serves from: users' states, and item vectors that responses move. */
import { roundUp } from "../core/round-up.ts";
import { FactorMemory } from "../factors/factor-memory.ts";
import { Parameters } from "../factors/parameters.ts";
import { RowTable } from "../factors/row-table.ts";
import { ScanTables } from "../factors/scan-tables.ts";

/** Numbers of users and items and the width of their vectors. */
export interface ServedShape {
  readonly users: number;
  readonly items: number;
  /** Numbers of a vector. */
  readonly width: number;
}

/** Rows end on whole vectors. */
const VECTOR = 4;

/** Users' states h_u and items' vectors q_i, s_ui = h_u · q_i, with one number beside them that is learnt too. */
export class ServedVectors {
  /** What responses change: item vectors and the number. */
  readonly parameters: Parameters;
  /** Users' states and items' vectors. */
  readonly scan: ScanTables;
  /** For an index: the scanned items, and biases, which stay 0. */
  readonly watched: { readonly factors: RowTable; readonly biases: RowTable };
  /** What learns says what it is: [1 × 1] */
  readonly level: RowTable;

  constructor({ users, items, width: given }: ServedShape) {
    const width = roundUp(given, VECTOR);
    const shape = { users, items, width };
    const blocks = [RowTable.blocks(items, width), RowTable.blocks(items, 1), RowTable.blocks(1, 1)].flat();
    const memory = new FactorMemory([...blocks, users * width * 4, ...ScanTables.blocks(shape)]);
    const factors = new RowTable(memory, items, width);
    const biases = new RowTable(memory, items, 1);
    this.level = new RowTable(memory, 1, 1);
    this.parameters = new Parameters({ items: factors, level: this.level });
    this.watched = { factors, biases };
    const states = memory.floats(users * width);
    this.scan = new ScanTables(memory, shape, { users: states, items: factors.weights, biases: biases.weights });
  }

  /** Takes items' vectors, [items × width]; they are what `parameters` go back to. */
  load(vectors: Float32Array): void {
    const { items, width } = this.scan.shape;
    const given = vectors.length / items;
    const { weights } = this.watched.factors;
    for (let item = 0; item < items; item++) {
      weights.set(vectors.subarray(item * given, (item + 1) * given), item * width);
    }
    this.parameters.mark();
  }

  /** A copy of a user's state: [width] */
  stateOf(user: number): Float32Array {
    const { width } = this.scan.shape;
    return this.scan.tables.users.slice(user * width, (user + 1) * width);
  }

  /** Sets a user's state: [width] */
  setState(user: number, state: Float32Array): void {
    this.scan.tables.users.set(state, user * this.scan.shape.width);
  }

  /** Adds `slope` times a user's state to the gradient of an item. */
  addGradient(item: number, user: number, slope: number): void {
    const { shape, tables } = this.scan;
    const { factors } = this.watched;
    const [to, from] = [factors.gradientAt(item), user * shape.width];
    for (let i = 0; i < shape.width; i++) factors.gradients[to + i] += slope * tables.users[from + i];
  }
}
