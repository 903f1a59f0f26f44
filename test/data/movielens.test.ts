import { describe, expect, it } from "vitest";
import { requireDataFolder } from "../../data/locate.ts";
import { readMovieLens } from "../../data/movielens/movielens.ts";
import { UsageError } from "../../src/core/errors.ts";
import { sequenceCount, sequenceOf } from "../../src/core/sequences.ts";
import { folderOf, sharedData } from "./fixture.ts";

/** Two users, four items; the first user validates. */
const files = {
  "dataset_stats.json": '{"num_users": 2, "num_items": 4, "num_interactions": 9}',
  "train/input.txt": "1 2\n3 1 4 \n",
  "val/input.txt": "1 2 3\n",
  "val/output.txt": "4",
  "sas_to_original_items.txt": "1 10\n2 30\n3 20\n4 40\n",
  "movies.dat": Buffer.from("10::Am\xe9lie (2001)::Comedy|Romance\n20::B::Drama\n30::C::Drama\n40::D::War\n", "latin1"),
};

describe("readMovieLens", () => {
  it("reads sequences, titles, genres and held-out items with ids from 0", async () => {
    const data = await readMovieLens(folderOf(files));
    expect([0, 1].map((user) => [...sequenceOf(data.sequences, user)])).toEqual([
      [0, 1],
      [2, 0, 3],
    ]);
    expect(data.titles).toEqual(["Amélie (2001)", "C", "B", "D"]);
    expect(data.genres[0]).toBe("Comedy, Romance");
    expect(data.validation).toEqual([{ user: 0, history: Int32Array.of(0, 1, 2), target: 3 }]);
  });

  it("reads titles in UTF-8 as well", async () => {
    const movies = Buffer.from(files["movies.dat"].toString("latin1"), "utf8");
    expect((await readMovieLens(folderOf({ ...files, "movies.dat": movies }))).titles[0]).toBe("Amélie (2001)");
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ["no stats", { "dataset_stats.json": "[]" }, /dataset_stats\.json: Expected a JSON object/],
    [
      "stats without users",
      { "dataset_stats.json": '{"num_items": 4}' },
      /dataset_stats\.json: Expected a positive num_users/,
    ],
    [
      "too few users",
      { "train/input.txt": "1 2\n" },
      /train.input\.txt: Expected 2 users, as dataset_stats\.json says, got 1/,
    ],
    ["an item 0", { "train/input.txt": "1 2\n0 1\n" }, /train.input\.txt:2: Expected item ids from 1 to 4, got 0/],
    [
      "an item too large",
      { "train/input.txt": "1 5\n3 1\n" },
      /train.input\.txt:1: Expected item ids from 1 to 4, got 5/,
    ],
    [
      "a word for an item",
      { "train/input.txt": "1 2\n3 x\n" },
      /train.input\.txt:2: Expected item ids from 1 to 4, got "x"/,
    ],
    ["a negative item", { "val/input.txt": "1 2 -3\n" }, /val.input\.txt:1: Expected item ids from 1 to 4, got "-3"/],
    [
      "a stranger in the validation",
      { "val/input.txt": "2 1 3\n" },
      /val.input\.txt:1: Expected a training user's items and one more/,
    ],
    [
      "more targets than histories",
      { "val/output.txt": "4\n3\n" },
      /val.output\.txt: Expected 1 lines, as in val\/input\.txt, got 2/,
    ],
    ["two targets", { "val/output.txt": "4 3\n" }, /val.output\.txt:1: Expected one item/],
    [
      "a target the fit has seen",
      { "val/output.txt": "2\n" },
      /val.output\.txt:1: Expected an item that is not in the user's history, got 2/,
    ],
    [
      "an item without original id",
      { "sas_to_original_items.txt": "1 10\n2 30\n4 40\n" },
      /items\.txt: Expected items 1 to 4, got no 3/,
    ],
    [
      "an item mapped twice",
      { "sas_to_original_items.txt": "1 10\n1 30\n" },
      /items\.txt:2: Expected each item once, got 1/,
    ],
    [
      "three numbers in the map",
      { "sas_to_original_items.txt": "1 10 3\n" },
      /items\.txt:1: Expected two whole numbers/,
    ],
    [
      "a movie that is not there",
      { "sas_to_original_items.txt": "1 10\n2 30\n3 99\n4 40" },
      /items\.txt:3: Expected the id of a movie in movies\.dat, got "99"/,
    ],
    [
      "a movie without genres",
      { "movies.dat": "10::A::Drama\n20::B\n" },
      /movies\.dat:2: Expected id::title::genres, got "20::B"/,
    ],
  ])("refuses %s", async (_, change, message) => {
    const error = await readMovieLens(folderOf({ ...files, ...change })).catch((it) => it);
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toMatch(message);
  });

  const ml1m = sharedData("ml1m");
  it.skipIf(!ml1m)("reads MovieLens-1M, whose held-out items are in no user's own training data", async () => {
    const { users, items, sequences, titles, genres, validation } = await readMovieLens(ml1m as string);
    expect([users, items, sequences.items.length, validation.length]).toEqual([6040, 3416, 987_019, 512]);
    expect(sequenceCount(sequences)).toBe(6040);
    expect([titles[0], genres[0]]).toEqual(["Raiders of the Lost Ark (1981)", "Action, Adventure"]);
    for (const { user, history, target } of validation) {
      const training = sequenceOf(sequences, user);
      expect(history.subarray(0, -1)).toEqual(training);
      expect(training.includes(target)).toBe(false);
    }
    expect(new Set(validation.map(({ user }) => user)).size).toBe(512);
  });
});

describe("requireDataFolder", () => {
  it("takes a folder of data sets or the data set's own folder", () => {
    const own = folderOf(files);
    const all = folderOf({ "ml1m/train/input.txt": "1\n" });
    expect(requireDataFolder("ml1m", own)).toBe(own);
    expect(requireDataFolder("ml1m", all)).toBe(`${all}/ml1m`);
  });

  it("says where it looked and how to get the data", () => {
    const empty = folderOf({});
    expect(() => requireDataFolder("ml1m", empty)).toThrow(`Data set 'ml1m' was not found in ${empty}`);
    expect(() => requireDataFolder("ml1m", empty)).toThrow(/GroupLens.*Research use; not redistributed.*--data DIR/);
  });

  it("answers an unknown name with the nearest known one", () => {
    expect(() => requireDataFolder("ml1")).toThrow(/Unknown data set 'ml1'\. Did you mean 'ml1m'\?/);
  });
});
