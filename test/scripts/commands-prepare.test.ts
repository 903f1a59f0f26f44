import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterEach, describe, expect, it, vi } from "vitest";
import { buildProgram } from "../../scripts/program.ts";
import { Stream } from "../../src/core/random.ts";
import { readPreparedFolder } from "../../src/dataset/prepared-folder.ts";
import { runSuite } from "../../src/run/play-suite.ts";
import { tables } from "../../tables.ts";
import { fileOf, folderOf } from "../data/fixture.ts";
import { newFolder } from "../store/fixture.ts";

afterEach(() => vi.restoreAllMocks());

/** Runs a command in this process and gives what it printed on stdout. */
async function slatelab(...args: string[]): Promise<string> {
  const printed = vi.spyOn(console, "log").mockImplementation(() => {});
  vi.spyOn(console, "error").mockImplementation(() => {});
  const program = await buildProgram(args);
  printed.mockClear();
  await program.parseAsync(args, { from: "user" });
  return printed.mock.calls.flat().join("\n");
}

/** 300 users of 8 to 20 of 150 items, the first items far more often. */
function ratings(): string {
  const random = new Stream("ratings");
  const lines = Array.from({ length: 300 }, (_, user) =>
    Array.from(
      { length: 8 + random.int(13) },
      (__, time) => `u${user} i${Math.floor(random.uniform() ** 2 * 150)} ${time}`,
    ),
  );
  return lines.flat().join("\n");
}

/** HR@10 of rows of ranks: a tie has any of its places alike. */
function hitRateOf(rows: readonly Record<string, string>[], rank: string, tied: string): number {
  const hits = rows.map((row) => Math.max(0, Math.min(Number(row[tied]) + 1, 11 - Number(row[rank]))));
  return hits.reduce((sum, places, i) => sum + places / (Number(rows[i][tied]) + 1), 0) / rows.length;
}

describe("slatelab prepare and evaluate", () => {
  it("go from a file of interactions to metrics and TREC files", async () => {
    const folder = newFolder();
    const path = fileOf(ratings());
    const report = JSON.parse(
      await slatelab(
        "prepare",
        "interactions",
        path,
        "--out",
        folder,
        "--k-core",
        "3",
        "--split",
        "port",
        "--text",
        "--json",
      ),
    );
    expect(report).toMatchObject({
      kind: "interactions",
      kCore: 3,
      kCoreMode: "fixed",
      split: "port",
      seed: 1,
      read: { users: 300 },
    });
    expect(report).toEqual(JSON.parse(readFileSync(join(folder, "dataset.json"), "utf8")));
    const { prepared, training, validation, test } = report;
    expect(prepared.interactions - training.interactions).toBe(2 * test + validation);
    expect(
      readFileSync(join(folder, "train", "input.txt"), "utf8")
        .trimEnd()
        .split("\n"),
    ).toHaveLength(prepared.users);

    const trec = join(folder, "trec");
    const perUser = join(folder, "ranks", "popularity.csv");
    const files = ["--trec", trec, "--per-user", perUser];
    const measured = JSON.parse(await slatelab("evaluate", "popularity", folder, "--on", "test", ...files, "--json"));
    expect(measured).toMatchObject({ model: "popularity", data: report.hash, on: "test", users: test });
    expect(measured.sampled["HR@10"]).toBeGreaterThan(0.099);
    const [low, high] = measured.intervals.catalogue["nDCG@10"];
    expect(low).toBeLessThan(measured.catalogue["nDCG@10"]);
    expect(high).toBeGreaterThan(measured.catalogue["nDCG@10"]);
    const rows: Record<string, string>[] = parse(readFileSync(perUser), { columns: true });
    const sparse = rows.filter((row) => Number(row.training_events) < 32);
    expect([rows.length, sparse.length]).toEqual([test, measured.sparse.users]);
    for (const [some, metrics] of [
      [rows, measured],
      [sparse, measured.sparse],
    ] as const) {
      expect(hitRateOf(some, "rank", "tied")).toBeCloseTo(metrics.catalogue["HR@10"], 12);
      expect(hitRateOf(some, "sampled_rank", "sampled_tied")).toBeCloseTo(metrics.sampled["HR@10"], 12);
    }
    const listed = JSON.parse(readFileSync(join(trec, "metrics.json"), "utf8"));
    expect(Math.abs(listed["HR@10"] - measured.catalogue["HR@10"])).toBeLessThan(0.02);
    expect(readFileSync(join(trec, "qrels.txt"), "utf8").trimEnd().split("\n")).toHaveLength(test);
  });

  it("take a folder that comes split as it is", async () => {
    const source = folderOf({
      "dataset_stats.json": '{"num_users": 2, "num_items": 4}',
      "train/input.txt": "1 2\n3 1 4\n",
      "val/input.txt": "1 2 3\n",
      "val/output.txt": "4\n",
    });
    const out = await slatelab("prepare", "gsasrec", source, "--out", newFolder());
    expect(out).toMatch(/^training +2 +4 +5 /m);
    expect(out).toMatch(/Held out: 1 for validation, 0 for test/);
    await expect(slatelab("prepare", "gsasrec", source, "--out", newFolder(), "--k-core-mode", "once")).rejects.toThrow(
      "--k-core-mode: Expected no such flag: 'gsasrec' comes split",
    );
  });

  it("ranks among negatives those to whom enough items are new, and tells how many", async () => {
    const items = (user: number) => (user === 0 ? 110 : 4);
    const lines = Array.from({ length: 40 }, (_, user) =>
      Array.from({ length: items(user) }, (__, i) => `u${user} i${(user * 3 + i) % 112}`),
    );
    const folder = newFolder();
    await slatelab("prepare", "interactions", fileOf(lines.flat().join("\n")), "--out", folder, "--k-core", "1");
    const report = JSON.parse(await slatelab("evaluate", "popularity", folder, "--json"));
    expect(report).toMatchObject({ users: 40, sampledUsers: 39 });
    expect(await slatelab("evaluate", "popularity", folder)).toMatch(
      /among 100 negatives .*MRR .*\(39 users; to the others fewer than 100 items are new\)$/m,
    );
  });

  it("leaves out the negatives where there are too few items for anyone", async () => {
    const folder = newFolder();
    const lines = Array.from({ length: 200 }, (_, i) => `u${i % 20} i${i % 19}`);
    await slatelab("prepare", "interactions", fileOf(lines.join("\n")), "--out", folder);
    const report = JSON.parse(await slatelab("evaluate", "popularity", folder, "--json"));
    expect(report).toMatchObject({ sampled: null, sampledUsers: 0 });
    expect(report.catalogue["HR@10"]).toBeGreaterThan(0);
    expect(await slatelab("evaluate", "popularity", folder)).toMatch(/among 100 negatives +none {2}\(0 users; /);
  });

  it("tells people the intervals and the sparse slice, of nobody if so it is", async () => {
    const lines = Array.from({ length: 20 }, (_, user) =>
      ["met", `own${user}`, `last${user}`].map((it) => `u${user} ${it}`),
    );
    const folder = newFolder();
    await slatelab("prepare", "interactions", fileOf(lines.flat().join("\n")), "--out", folder, "--k-core", "1");
    const metrics = "HR@1 \\S+  HR@10 \\S+ \\[\\S+, \\S+\\]  nDCG@10 \\S+( \\[\\S+, \\S+\\])?  MRR@10 \\S+  MRR \\S+";
    const said = await slatelab("evaluate", "popularity", folder);
    expect(said).toMatch(new RegExp(`20 validation users, 95% intervals over users\nwhole catalogue +${metrics}\n`));
    expect(said).toMatch(
      new RegExp(`Items with fewer than 32 training events: 20 users\nwhole catalogue +${metrics}\n`),
    );
    const often = Array.from({ length: 360 }, (_, i) => `u${Math.floor(i / 3)} i${(Math.floor(i / 3) + i) % 3}`);
    const other = newFolder();
    await slatelab("prepare", "interactions", fileOf(often.join("\n")), "--out", other, "--k-core", "1");
    expect(await slatelab("evaluate", "popularity", other)).toMatch(/\nItems with .* 32 training events: 0 users$/);
  });

  it("refuses files of ranks that cannot be before anything is ranked", async () => {
    const refused = slatelab("evaluate", "popularity", "nowhere", "--per-user", tmpdir());
    await expect(refused).rejects.toThrow("--per-user: Expected a file, got the folder");
  });

  it("count a pair once for the density, however often it was met", async () => {
    const out = ["--out", newFolder(), "--k-core", "1", "--json"];
    const { read } = JSON.parse(await slatelab("prepare", "interactions", fileOf("a x\na x\na x\na y\nb x\n"), ...out));
    expect(read).toMatchObject({ interactions: 5, meanLength: 2.5, density: 0.75 });
  });

  it("join factors of the items, and say how far the two meet", async () => {
    const views = fileOf("ann toy 1\nann jam 2\nann zoo 3\nbob toy 1\n");
    const table = fileOf("item,genre\ntoy,a|b\njam,b\nother,c\n");
    const folder = newFolder();
    const args = ["prepare", "interactions", views, "--out", folder, "--k-core", "1", "--factors", table];
    const out = await slatelab(...args);
    expect(out.split("\n").at(-1)).toBe("Factors and their values: item 3, popularity 10, genre 3");
    expect(vi.mocked(console.error).mock.calls.flat()).toEqual([
      `${table}: 1 of the 3 items are not in it: their values are unknown`,
      `${table}: 1 of its 3 items are not in the data`,
      `Wrote ${join(folder, "prepared.bin")}`,
    ]);
    expect(readPreparedFolder(folder).factors).toEqual([
      {
        name: "genre",
        values: ["a", "b", "unknown"],
        offsets: Uint32Array.of(0, 2, 3, 4),
        ids: Int32Array.of(0, 1, 1, 2),
      },
    ]);
    const { factors } = JSON.parse(await slatelab(...args, "--json"));
    expect(factors).toEqual({ item: 3, popularity: 10, genre: 3 });
    await expect(slatelab(...args.slice(0, -2))).rejects.toThrow("out: Expected a folder without another data set");
  });

  it("find topics in the texts of the world that clicks are of", async () => {
    const home = newFolder();
    const world = "cup-small(users=20,items=300)";
    await runSuite(tables, { world, agents: ["popular"], seeds: 1, home });
    const clicks = ["prepare", "clicks", join(home, "slatelab.db"), "--suite", "1", "--agent", "popular"];
    const out = join(home, "clicks");
    const args = [...clicks, "--world", world, "--embedder", "lsa", "--home", home, "--out", out, "--topics", "6"];
    const { factors, seed } = JSON.parse(await slatelab(...args, "--json"));
    expect([factors, seed]).toEqual([{ item: 300, popularity: 10, topic: 6 }, 1]);
    const [topic] = readPreparedFolder(out).factors!;
    expect(new Set(topic.ids).size).toBe(6);
    await slatelab(...args);
    await expect(slatelab(...clicks, "--out", out, "--topics", "6")).rejects.toThrow(
      "--topics: Expected --world with it, whose texts have topics, got none",
    );
  });

  it("write factors as text that another preparation joins", async () => {
    const table = fileOf('{"item":"toy","a b":["|"," x"]}\n{"item":"jam","a b":7}\n');
    const [first, second] = [newFolder(), newFolder()];
    const args = ["--k-core", "1", "--factors", table, "--text"];
    await slatelab("prepare", "interactions", fileOf("ann,toy\nann,jam\nann,zoo\n"), "--out", first, ...args);
    expect(readFileSync(join(first, "factors.jsonl"), "utf8")).toBe(
      '{"item":"toy","a b":["|"," x"]}\n{"item":"jam","a b":["7"]}\n{"item":"zoo","a b":["unknown"]}\n',
    );
    await slatelab("prepare", "gsasrec", first, "--out", second, "--factors", join(first, "factors.jsonl"));
    expect(readPreparedFolder(second).factors).toEqual(readPreparedFolder(first).factors);
  });

  it("join factors to what comes split, beside those of its own", async () => {
    const source = folderOf({
      "dataset_stats.json": '{"num_users": 1, "num_items": 2}',
      "train/input.txt": "1\n",
      "val/input.txt": "1\n",
      "val/output.txt": "2\n",
      "sas_to_original_items.txt": "1 10\n2 20\n",
      "movies.dat": "10::A (1995)::Drama\n20::B (2003)::War|Drama\n",
    });
    const split = (table: string) =>
      slatelab("prepare", "gsasrec", source, "--out", newFolder(), "--factors", fileOf(table));
    expect(await split("item\tlength\n1\tshort\n2\tlong\n")).toMatch(
      /: item 2, popularity 10, genre 2, decade 2, length 2$/,
    );
    await expect(split('{"item":1,"genre":"a"}')).rejects.toThrow(
      "factors: Expected factors of different names, got another 'genre'",
    );
  });

  it("write over the same data set, and over another only when told so", async () => {
    const folder = newFolder();
    const write = (text: string, ...more: string[]) =>
      slatelab("prepare", "interactions", fileOf(text), "--out", folder, "--k-core", "1", ...more);
    await write("a x\na y\nb x\n", "--text");
    await write("a x\na y\nb x\n");
    expect(existsSync(join(folder, "train"))).toBe(true);
    await expect(write("a x\nb x\n")).rejects.toThrow("out: Expected a folder without another data set, or --replace");
    await write("a x\nb x\n", "--replace");
    expect(existsSync(join(folder, "train"))).toBe(false);
    expect(JSON.parse(readFileSync(join(folder, "dataset.json"), "utf8")).prepared.interactions).toBe(2);
  });

  it("leave alone what is not theirs", async () => {
    const source = folderOf({ "train/input.txt": "1 2\n", "prepared.txt": "" });
    const write = slatelab("prepare", "interactions", fileOf("a x\n"), "--out", source, "--replace");
    await expect(write).rejects.toThrow(/out: Expected a folder that is new or .* with another's train/);
    expect(existsSync(join(source, "prepared.bin"))).toBe(false);
  });

  const views = fileOf("a x 3\na y 1\n", "views.txt");
  it.each<[string, string[], string]>([
    [
      "a k-core that leaves nothing",
      ["prepare", "interactions", views, "--out", "y"],
      `kCore: ${views}: Expected users and items with at least 5 interactions, got none: 1 is the most that leaves some`,
    ],
    [
      "a file for a prepared folder",
      ["evaluate", "popularity", views],
      `${views}: Expected a folder that 'slatelab prepare' made, got a file`,
    ],
    [
      "a file for a folder that comes split",
      ["prepare", "gsasrec", views, "--out", "y"],
      `${views}/dataset_stats.json: Expected a file, got nothing there`,
    ],
    [
      "a file for the folder of ratings",
      ["prepare", "movielens", views, "--out", "y"],
      `${views}: Expected ratings.dat, ratings.csv, u.data`,
    ],
    ["an output below a file", ["prepare", "interactions", views, "--out", `${views}/y`], "--out: Expected a folder"],
    ["TREC files below a file", ["evaluate", "popularity", "x", "--trec", `${views}/y`], "--trec: Expected a folder"],
    [
      "a file of factors that is none",
      ["prepare", "interactions", views, "--out", "y", "--factors", views],
      `${views}:1: Expected JSON lines, or CSV under a header with a column 'item', got "a x 3"`,
    ],
    [
      "factors of other items",
      [
        ...["prepare", "interactions", views, "--out", "y", "--k-core", "1"],
        "--factors",
        fileOf("item,g\nw,1\n", "g.csv"),
      ],
      "g.csv: Expected items of the data, such as 'x', got none of them, but 'w'",
    ],
    [
      "columns of another kind",
      ["prepare", "sasrec", views, "--out", "y", "--columns", "user,item"],
      `--columns: Expected the kind 'interactions' with it, got "sasrec"`,
    ],
    [
      "a header of another kind",
      ["prepare", "sasrec", views, "--out", "y", "--header"],
      `--header: Expected the kind 'interactions' with it, got "sasrec"`,
    ],
    [
      "unknown columns",
      ["prepare", "interactions", views, "--out", "y", "--columns", "usr,item"],
      "Unknown column 'usr'. Did you mean 'user'?",
    ],
  ])("refuse %s before anything is written", async (_, args, message) => {
    await expect(slatelab(...args)).rejects.toThrow(message);
    expect(existsSync("y")).toBe(false);
  });

  it.each<[string, string[], RegExp]>([
    [
      "an unknown kind",
      ["prepare", "amazone", "x", "--out", "y"],
      /Unknown kind 'amazone'\. Did you mean 'amazon'\?.*gsasrec/,
    ],
    [
      "an episode flag of another kind",
      ["prepare", "sasrec", "x", "--out", "y", "--suite", "1"],
      /--suite: Expected the kind 'clicks' with it, got "sasrec"/,
    ],
    ["clicks without a suite", ["prepare", "clicks", "x", "--out", "y"], /suite: Expected the number of a suite/],
    ["an unknown model", ["evaluate", "popular", "x"], /Unknown model 'popular'\. Did you mean 'popularity'\?/],
    ["an unknown setting", ["evaluate", "item-knn(k=3)", "x"], /model item-knn: Unknown setting 'k'\./],
    ["a folder without data", ["evaluate", "item-knn", "/nowhere"], /Expected a prepared data set, got no such file/],
  ])("refuse %s", async (_, args, message) => {
    await expect(slatelab(...args)).rejects.toThrow(message);
  });
});
