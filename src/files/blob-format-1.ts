/**
 * Reads the container of slatelab 0.1, from before it was safetensors; nothing writes it any more.
 *
 *   0  u32 magic (in the machine's byte order: a file of the other order is not ours)
 *   4  u32 format version
 *   8  u32 crc32 of all that follows
 *  12  u32 length of the file
 *  16  u32 length of the JSON that follows: { kind, version, header, sections: [{ name, type, length }] }
 *      then each section's numbers, each from the next multiple of 64 bytes
 */
import { crc32 } from "node:zlib";
import { z } from "zod";
import type { Sections } from "../core/checkpoint.ts";
import { roundUp } from "../core/round-up.ts";
import { damaged } from "../core/section-rules.ts";
import { readPlainJson } from "./plain-json.ts";
import { DTYPES, type Dtype } from "./safetensors.ts";

const MAGIC = 0x424c4c53;
const FORMAT = 1;
const PREFIX_BYTES = 20;
const CRC_START = 12;
const ALIGNMENT = 64;

const TYPES = new Map<string, (typeof DTYPES)[Dtype]>(Object.values(DTYPES).map((it) => [it.name, it]));

const DESCRIPTION = z.object({
  kind: z.string(),
  version: z.string(),
  header: z.unknown(),
  sections: z.array(z.object({ name: z.string(), type: z.enum([...TYPES.keys()]), length: z.int().min(0) })),
});
type Description = z.infer<typeof DESCRIPTION>;

type BlobContent = Omit<Description, "sections"> & { readonly ok: true; readonly sections: Sections };
interface Format1Fault {
  readonly ok: false;
  readonly reason: "truncated" | "corrupt" | "other-format";
  readonly detail: string;
}

/** Whether a file begins as a container of the former format. */
export function isFormat1(bytes: Buffer): boolean {
  return bytes.length >= 4 && bytes.readUInt32LE() === MAGIC;
}

/**
 * Reads a container of the former format from its bytes, which start where a buffer does: its sections are views of them. Throws a
 * SlateLabError where it is whole but makes no sense.
 */
export function readFormat1(bytes: Buffer): BlobContent | Format1Fault {
  if (bytes.length < PREFIX_BYTES) return fault("truncated", `${bytes.length} bytes, too short for any such file`);
  const [, format, crc, length, jsonLength] = new Uint32Array(bytes.buffer, bytes.byteOffset, PREFIX_BYTES / 4);
  if (format !== FORMAT) return fault("other-format", `format ${format}, not ${FORMAT}`);
  if (bytes.length < length) return fault("truncated", `${bytes.length} bytes of ${length}`);
  if (crc32(bytes.subarray(CRC_START)) !== crc) return fault("corrupt", "the checksum does not fit the content");
  const jsonEnd = PREFIX_BYTES + jsonLength;
  const found = readPlainJson(bytes.toString("utf8", PREFIX_BYTES, jsonEnd), DESCRIPTION, "header");
  return { ok: true, ...found, sections: viewSections(bytes, jsonEnd, found.sections) };
}

function viewSections(bytes: Buffer, jsonEnd: number, sections: Description["sections"]): Sections {
  let offset = aligned(jsonEnd);
  const views = sections.map(({ name, type, length }) => {
    const Numbers = TYPES.get(type) as (typeof DTYPES)[Dtype]; // the schema knows no other
    const end = offset + length * Numbers.BYTES_PER_ELEMENT;
    if (end > bytes.length) throw damaged(`numbers within ${bytes.length} bytes`, end, name);
    const view = new Numbers(bytes.buffer as ArrayBuffer, bytes.byteOffset + offset, length);
    offset += aligned(view.byteLength);
    return [name, view] as const;
  });
  return Object.fromEntries(views);
}

function aligned(offset: number): number {
  return roundUp(offset, ALIGNMENT);
}

function fault(reason: Format1Fault["reason"], detail: string): Format1Fault {
  return { ok: false, reason, detail };
}
