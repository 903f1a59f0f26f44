import { createHash } from "node:crypto";
import { expected, inWords } from "./errors.ts";
import { freezeClass } from "./frozen.ts";
import type { Catalogue } from "./types.ts";

/** Title and description of an item. */
export interface ItemText {
  readonly title: string;
  readonly description: string;
}

/** Texts of a catalogue in typed arrays. */
export interface PackedTexts {
  /** All texts in UTF-8, title and description of item after item. */
  readonly bytes: Uint8Array;
  /** Where each text starts in `bytes`, and where the last one ends: [2N + 1]. */
  readonly offsets: Uint32Array;
  /** What `hash` was when the texts were stored; computed at first use when left out. */
  readonly hash?: string;
}

/**
 * A catalogue in two typed arrays: small, quick to store and share between threads; texts are decoded on demand. Everybody has the
 * same one, so nobody can write to it.
 */
export class PackedCatalogue implements Catalogue {
  static {
    freezeClass(PackedCatalogue);
  }

  readonly size: number;
  readonly #bytes: Uint8Array;
  readonly #offsets: Uint32Array;
  readonly #text: Buffer;
  #hash: string | undefined;

  /** Throws a UsageError when the offsets are not those of texts in `bytes`. */
  constructor({ bytes, offsets, hash }: PackedTexts) {
    checkOffsets(offsets, bytes.length);
    this.size = (offsets.length - 1) / 2;
    this.#bytes = bytes;
    this.#offsets = offsets;
    this.#text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#hash = hash;
    Object.freeze(this);
  }

  /** A catalogue of texts. Throws as `packTexts`. */
  static pack(texts: Iterable<ItemText>, size: number): PackedCatalogue {
    return new PackedCatalogue(packTexts(texts, size));
  }

  /** SHA-256 of offsets and bytes, in hex. */
  get hash(): string {
    this.#hash ??= createHash("sha256").update(this.#offsets).update(this.#bytes).digest("hex");
    return this.#hash;
  }

  title(item: number): string {
    return this.#decode(item, 0);
  }

  description(item: number): string {
    return this.#decode(item, 1);
  }

  #decode(item: number, part: 0 | 1): string {
    if (!(Number.isInteger(item) && item >= 0 && item < this.size)) throw expected(`an item 0..${this.size - 1}`, item);
    const text = 2 * item + part;
    return this.#text.toString("utf8", this.#offsets[text], this.#offsets[text + 1]);
  }
}

/**
 * Packs the texts of `size` items in order of their ids. Lone surrogates, which UTF-8 cannot hold, become U+FFFD.
 * Throws a UsageError when there are more or fewer texts than `size`.
 */
export function packTexts(texts: Iterable<ItemText>, size: number): PackedTexts {
  const offsets = new Uint32Array(2 * size + 1);
  const writer = new Utf8Writer(size * 200);
  let item = 0;
  for (const { title, description } of texts) {
    if (item === size) throw expected(`texts of ${size} items`, inWords("more"));
    offsets[2 * item + 1] = writer.write(title);
    offsets[2 * item + 2] = writer.write(description);
    item++;
  }
  if (item < size) throw expected(`texts of ${size} items`, item);
  return { bytes: writer.written(), offsets };
}

function checkOffsets(offsets: Uint32Array, end: number): void {
  if (offsets.length % 2 === 0) throw expected("offsets of two texts an item and an end", offsets.length);
  if (offsets[0] !== 0) throw expected("offsets from 0", offsets[0]);
  for (let i = 1; i < offsets.length; i++) {
    if (offsets[i] < offsets[i - 1]) throw expected(`an offset of at least ${offsets[i - 1]}`, offsets[i], `text ${i}`);
  }
  if (offsets[offsets.length - 1] !== end) throw expected(`offsets to ${end}`, offsets[offsets.length - 1]);
}

/** Bytes of the longest UTF-8 form of one UTF-16 unit. */
const MOST_BYTES = 3;
const LARGEST = 2 ** 32 - 1;

class Utf8Writer {
  #buffer: Buffer;
  #length = 0;

  constructor(capacity: number) {
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(64, capacity));
  }

  /** Appends a text and returns the new length in bytes. */
  write(text: string): number {
    const needed = this.#length + text.length * MOST_BYTES;
    if (needed > this.#buffer.length) this.#grow(needed);
    this.#length += this.#buffer.write(text, this.#length, "utf8");
    if (this.#length > LARGEST) throw expected(`texts of at most ${LARGEST} bytes`, this.#length);
    return this.#length;
  }

  /** A copy of no more than what was written. */
  written(): Uint8Array {
    return new Uint8Array(this.#buffer.subarray(0, this.#length));
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
