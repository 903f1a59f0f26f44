import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readFeatures } from "../../data/cup/features.ts";
import { readItems } from "../../data/cup/items.ts";
import { readUsers } from "../../data/cup/users.ts";
import { UsageError } from "../../src/core/errors.ts";
import { fileOf, folderOf, npy, sharedData } from "./fixture.ts";

const cup4 = sharedData("cup4");
const user = (id: unknown, history: unknown) => JSON.stringify({ user_id: id, history });
const item = (id: unknown, headline: unknown = "h", description: unknown = "d") =>
  JSON.stringify({ item_id: id, headline, short_description: description });

describe("readUsers", () => {
  it("reads users in any order, with \\r\\n, blank lines, a byte order mark and no final newline", async () => {
    const path = fileOf(`\uFEFF${user(1, [5, 6])}\r\n\r\n${user(0, [3])}`);
    expect((await readUsers(path)).histories.map((history) => [...history])).toEqual([[3], [5, 6]]);
  });

  it("reads a file of many chunks", async () => {
    const lines = Array.from({ length: 50_000 }, (_, id) => user(id, [id, id + 1, id + 2]));
    const { histories } = await readUsers(fileOf(lines.join("\n")));
    expect(histories).toHaveLength(50_000);
    expect([...histories[49_999]]).toEqual([49_999, 50_000, 50_001]);
  });

  it.each<[string, string, RegExp]>([
    ["text", "hello", /:1: Expected a JSON object, got "hello"/],
    ["an array", `${user(0, [1])}\n[1,2]`, /:2: Expected a JSON object, got \[1,2\]/],
    ["null", "null", /:1: Expected a JSON object, got null/],
    ["no id", '{"history":[1]}', /:1: Expected a user_id from 0 up, got undefined/],
    ["a negative id", user(-1, [1]), /:1: Expected a user_id from 0 up, got -1/],
    ["an id in quotes", user("0", [1]), /:1: Expected a user_id from 0 up, got "0"/],
    [
      "an id twice",
      `${user(0, [1])}\n\n${user(0, [2])}`,
      /:3: Expected each user once, got 0 again \(first on line 1\)/,
    ],
    ["a missing id", `${user(0, [1])}\n${user(2, [2])}`, /Expected users 0 to 1 on 2 lines, got no 1/],
    ["an empty file", "\n\n", /Expected a line for each user, got an empty file/],
    ["no history", '{"user_id":0}', /:1: Expected a history of item ids, got undefined/],
    ["an empty history", user(0, []), /:1: Expected a history of item ids, got \[\]/],
    ["a fraction", user(0, [1.5]), /:1: Expected item ids from 0 to 2147483647 in the history, got 1\.5/],
    ["an item below 0", user(0, [1, -1]), /:1: Expected item ids from 0 to 2147483647 in the history, got -1/],
    ["an item twice", user(0, [1, 2, 1]), /:1: Expected distinct items in the history, got \[1,2,1\]/],
  ])("refuses %s", async (_, content, message) => {
    const path = fileOf(content);
    const error = await readUsers(path).catch((it) => it);
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toMatch(message);
    expect(error.message.startsWith(path)).toBe(true);
  });

  it("names a path where nothing or a folder is", async () => {
    const folder = folderOf({});
    await expect(readUsers(join(folder, "none"))).rejects.toThrow(/none: Expected a file, got nothing there/);
    await expect(readUsers(folder)).rejects.toThrow(/Expected a file, got a folder/);
  });

  it("stops at a line too long for text instead of gathering it", async () => {
    const path = fileOf(Buffer.alloc(2 ** 24 + 2 ** 19, "x"));
    await expect(readUsers(path)).rejects.toThrow(/:1: Expected lines of text, got a line of over/);
  });

  it.skipIf(!cup4)("reads the competition's own file", async () => {
    const { histories, where } = await readUsers(join(cup4 as string, "user_data.json"));
    expect(histories).toHaveLength(2000);
    expect(where(0)).toMatch(/user_data\.json:\d+$/);
    expect([...histories[0]]).toEqual([42558, 65272, 13353]);
    expect(histories.every(({ length }) => length === 3)).toBe(true);
  });
});

describe("readItems", () => {
  it("reads texts by item id; they may be empty and other keys are ignored", async () => {
    const path = fileOf(`${item(1, "später", "")}\n{"item_id":0,"headline":"","short_description":"x","link":"y"}\n`);
    expect(await readItems(path)).toEqual({ titles: ["", "später"], descriptions: ["x", ""] });
  });

  it.each<[string, string, RegExp]>([
    ["a number for a text", item(0, 7), /:1: Expected a text under headline, got 7/],
    ["a missing text", '{"item_id":0,"headline":"h"}', /:1: Expected a text under short_description, got undefined/],
    ["an id twice", `${item(0)}\n${item(0)}`, /:2: Expected each item once, got 0 again/],
    ["a missing id", item(3), /Expected items 0 to 0 on 1 lines, got no 0/],
    ["the users' file", user(0, [1]), /:1: Expected a text under headline, got undefined/],
  ])("refuses %s", async (_, content, message) => {
    await expect(readItems(fileOf(content))).rejects.toThrow(message);
  });
});

describe("readFeatures", () => {
  const users = [
    [1, 2.5],
    [3, 4],
  ]; // [2 users, 2]
  const items = [
    [5, 6],
    [7, 8],
    [9, -1],
  ]; // [3 items, 2]
  const wanted = { users: Float32Array.from(users.flat()), items: Float32Array.from(items.flat()), width: 2 };

  it("reads one JSON file", () => {
    expect(readFeatures(fileOf(JSON.stringify({ users, items })))).toEqual(wanted);
  });

  it.each([Float32Array, Float64Array])("reads a folder of .npy files of %o", (Numbers) => {
    const matrix = (rows: number[][]) => npy(`(${rows.length}, 2)`, Numbers.from(rows.flat()));
    expect(readFeatures(folderOf({ "users.npy": matrix(users), "items.npy": matrix(items) }))).toEqual(wanted);
  });

  it("reads users alone: a .npy file of any name, a folder with users.npy, JSON without items", () => {
    const matrix = npy("(2, 2)", Float32Array.from(users.flat()));
    const { items: _, ...alone } = wanted;
    for (const path of [fileOf(matrix), folderOf({ "users.npy": matrix }), fileOf(JSON.stringify({ users }))]) {
      expect(readFeatures(path)).toStrictEqual(alone);
    }
  });

  it.skipIf(!cup4)("reads the public features of the competition's users", () => {
    const features = readFeatures(join(cup4 as string, "user_features.npy"));
    expect([features.users.length, features.width, features.items]).toEqual([2000 * 42, 42, undefined]);
    // Five categories are liked, five disliked: all others are within 4 sd of 0.
    const strong = features.users.filter((value) => Math.abs(value) > 0.6);
    expect(strong.length).toBeGreaterThan(19_000);
    expect(strong.length).toBeLessThan(20_500);
  });

  it("reads .npy version 2, whose header length takes four bytes", () => {
    const first = npy("(1, 2)", Float32Array.of(1, 2));
    const second = Buffer.concat([first.subarray(0, 10), Buffer.alloc(2), first.subarray(10)]);
    second[6] = 2;
    const features = readFeatures(folderOf({ "users.npy": second, "items.npy": first }));
    expect(features.users).toEqual(Float32Array.of(1, 2));
  });

  it.each<[string, string, RegExp]>([
    [
      "broken JSON",
      '{\n"users": [[1],\n[1 2]],\n"items": [[1]]}',
      /file:3: Expected JSON, a \.npy file or a folder of \.npy files/,
    ],
    ["text", "1 2\n3 4\n", /file(:1)?: Expected JSON, a \.npy file or a folder of \.npy files/],
    ["nothing", "", /file(:1)?: Expected JSON, a \.npy file or a folder of \.npy files, got Unexpected end/],
    ["JSON cut short", '{\n"users": [[1', /file:2: Expected JSON/],
    [
      "null",
      "null",
      /file: Expected an object \{"users": \[\[…\]\], "items": \[\[…\]\]\}, or one without items, got null/,
    ],
    ["rows alone", JSON.stringify(users), /file: Expected an object .*, got \[\[1,2\.5\],\[3,4\]\]/],
    ["items alone", JSON.stringify({ items }), /users: Expected a list of rows, got undefined/],
    ["null for items", JSON.stringify({ users, items: null }), /items: Expected a list of rows, got null/],
    ["another name", JSON.stringify({ users, item: items }), /Unknown table 'item'. Did you mean 'items'\?/],
    ["no rows of items", JSON.stringify({ users, items: [] }), /items: Expected a list of rows, got \[\]/],
    [
      "rows of unequal width",
      '{"users":[[1,2],[3]],"items":[[1,2]]}',
      /users\[1\]: Expected rows of 2 numbers, got \[3\]/,
    ],
    [
      "tables of unequal width",
      '{"users":[[1,2]],"items":[[1,2,3]]}',
      /items: Expected rows of 2 numbers, as for users, got 3/,
    ],
    ["a text", '{"users":[[1,"2"]],"items":[[1,2]]}', /users\[0\]\[1\]: Expected a number, got "2"/],
    ["null for NaN", '{"users":[[1,2]],"items":[[1,null]]}', /items\[0\]\[1\]: Expected a number, got null/],
    [
      "a number too large",
      '{"users":[[1,2]],"items":[[1,2],[1e99,2]]}',
      /items\[1\]\[0\]: Expected numbers from -1000000 to 1000000, got Infinity/,
    ],
    ["empty rows", '{"users":[[]],"items":[[]]}', /users: Expected at least one row and one column, got \[1,0\]/],
  ])("refuses %s", (_, content, message) => {
    expect(() => readFeatures(fileOf(content))).toThrow(message);
  });

  const good = npy("(1, 2)", Float32Array.of(1, 2));
  it.each<[string, Uint8Array, RegExp]>([
    ["text", Buffer.from("1 2 3"), /users\.npy: Expected a \.npy file, got another format/],
    ["a header cut short", good.subarray(0, 20), /Expected a \.npy header of \d+ bytes, got 20 bytes/],
    ["a magic string alone", good.subarray(0, 8), /Expected a \.npy header, got 8 bytes/],
    ["numbers cut short", good.subarray(0, -4), /Expected 8 bytes of numbers for \(1, 2\), got 4/],
    [
      "big-endian numbers",
      npy("(1, 2)", Float32Array.of(1, 2), { descr: ">f4" }),
      /Expected float32 or float64 numbers, little-endian/,
    ],
    [
      "integers",
      npy("(1, 2)", Float32Array.of(1, 2), { descr: "<i4" }),
      /Expected float32 or float64 numbers, little-endian/,
    ],
    ["columns first", npy("(1, 2)", Float32Array.of(1, 2), { fortran: "True" }), /Expected rows in C order/],
    ["one dimension", npy("(2,)", Float32Array.of(1, 2)), /Expected a matrix of two dimensions/],
    ["three dimensions", npy("(1, 2, 1)", Float32Array.of(1, 2)), /Expected a matrix of two dimensions/],
    [
      "NaN",
      npy("(1, 2)", Float32Array.of(1, Number.NaN)),
      /users\.npy\[0\]\[1\]: Expected numbers from -1000000 .*, got NaN/,
    ],
    ["numbers too large", npy("(1, 2)", Float32Array.of(1, -2e6)), /\[0\]\[1\]: Expected numbers .*, got -2000000/],
    [
      "no rows",
      npy("(0, 42)", new Float32Array()),
      /users\.npy: Expected at least one row and one column, got \[0,42\]/,
    ],
  ])("refuses a .npy file of %s", (_, bytes, message) => {
    expect(() => readFeatures(folderOf({ "users.npy": bytes, "items.npy": good }))).toThrow(message);
  });

  it("names a file that is missing", () => {
    expect(() => readFeatures(folderOf({ "items.npy": good }))).toThrow(
      /users\.npy: Expected a file, got nothing there/,
    );
    expect(() => readFeatures(join(folderOf({}), "none"))).toThrow(/none: Expected a file, got nothing there/);
  });
});
