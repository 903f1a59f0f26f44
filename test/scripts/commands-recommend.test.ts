import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSplit } from "../../data/index.ts";
import { writePreparedFolder } from "../../src/dataset/prepared-folder.ts";
import { sequenceTrainingData } from "../../src/run/pretrain-sequence.ts";
import { folderOf } from "../data/fixture.ts";
import { SMALL } from "../models/fixture.ts";
import { savedNetwork } from "../run/fixture.ts";
import { newFolder } from "../store/fixture.ts";
import { runHere } from "./fixture.ts";

const NUMBERS = Array.from({ length: 12 }, (_, i) => i + 1);
const TITLES = NUMBERS.map((id) => (id === 3 ? "Third, The (1972)" : `Film ${id}`));

/** MovieLens-1M as its folder is, but for its size. */
const ML1M = {
  "ml1m/dataset_stats.json": '{"num_users": 3, "num_items": 12}',
  "ml1m/train/input.txt": "1 2 3 4\n5 6 7\n8 9 10 11 12\n",
  "ml1m/val/input.txt": "1 2 3 4 5\n",
  "ml1m/val/output.txt": "6\n",
  "ml1m/sas_to_original_items.txt": NUMBERS.map((id) => `${id} ${1000 - id}\n`).join(""),
  "ml1m/movies.dat": NUMBERS.map((id) => `${1000 - id}::${TITLES[id - 1]}::Drama\n`).join(""),
};

const SASREC = { architecture: "sasrec", settings: SMALL };

/** A folder with the prepared data, and one that holds its source. */
async function prepared(): Promise<{ data: string; cwd: string }> {
  const data = folderOf(ML1M);
  const cwd = newFolder();
  await writePreparedFolder(join(cwd, "films"), await readSplit(join(data, "ml1m")), { text: false, replace: false });
  return { data, cwd };
}

describe("slatelab recommend", () => {
  it("lists items by rank, name, score and title, after a history of names and titles", async () => {
    const { cwd } = await prepared();
    const model = await savedNetwork(SASREC);
    const args = ["recommend", model, "films", "--history", '7, "Third, The (1972)",Film 1,2', "-k", "2"];
    const { code, stdout } = await runHere([...args, "--engine", "wasm"], cwd);
    const [head, ...rows] = stdout.trimEnd().split("\n");
    expect(code).toBe(0);
    expect(head).toBe(`${model}, after 4 items: …; 3 Third, The (1972); 1 Film 1; 2 Film 2`);
    expect(rows).toHaveLength(2);
    for (const [i, row] of rows.entries())
      expect(row).toMatch(new RegExp(`^${i + 1} {2}(\\d+) +-?\\d+\\.\\d{3} {2}Film \\1$`));
    const json = JSON.parse((await runHere([...args, "--engine", "wasm", "--json"], cwd)).stdout);
    expect(json).toMatchObject({ model, history: ["7", "3", "1", "2"] });
    expect(json.items.map(({ name }: { name: string }) => name)).toEqual(rows.map((row) => row.split(/ +/)[1]));
  });

  it("has MovieLens-1M's titles where a checkpoint was trained on that, numbers where it was not", async () => {
    const { data, cwd } = await prepared();
    const { dataHash } = sequenceTrainingData(await readSplit(join(data, "ml1m")));
    const shown = async (hash: string) => {
      const model = await savedNetwork(SASREC, { training: { dataHash: hash } });
      const { stdout, stderr } = await runHere(["recommend", model, "--data", data, "--history", "2", "-k", "1"], cwd);
      return { head: stdout.split("\n")[0].slice(model.length), stderr };
    };
    expect(await shown(dataHash)).toEqual({ head: ", after 1 item: 2 Film 2", stderr: "" });
    expect(await shown("another")).toEqual({
      head: ", after 1 item: 2",
      stderr: "Items have their numbers, 1..12: FOLDER or --world names them",
    });
  });

  it("asks an agent in a world, by user", async () => {
    const args = [
      "recommend",
      "hybrid",
      "--world",
      "cup-small(items=300,users=20)",
      "--user",
      "5",
      "-k",
      "3",
      "--json",
    ];
    const { stdout } = await runHere(args, newFolder());
    const { history, items } = JSON.parse(stdout);
    expect(history.length).toBeGreaterThan(0);
    expect(items).toHaveLength(3);
    for (const item of items) expect(Object.keys(item)).toEqual(["name", "title"]);
  });

  it("asks an agent of a user's own, and leaves the config's world alone where none is named", async () => {
    const { cwd } = await prepared();
    const last =
      "({ slateSize: k, catalogue }) => ({ recommend: () => Array.from({ length: k }, (_, i) => catalogue.size - 1 - i) })";
    writeFileSync(join(cwd, "last.mjs"), `export default { create: ${last} };\n`);
    writeFileSync(join(cwd, "slatelab.config.mjs"), 'export default { world: "cup-small" };\n');
    const world = "cup-small(items=300,users=20)";
    const own = await runHere(["recommend", "./last.mjs", "--world", world, "--user", "5", "-k", "2", "--json"], cwd);
    expect(JSON.parse(own.stdout).items.map(({ name }: { name: string }) => name)).toEqual(["299", "298"]);
    expect((await runHere(["recommend", "popularity", "films", "--user", "1", "-k", "2"], cwd)).code).toBe(0);
  });

  it.each([
    ["popularity films --history 13", '--history: Expected the name of one of 12 items, or a title, got "13"'],
    ["popularity films --history 1,,2", '--history: Expected the name of one of 12 items, or a title, got ""'],
    ['popularity films --history "1', "--history: Expected names with commas between them, as CSV has them, got "],
    ["popularity films --user 9", '--user: Expected the name of one of 3 users, got "9"'],
    ["popularity films --user 1 --world cup-small", "--world: Expected FOLDER or --world, got both"],
    ["popularity films --user 1 --items x", "--items: Expected --world with it, which reads it, got none"],
    ["popularity --history 1", "popularity: Expected a prepared data set to fit it on, got none"],
    ["popular films --user 1", "--world: Expected the world whose users popular serves, got none"],
    ["populer --user 1", "Unknown model or agent 'populer'. Did you mean 'popular'?"],
    ["popularity films --user 1 -k 0", '-k: Expected a whole number from 1 to 10000, got "0"'],
  ])("refuses %s", async (args, message) => {
    const { cwd } = await prepared();
    const { code, stderr } = await runHere(["recommend", ...args.split(" ")], cwd);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
