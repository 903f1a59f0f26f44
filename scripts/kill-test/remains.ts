/** What a job has left, times aside: equal remains are equal byte for byte but for how long things took. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { SlateLabError } from "../../src/core/errors.ts";
import { contentHash } from "../../src/core/hash.ts";
import { headerEnd, LENGTH_BYTES } from "../../src/files/safetensors.ts";
import { openStore } from "../../src/store/database.ts";

/** A hash, or a few words, by file or by row of a table. */
export type Remains = ReadonlyMap<string, string>;

/** Facts that tell how long something took, by their names in JSON. */
const TIMES = new Set(["seconds", "cpuSeconds", "stepsPerSecond", "milliseconds"]);
/** The sentence of a learning curve that tells minutes, and the cells of a stream's curve that tell milliseconds. */
const MINUTES = /[\d.,]+ of [\d.,]+ minutes of training \([\d.,]+ of one processor\)|(?<= ms">)[\d.,]+/g;
const OPENING = '{"__metadata__":{"crc32":"';

/** What is in all files below a folder but stores, and in the rows of those. */
export function remainsOf(folder: string): Remains {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return new Map(paths.flatMap((path) => remainsIn(path, relative(folder, path))));
}

function remainsIn(path: string, name: string): (readonly [string, string])[] {
  if (/-(wal|shm)$/.test(name)) return [];
  if (name.endsWith(".db")) return rowsOf(path).map(([row, what]) => [`${name}: ${row}`, what] as const);
  return [[name, contentHash(...partsOf(readFileSync(path)))]];
}

/** Parts of a file without what tells times, which its checksums tell too. */
function partsOf(bytes: Buffer): unknown[] {
  if (bytes.toString("latin1", LENGTH_BYTES, LENGTH_BYTES + OPENING.length) === OPENING) {
    const end = headerEnd(bytes);
    const { __metadata__: metadata, ...places } = JSON.parse(bytes.toString("utf8", LENGTH_BYTES, end));
    const { crc32: _, header, ...facts } = metadata;
    return [facts, JSON.stringify(Object.keys(places)), places, timeless(header), bytes.subarray(end)];
  }
  const text = bytes.toString("latin1");
  const isObject = timeless(text) !== undefined;
  // Otherwise an object a line, as logs are, or no JSON.
  const parts = isObject ? [text] : text.split("\n");
  return parts.map((part) => timeless(part) ?? part.replace(MINUTES, ""));
}

/** JSON without times; undefined of what is none. */
function timeless(json: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(json, (name, value) => (TIMES.has(name) ? undefined : value)));
  } catch {
    return undefined;
  }
}

/** Rows of the tables that hold results, by plain SQL: episodes with their rounds counted again, and neighbours. */
function rowsOf(path: string): (readonly [string, string])[] {
  const store = openStore(path, { readonly: true });
  try {
    const verdict = store.pragma("integrity_check", { simple: true });
    if (verdict !== "ok") throw new SlateLabError(`${path}: ${verdict}`);
    return [...store.prepare(EPISODES).all(), ...store.prepare(NEIGHBOURS).all()].map((row) => {
      const { name, ...facts } = row as { name: string };
      return [
        name,
        contentHash(...Object.values(facts).map((value) => (ArrayBuffer.isView(value) ? value : String(value)))),
      ] as const;
    });
  } finally {
    store.close();
  }
}

const EPISODES = `
  SELECT 'episode ' || agent || ' ' || seed || ' ' || episode AS name, finished, e.rounds, clicks, summary, user_rounds, click_curve,
    count(*) AS logged, count(DISTINCT r.round) AS different, min(r.round) AS first, max(r.round) AS last, count(clicked) AS clicked,
    group_concat(r.round || ' ' || r.user || ' ' || r.slate || ' ' || coalesce(r.clicked, '-'), '/') AS log
  FROM episodes e LEFT JOIN rounds r ON r.episode_id = e.id GROUP BY e.id ORDER BY name`;
const NEIGHBOURS =
  "SELECT 'neighbours of ' || item AS name, catalogue_hash, embedder_hash, neighbours FROM neighbours ORDER BY item";

/** Rounds by plain SQL: how many were logged, and how many of them are lost or doubled against what their episodes say. */
export function recount(folder: string): { logged: number; wrong: number } {
  const path = join(folder, ".slatelab", "slatelab.db");
  const store = openStore(path, { readonly: true });
  try {
    const episodes = store.prepare(RECOUNT).all() as { told: number; logged: number; different: number }[];
    const wrong = episodes.reduce((sum, it) => sum + Math.abs(it.told - it.different) + (it.logged - it.different), 0);
    return { logged: episodes.reduce((sum, { logged }) => sum + logged, 0), wrong };
  } finally {
    store.close();
  }
}

const RECOUNT = `
  SELECT coalesce(e.rounds, 0) AS told, count(r.round) AS logged, count(DISTINCT r.round) AS different
  FROM episodes e LEFT JOIN rounds r ON r.episode_id = e.id GROUP BY e.id`;
