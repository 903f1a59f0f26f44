/** What arrays from a file must be before anything is made of them: a checksum says that a file is whole, not that it makes sense. */
import type { Section, Sections } from "./checkpoint.ts";
import { expected, SlateLabError } from "./errors.ts";

/** What an array must be. Numbers that are not whole must be finite, whatever else is said. */
export interface SectionRule {
  /** Of the array, e.g. `Float32Array`. */
  readonly type: { readonly name: string };
  /** How many numbers. */
  readonly length?: number;
  /** The smallest number that may be there. */
  readonly least?: number;
  /** The largest. */
  readonly most?: number;
  /** They are offsets into the array of this name: from 0 upwards to its end. */
  readonly offsetsInto?: string;
}

/** A rule for each array of a reader. */
export type SectionRules = { readonly [name: string]: SectionRule };

/**
 * Checks named arrays by the rules of whoever reads them; others may be there too. Throws a SlateLabError that names the place and
 * the array.
 */
export function checkSections(sections: Sections, rules: SectionRules, where: string): void {
  for (const [name, rule] of Object.entries(rules)) {
    const section = Object.hasOwn(sections, name) ? sections[name] : undefined;
    checkSection(section, rule, `${where}: ${name}`);
    if (section && rule.offsetsInto !== undefined)
      checkOffsets(section, sections[rule.offsetsInto].length, `${where}: ${name}`);
  }
}

/** Checks one array, as `checkSections`. */
export function checkSection(
  section: Section | undefined,
  rule: Omit<SectionRule, "offsetsInto">,
  where: string,
): void {
  const { type, length = section?.length } = rule;
  const found = section?.constructor.name ?? "none";
  if (!section || found !== type.name)
    throw new SlateLabError(`${where}: Expected numbers (${type.name}), got ${found}`);
  if (section.length !== length) throw damaged(`${length} numbers`, section.length, where);
  checkValues(section, rule, where);
}

/** Throws a SlateLabError unless all numbers are finite. */
export function checkFinite(section: Section, where: string): void {
  checkValues(section, {}, where);
}

function checkValues(section: Section, { least, most }: Pick<SectionRule, "least" | "most">, where: string): void {
  const isFloat = section instanceof Float32Array || section instanceof Float64Array;
  if (least === undefined && most === undefined && !isFloat) return;
  const [low, high] = [least ?? -Number.MAX_VALUE, most ?? Number.MAX_VALUE];
  const stray = section instanceof Float32Array ? strayFloat(section, low, high) : strayNumber(section, low, high);
  if (stray < section.length) throw damaged(rangeOf(least, most), section[stray], `${where}, number ${stray}`);
}

/** Place of the first number outside of a range, else the length; NaN is in no range. */
function strayNumber(section: Section, low: number, high: number): number {
  let i = 0;
  while (i < section.length && section[i] >= low && section[i] <= high) i++;
  return i;
}

/** The same: a loop that meets one type of array is twenty times as fast, and these are the long ones. */
function strayFloat(section: Float32Array, low: number, high: number): number {
  let i = 0;
  while (i < section.length && section[i] >= low && section[i] <= high) i++;
  return i;
}

function rangeOf(least?: number, most?: number): string {
  if (least === undefined && most === undefined) return "a finite number";
  if (most === undefined) return `a finite number of at least ${least}`;
  return least === undefined ? `a finite number of at most ${most}` : `a number from ${least} to ${most}`;
}

function checkOffsets(offsets: Section, end: number, where: string): void {
  if (offsets[0] !== 0) throw damaged("offsets from 0", offsets[0], where);
  for (let i = 1; i < offsets.length; i++) {
    if (offsets[i] < offsets[i - 1])
      throw damaged(`an offset of at least ${offsets[i - 1]}`, offsets[i], `${where}, number ${i}`);
  }
  const last = offsets[offsets.length - 1];
  if (last !== end) throw damaged(`offsets to ${end}`, last, where);
}

/** As `expected`, for what is wrong in a file that a program wrote. */
export function damaged(what: string, got: unknown, where?: string): SlateLabError {
  return new SlateLabError(expected(what, got, where).message);
}
