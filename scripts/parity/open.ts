/** The kinds of files of numbers that we compare with; which one a file is of is told by what stands in it. */
import { readFileSync } from "node:fs";
import { expected, inWords, orList, UsageError } from "../../src/core/errors.ts";
import type { Comparison } from "./comparison.ts";
import { compareGsasrec } from "./gsasrec-compare.ts";
import { checkGsasrec, GSASREC_KEYS } from "./gsasrec-fixture.ts";
import { compareMfgan } from "./mfgan-compare.ts";
import { absentOf, checkMfgan, MFGAN_KEYS } from "./mfgan-fixture.ts";
import { compareNmrn } from "./nmrn-compare.ts";
import { absentOfNmrn, checkNmrn, NMRN_KEYS } from "./nmrn-fixture.ts";

/** A file of numbers that has been checked. */
export interface OpenFixture {
  /** Numbers that files of its kind have and this one has not, which are not compared. */
  readonly absent: readonly string[];
  /** Computes the same with our model and compares. An engine must be open. */
  compare(): Comparison[];
}

interface FixtureKind {
  /** Whose numbers they are. */
  readonly title: string;
  readonly keys: readonly string[];
  open(content: object, path: string): OpenFixture;
}

const KINDS: readonly FixtureKind[] = [
  {
    title: "gsasrec-pytorch",
    keys: GSASREC_KEYS,
    open(content, path) {
      const fixture = checkGsasrec(content, path);
      return { absent: [], compare: () => compareGsasrec(fixture) };
    },
  },
  {
    title: "MFGAN",
    keys: MFGAN_KEYS,
    open(content, path) {
      const fixture = checkMfgan(content, path);
      return { absent: absentOf(fixture), compare: () => compareMfgan(fixture) };
    },
  },
  {
    title: "NMRN",
    keys: NMRN_KEYS,
    open(content, path) {
      const fixture = checkNmrn(content, path);
      return { absent: absentOfNmrn(fixture), compare: () => compareNmrn(fixture) };
    },
  },
];

/** Reads and checks a file of numbers. Throws a UsageError that names the file and what in it is not as expected. */
export function openFixture(path: string): OpenFixture {
  const content = readContent(path);
  return kindOf(content, path).open(content, path);
}

/** What stands in a file of numbers, as it is. Throws a UsageError that names the file where it is no JSON. */
export function readContent(path: string): object {
  const content = parse(path);
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw expected("an object of numbers to compare", content, path);
  return content;
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const reason = (error as Error).message.replaceAll(/\s+/g, " ");
    throw new UsageError(`${path}: Expected a JSON file of numbers to compare, got: ${reason}`);
  }
}

/** The kind most of whose parts are there, so that a file that lacks one is told what it lacks. */
function kindOf(content: object, path: string): FixtureKind {
  const shareOf = ({ keys }: FixtureKind) => keys.filter((key) => Object.hasOwn(content, key)).length / keys.length;
  const [likeliest] = KINDS.toSorted((a, b) => shareOf(b) - shareOf(a));
  if (shareOf(likeliest) >= 0.5) return likeliest;
  const listed = orList(KINDS.map(({ title }) => title));
  const parts = Object.keys(content).join(", ") || "nothing";
  throw expected(`numbers of ${listed}`, inWords(`a file of ${parts}`), path);
}
