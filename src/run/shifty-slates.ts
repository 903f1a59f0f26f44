/** Slates that show one thing to whoever reads them first and another to whoever reads them again. */
import type { Slate } from "../core/types.ts";

/** Makes a slate that shows `honest` first, and at each later reading of a place what `later` says. */
type Shift = (honest: readonly number[], later: (place: number) => unknown) => Slate;

const SHIFTS: Readonly<Record<string, Shift>> = {
  "a proxy": (honest, later) => {
    const read = new Set<PropertyKey>();
    return new Proxy(Array.from(honest), {
      get(target, key) {
        const isPlace = typeof key === "string" && /^\d+$/.test(key);
        if (isPlace && read.has(key)) return later(Number(key));
        read.add(key);
        return Reflect.get(target, key);
      },
    });
  },
  getters: (honest, later) => {
    const slate = { length: honest.length };
    honest.forEach((item, place) => {
      let reads = 0;
      Object.defineProperty(slate, place, { get: () => (reads++ === 0 ? item : later(place)) });
    });
    return slate as Slate;
  },
  "an array that iterates over other items": (honest, later) =>
    Object.assign(Array.from(honest), {
      *[Symbol.iterator]() {
        for (let place = 0; place < honest.length; place++) yield later(place);
      },
      slice: () => honest.map((_, place) => later(place)),
      map: () => honest.map((_, place) => later(place)),
    }) as unknown as Slate,
};

/** Ways to show `honest` first and something else later, in a catalogue of `items`: names and slates. */
export function shiftySlates(honest: readonly number[], items: number): { name: string; slate: Slate }[] {
  const laters: Readonly<Record<string, (place: number) => unknown>> = {
    "other items": (place) => (honest[place] + 1) % items,
    "the first item again": () => honest[0],
    "negative ids": (place) => -1 - place,
    "ids beyond the catalogue": (place) => items + place,
    fractions: (place) => place + 0.5,
    NaN: () => Number.NaN,
    symbols: () => Symbol("item"),
  };
  return Object.entries(SHIFTS).flatMap(([way, shift]) =>
    Object.entries(laters).map(([what, later]) => ({ name: `${way}: ${what}`, slate: shift(honest, later) })),
  );
}
