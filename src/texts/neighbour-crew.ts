/** The search for blocks of items, in one of the threads that share a table. */
import type { NeighbourList } from "../core/agents.ts";
import type { Handler, Member } from "../parallel/handler.ts";
import { NeighbourScanner } from "./neighbour-scan.ts";
import type { NeighbourTable } from "./neighbour-table.ts";

export interface NeighbourWork {
  readonly table: NeighbourTable;
  readonly k: number;
}

export async function open(
  { table, k }: NeighbourWork,
  { index }: Member,
): Promise<Handler<Int32Array, NeighbourList[]>> {
  // Region 0 is the index's own.
  const scanner = new NeighbourScanner(table, 1 + index);
  return { run: (items) => scanner.block(items, k) };
}

export const module: string = import.meta.url;
