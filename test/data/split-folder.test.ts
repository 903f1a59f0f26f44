import { describe, expect, it } from "vitest";
import { readSplitFolder } from "../../data/movielens/split-folder.ts";
import { UsageError } from "../../src/core/errors.ts";
import type { InteractionData } from "../../src/core/interaction-data.ts";
import { Stream } from "../../src/core/random.ts";
import { packSequences, sequenceOf, toInteractions } from "../../src/core/sequences.ts";
import { prepare } from "../../src/dataset/prepare.ts";
import { heldOutOf, type SplitName } from "../../src/dataset/split.ts";
import { writeSplitText } from "../../src/dataset/split-text.ts";
import { folderOf } from "./fixture.ts";

/** Two users, four items; the first user validates. */
const files = {
  "dataset_stats.json": '{"num_users": 2, "num_items": 4}',
  "train/input.txt": "1 2\n3 1 4\n",
  "val/input.txt": "1 2 3\n",
  "val/output.txt": "4\n",
};

const read = (change: Record<string, string> = {}) => readSplitFolder(folderOf({ ...files, ...change }));

/** Many short histories of few items, so that several users have the same ones. */
function smallData(users: number, items: number): InteractionData {
  const random = new Stream("twins");
  const lists = Array.from({ length: users }, () =>
    random.shuffle(Array.from({ length: items }, (_, item) => item)).slice(0, 1 + random.int(5)),
  );
  const names = (kind: string, count: number) => Array.from({ length: count }, (_, id) => `${kind} ${id}`);
  const interactions = toInteractions(packSequences(lists));
  return { interactions, users, items, userNames: names("user", users), itemNames: names("item", items) };
}

describe("readSplitFolder", () => {
  it("reads the split of a data set without movies", async () => {
    const { users, items, sequences, validation, userNames, itemNames } = await read();
    expect([users, items, [...sequences.items]]).toEqual([2, 4, [0, 1, 2, 0, 3]]);
    expect(validation).toEqual([{ user: 0, history: Int32Array.of(0, 1, 2), target: 3 }]);
    expect([userNames, itemNames]).toEqual([
      ["1", "2"],
      ["1", "2", "3", "4"],
    ]);
  });

  it("takes twins for two users", async () => {
    const { validation } = await read({
      "dataset_stats.json": '{"num_users":3,"num_items":5}',
      "train/input.txt": "1 2 3\n1 2 3\n2 4\n",
      "val/input.txt": "1 2 3 4\n1 2 3 5\n",
      "val/output.txt": "5\n4\n",
    });
    expect(validation.map(({ user, target }) => [user, target])).toEqual([
      [0, 4],
      [1, 3],
    ]);
  });

  it.each<SplitName>(["port", "leave-one-out"])("reads all of what was written of the split %s", async (split) => {
    const data = prepare(smallData(700, 9), { split, seed: 1 });
    const folder = folderOf({});
    await writeSplitText(folder, data);
    const found = await readSplitFolder(folder);
    const wanted = heldOutOf(data.split, "validation");
    expect(found.validation).toHaveLength(wanted.length);
    const told = (of: typeof wanted) => of.map(({ history, target }) => `${history}>${target}`).sort();
    expect(told([...found.validation])).toEqual(told(wanted));
    expect(new Set(found.validation.map(({ user }) => user)).size).toBe(wanted.length);
    for (const { user, history } of found.validation)
      expect([...history.subarray(0, data.split.trainLengths[user])]).toEqual([...sequenceOf(found.sequences, user)]);
    expect(found.userNames).toEqual(data.userNames);
    expect(found.itemNames).toEqual(data.itemNames);
  });

  it("counts users without training items", async () => {
    const change = { "dataset_stats.json": '{"num_users":3,"num_items":4}', "train/input.txt": "1 2\n\n3 1 4\n\n" };
    const { sequences } = await read(change);
    expect([...sequences.offsets]).toEqual([0, 2, 2, 5]);
  });

  const stats = (items: number) => ({ "dataset_stats.json": JSON.stringify({ num_users: 2, num_items: items }) });

  it("takes items that only the test knows, and those that have a name", async () => {
    expect((await read(stats(8))).items).toBe(8);
    const names = Array.from({ length: 90 }, (_, item) => `item ${item}\n`).join("");
    expect((await read({ ...stats(90), "items.txt": names })).itemNames[89]).toBe("item 89");
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      "more items than the data can have",
      stats(10 ** 8),
      /dataset_stats\.json: Expected a num_items of at most 8, got 100000000: 4 items occur/,
    ],
    ["too few names", { "users.txt": "ann\n" }, /users\.txt: Expected 2 names, as dataset_stats\.json says, got 1/],
    [
      "lines that could be of either split",
      { ...stats(3), "train/input.txt": "1 2\n1\n", "val/input.txt": "1 2\n", "val/output.txt": "3\n" },
      /val.input\.txt: Expected histories that are all training lines .* got lines that could be either/,
    ],
    [
      "lines of both splits",
      { "val/input.txt": "1 2 3\n3 1 4\n", "val/output.txt": "4\n2\n" },
      /val.input\.txt:2: Expected a training user's items and one more, got the items alone, where other lines/,
    ],
    [
      "more lines than twins",
      { "val/input.txt": "1 2 3\n1 2 4\n", "val/output.txt": "4\n3\n" },
      /val.input\.txt:2: Expected a training user's items and one more, got others/,
    ],
  ])("refuses %s", async (_, change, message) => {
    const error = await read(change).catch((it) => it);
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toMatch(message);
  });
});
