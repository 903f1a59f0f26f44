/** Worlds in the cache: read back as they were, and made again when the file cannot be trusted. */
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { World } from "../../src/core/types.ts";
import { writeBlobFile } from "../../src/files/blob-file.ts";
import { buildWorld } from "../house.ts";
import { newFolder } from "../store/fixture.ts";
import { smallData, turns } from "./fixture.ts";

const CUP = "cup(items=300,users=20)";
const FITTED = "fitted(users=20,factors=8,epochs=1,randomClickRate=0.1)";

/** Builds with a cache; tells what was said. */
async function build(spec: string, cacheDir: string): Promise<{ world: World; said: string[] }> {
  const said: string[] = [];
  const world = await buildWorld(spec, { cacheDir, data: smallData(spec), notify: (message) => said.push(message) });
  return { world, said };
}

/** All that can be seen of a world. */
function look(world: World): unknown {
  const { hash, users, catalogue, interactions } = world;
  const texts = [0, 7, catalogue.size - 1].map((item) => [catalogue.title(item), catalogue.description(item)]);
  const slate = ({ round }: { round: number }) => [0, 1, 2, 3, 4].map((i) => (round + i) % catalogue.size);
  const episode = [...turns(world.createEnv(), "look", slate)].map(({ observation, step }) => [
    observation.user,
    step.clicked,
  ]);
  return { hash, users, catalogue: catalogue.hash, texts, items: [...interactions.items], episode };
}

function cacheFile(folder: string): string {
  const names = readdirSync(folder);
  expect(names.length).toBe(1);
  return join(folder, names[0]);
}

const DAMAGE: { name: string; spoil(path: string): void; why: RegExp }[] = [
  {
    name: "a flipped byte",
    spoil: (path) => {
      const bytes = readFileSync(path);
      bytes[bytes.length >> 1] ^= 1;
      writeFileSync(path, bytes);
    },
    why: /the checksum does not fit the content/,
  },
  {
    name: "a half-written file",
    spoil: (path) => truncateSync(path, statSync(path).size >> 1),
    why: /\d+ bytes of \d+/,
  },
  { name: "an empty file", spoil: (path) => truncateSync(path, 0), why: /0 bytes, too short/ },
  { name: "a text", spoil: (path) => writeFileSync(path, "once upon a time ".repeat(9)), why: /not a cache file/ },
  {
    name: "another version's file",
    spoil: (path) => writeBlobFile(path, { kind: kindOf(path), version: "0", header: {}, sections: {} }),
    why: /version '0', not '\d+'/,
  },
  {
    name: "another kind of file",
    spoil: (path) => writeBlobFile(path, { kind: "soup", version: "1", header: {}, sections: {} }),
    why: /of kind 'soup', not '(cup|fitted)-world'/,
  },
];

function kindOf(path: string): string {
  return path.includes("fitted-") ? "fitted-world" : "cup-world";
}

describe.each([{ spec: CUP }, { spec: FITTED }])("$spec", ({ spec }) => {
  it("comes back from the cache as it was made, without a word", async () => {
    const folder = newFolder();
    const made = await build(spec, folder);
    expect(made.said.length).toBeGreaterThan(0);
    const kept = await build(spec, folder);
    expect(kept.said).toEqual([]);
    expect(look(kept.world)).toEqual(look(made.world));
    expect(look(await buildWorld(spec, { data: smallData(spec) }))).toEqual(look(made.world));
  });

  it.each(DAMAGE)("$name is noticed, said and made again", async ({ spoil, why }) => {
    const folder = newFolder();
    const made = look((await build(spec, folder)).world);
    const path = cacheFile(folder);
    const bytes = readFileSync(path);
    spoil(path);
    const again = await build(spec, folder);
    expect(again.said[0]).toContain(path);
    expect(again.said[0]).toMatch(why);
    expect(again.said[0]).toMatch(/cannot be used .*(generating it|fitting) again/);
    expect(look(again.world)).toEqual(made);
    // The fit's own duration is in the file; all else is the same.
    if (spec === CUP) expect(readFileSync(cacheFile(folder)).equals(bytes)).toBe(true);
    expect((await build(spec, folder)).said).toEqual([]);
  });
});

describe("the hash of a world", () => {
  const hashOf = async (spec: string) => (await buildWorld(spec, { data: smallData(spec) })).hash;

  it.each([
    { name: "an item more", spec: "cup(items=301,users=20)" },
    { name: "another seed", spec: "cup(items=300,users=20,seed=2)" },
    { name: "another horizon", spec: "cup(items=300,users=20,horizon=100)" },
    { name: "drift", spec: "cup(items=300,users=20,drift=0.01)" },
    { name: "another temperature", spec: "cup(items=300,users=20,temperature=0.2)" },
  ])("changes with $name", async ({ spec }) => {
    expect(await hashOf(spec)).not.toBe(await hashOf(CUP));
  });

  it("is the same for the same settings, in any order", async () => {
    expect(await hashOf("cup(users=20,items=300)")).toBe(await hashOf(CUP));
    expect(await hashOf("cup-small(users=20,items=300)")).toBe(await hashOf(CUP));
  });

  it("rules of the game share one cache file, other populations have their own", async () => {
    const folder = newFolder();
    for (const spec of [CUP, "cup(items=300,users=20,horizon=9)", "cup(items=300,users=20,drift=0.1)"]) {
      await build(spec, folder);
    }
    expect(readdirSync(folder).length).toBe(1);
    await build("cup(items=300,users=21)", folder);
    expect(readdirSync(folder).length).toBe(2);
  });
});
