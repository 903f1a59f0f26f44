/**
 * Puts what was saved of plain data back into the data itself, so that whoever holds a part of it (a variable, a closure) holds the
 * restored one. `saved` is given away: parts of it may stand in the data afterwards. Returns what stands in the data's place: itself
 * where it is of the same kind (an array of numbers of the same length), else what was saved.
 */
export function restoreInto(data: unknown, saved: unknown): unknown {
  if (!isObject(data) || !isObject(saved) || kindOf(data) !== kindOf(saved)) return saved;
  if (ArrayBuffer.isView(data)) return restoreNumbers(data as Float64Array, saved as Float64Array);
  if (data instanceof Map) restoreEntries(data, saved as Map<unknown, unknown>);
  else if (data instanceof Set) restoreMembers(data, saved as Set<unknown>);
  else restoreProperties(data as Properties, saved as Properties);
  return data;
}

type Properties = Record<string, unknown>;

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** `[object Map]`, `[object Float64Array]`, … */
function kindOf(value: object): string {
  return Object.prototype.toString.call(value);
}

function restoreNumbers(data: Float64Array, saved: Float64Array): Float64Array {
  if (data.length !== saved.length) return saved;
  data.set(saved);
  return data;
}

function restoreEntries(data: Map<unknown, unknown>, saved: Map<unknown, unknown>): void {
  const restored = Array.from(saved, ([key, value]) => [key, restoreInto(data.get(key), value)] as const);
  data.clear();
  for (const [key, value] of restored) data.set(key, value);
}

function restoreMembers(data: Set<unknown>, saved: Set<unknown>): void {
  data.clear();
  for (const member of saved) data.add(member);
}

/** Of lists too. */
function restoreProperties(data: Properties, saved: Properties): void {
  if (Array.isArray(data)) data.length = (saved as unknown as unknown[]).length;
  for (const key of Object.keys(data)) if (!Object.hasOwn(saved, key)) delete data[key];
  for (const key of Object.keys(saved)) data[key] = restoreInto(data[key], saved[key]);
}
