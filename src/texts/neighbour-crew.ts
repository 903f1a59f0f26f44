/** The search for blocks of items, in one of the threads that share a table. */
import type { NeighbourList } from "../core/agents.ts";
import type { Handler, Member } from "../parallel/handler.ts";
import { NeighbourScanner } from "./neighbour-scan.ts";
import type { NeighbourTable } from "./neighbour-table.ts";

/** What a worker searches, and for how many neighbours of an item. */
export interface NeighbourWork {
  readonly table: NeighbourTable;
  readonly k: number;
}

/** Sets up a worker that finds neighbours. */
export async function open(
  { table, k }: NeighbourWork,
  { index }: Member,
): Promise<Handler<Int32Array, NeighbourList[]>> {
  // Region 0 is the index's own.
  const scanner = new NeighbourScanner(table, 1 + index);
  return { run: (items) => scanner.block(items, k) };
}

/** Address of this module, for the crew. */
export const module: string = import.meta.url;
