/** The search for blocks of items, in one of the threads that share a table. */
import type { NeighbourList } from "../core/agents.ts";
import { NeighbourScanner } from "./neighbour-scan.ts";
import type { NeighbourTable } from "./neighbour-table.ts";

export interface NeighbourWork {
  readonly table: NeighbourTable;
  readonly k: number;
  /** [1] First region that no scanner has taken; shared. */
  readonly nextRegion: Int32Array;
}

export async function open({ table, k, nextRegion }: NeighbourWork): Promise<(items: Int32Array) => NeighbourList[]> {
  const scanner = new NeighbourScanner(table, Atomics.add(nextRegion, 0, 1));
  return (items) => scanner.block(items, k);
}

export const module: string = import.meta.url;
