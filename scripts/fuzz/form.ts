/** Forms of data: sound files, what reads them, and how they are damaged. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readBytes } from "../../data/files.ts";
import type { Stream } from "../../src/core/random.ts";
import { mutate } from "./mutate.ts";
import { attempt, type Outcome } from "./target.ts";

/** A sound data set and what reads it. */
export interface Form {
  readonly files: Readonly<Record<string, string | Buffer>>;
  /** Path below the folder that the reader is given. */
  readonly place: string;
  /** Reads it, checks what was read, and says in a word what it was. */
  read(path: string, random: Stream): Promise<string>;
}

/** Damages a file of a form and reads it. `folder` is empty. */
export async function tryForm({ files, place, read }: Form, random: Stream, folder: string): Promise<Outcome> {
  const damaged = random.pick(Object.keys(files));
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content as string);
    put(join(folder, name), name === damaged ? mutate(bytes, random) : bytes);
  }
  if (random.int(50) === 0) spoil(join(folder, damaged), random);
  const given = textIn(join(folder, damaged));
  return attempt(() => read(join(folder, place), random), folder, given);
}

/** What messages may repeat. */
function textIn(path: string): string {
  try {
    return readBytes(path).toString();
  } catch {
    return "";
  }
}

function put(path: string, bytes: Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

/** No file at all, or a folder of its name. */
function spoil(path: string, random: Stream): void {
  rmSync(path);
  if (random.int(2) === 0) mkdirSync(path);
}

/** For what must hold of anything that was taken: throws an error that is a fault of the run. */
export function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Expected ${what}`);
}
