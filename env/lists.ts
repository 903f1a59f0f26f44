/** Lists of different lengths as two flat columns, for caches: the values and where each list begins. */
export interface FlatLists {
  readonly values: Int32Array;
  /** [lists + 1] */
  readonly offsets: Uint32Array;
}

export function flatten(lists: readonly ArrayLike<number>[]): FlatLists {
  const offsets = new Uint32Array(lists.length + 1);
  for (const [i, list] of lists.entries()) offsets[i + 1] = offsets[i] + list.length;
  const values = new Int32Array(offsets[lists.length]);
  for (const [i, list] of lists.entries()) values.set(list, offsets[i]);
  return { values, offsets };
}

export function unflatten({ values, offsets }: FlatLists): Int32Array[] {
  return Array.from({ length: offsets.length - 1 }, (_, i) => values.subarray(offsets[i], offsets[i + 1]));
}
