import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { PRICE_BINS, priceBin } from "../../data/steam/price.ts";
import { parsePythonDict } from "../../data/steam/python-literal.ts";
import { readSteam } from "../../data/steam/steam.ts";
import { UsageError } from "../../src/core/errors.ts";
import { readPreparedFolder } from "../../src/dataset/prepared-folder.ts";
import { runHere } from "../scripts/fixture.ts";
import { newFolder } from "../store/fixture.ts";
import { folderOf } from "./fixture.ts";
import { steamSample } from "./steam-fixture.ts";

const parse = (text: string) => parsePythonDict(`{'x': ${text}}`, "f:1").x;

describe("parsePythonDict", () => {
  it.each<[string, unknown]>([
    ["u'plain'", "plain"],
    [String.raw`u'\u20ae\xe9 \U0001f600 it\'s \\ "quoted"\n\t\101'`, '₮é 😀 it\'s \\ "quoted"\n\tA'],
    [String.raw`u'\ud83d\ude00'`, "😀"],
    [String.raw`"it's \d"`, "it's \\d"],
    ["'''a 'b' c'''", "a 'b' c"],
    ["''", ""],
    ["U'₮, } ]'", "₮, } ]"],
    ["None", null],
    ["True", true],
    ["False", false],
    ["0", 0],
    ["-12L", -12],
    ["4.99", 4.99],
    [".5", 0.5],
    ["5.", 5],
    ["-1.5e-05", -1.5e-5],
    ["76561198007483075", 76561198007483075n],
    ["-76561198007483075L", -76561198007483075n],
    ["[]", []],
    ["[u'a', [1, (2, None)], ]", ["a", [1, [2, null]]]],
    ["()", []],
    ["(1,)", [1]],
    ["(1)", 1],
    ["{u'a': {'b': []}, '__proto__': 1,}", JSON.parse('{"a":{"b":[]},"__proto__":1}')],
  ])("reads %s", (text, value) => {
    expect(parse(text)).toEqual(value);
  });

  it("lets the last of equal keys count, as Python does", () => {
    expect(parsePythonDict(" {'a': 1, 'a': 2} ", "f:1")).toEqual({ a: 2 });
  });

  it.each<[string, string]>([
    ["{'a': 1", "f:1: Expected , or } at letter 8, got the end of the line"],
    ["{'a': 1} 2", 'f:1: Expected the end of the line at letter 10, got "2"'],
    ["{'a' 1}", 'f:1: Expected : at letter 6, got "1}"'],
    ["{1: 2}", 'f:1: Expected a text as a key at letter 2, got "1: 2}"'],
    ["{'a': true}", 'f:1: Expected a value of Python at letter 7, got "true}"'],
    ["{'a': 007}", 'f:1: Expected a value of Python at letter 7, got "007}"'],
    ["{'a': 1.2.3}", 'f:1: Expected a value of Python at letter 7, got "1.2.3}"'],
    ["{'a': Nonesuch}", 'f:1: Expected a value of Python at letter 7, got "Nonesuch}"'],
    ["{'a': ,}", 'f:1: Expected a value of Python at letter 7, got ",}"'],
    ["{'a': 'b}", 'f:1: Expected a \' that ends the text at letter 8, got "b}"'],
    [String.raw`{'a': '\x4'}`, String.raw`f:1: Expected an escape of Python, got "\\x4"`],
    [String.raw`{'a': '\U7fffffff'}`, String.raw`f:1: Expected an escape of Python, got "\\U7fffffff"`],
    ["[1]", 'f:1: Expected a Python dict, got "[1]"'],
    ["", "f:1: Expected a value of Python at letter 1, got the end of the line"],
    [`{'a': ${"[".repeat(100)}`, "f:1: Expected at most 64 levels at letter 70"],
  ])("refuses %s", (text, message) => {
    expect(() => parsePythonDict(text, "f:1")).toThrow(UsageError);
    expect(() => parsePythonDict(text, "f:1")).toThrow(message);
  });
});

describe("priceBin", () => {
  it.each<[unknown, number]>([
    [-1, 0],
    [undefined, 0],
    [null, 0],
    ["", 0],
    ["-5", 0],
    [true, 0],
    ["Free To Play", 1],
    ["Free Demo", 1],
    [0, 1],
    ["0.00", 1],
    [0.01, 2],
    [0.99, 2],
    ["$.49", 2],
    [1, 3],
    [9.99, 3],
    ["9,99 €", 3],
    [10, 4],
    [99.99, 4],
    [100, 5],
    ["Starting at $499.00", 5],
    ["$1,049.00", 5],
    [Number.POSITIVE_INFINITY, 5],
  ])("of %j is %i", (price, bin) => {
    expect(priceBin(price)).toBe(bin);
    expect(PRICE_BINS[bin]).toBeDefined();
  });
});

const review = (fields: string) => `{${fields}}\n`;
const day = (name: string, game: number, date: string, more = "") =>
  review(`u'username': u'${name}', u'product_id': u'${game}', u'date': u'${date}'${more}`);

const GAMES = [
  "{u'id': u'10', u'title': u'Caf\\xe9', u'genres': [u'Action', u'Indie'], u'price': 4.99, u'developer': u'D', u'sentiment': u'Mixed'}",
  "{u'id': u'10', u'title': u'again'}",
  "{u'title': u'without an id', u'price': 1}",
  "{u'id': 20, u'app_name': u'Free', u'price': u'Free To Play', u'developer': None, u'metascore': u'NA'}",
].join("\n");

describe("readSteam", () => {
  it("sorts each user's games by day, and tells users of one name apart by their ids", async () => {
    const folder = folderOf({
      "steam_reviews.json": [
        day("ann", 10, "2017-12-09"),
        day("ann", 20, "2017-02-10"),
        day("ann", 30, "2017-02-10"),
        day("ann", 10, "2016-01-01", ", u'user_id': u'76561198000000001'"),
        day("ann", 20, "2016-01-01", ", u'user_id': u'76561198000000002'"),
        day("renamed", 20, "2015-01-01", ", u'user_id': u'76561198000000001'"),
      ].join(""),
      "steam_games.json": GAMES,
    });
    const { interactions, userNames, itemNames, texts, factors } = await readSteam(folder);
    const rows = Array.from(interactions.users, (user, i) => `${userNames[user]} ${itemNames[interactions.items[i]]}`);
    expect(rows).toEqual([
      ...["ann 20", "ann 30", "ann 10"],
      ...["76561198000000001 20", "76561198000000001 10", "76561198000000002 20"],
    ]);
    expect(texts).toEqual({ titles: ["Café", "Free", ""], genres: ["Action, Indie", "", ""] });
    expect(factors).toEqual([
      { name: "sentiment", words: [["Mixed"], [], []] },
      { name: "price", words: [["1 to 10"], ["free"], ["unknown"]], scale: PRICE_BINS },
      { name: "developer", words: [["D"], [], []] },
    ]);
  });

  it("passes over reviews of an empty name, and says how many", async () => {
    const notes: string[] = [];
    const folder = folderOf({
      "steam_reviews.json.gz": gzipSync(day("ann", 10, "2017-01-01") + day("", 10, "2017-01-01")),
      "steam_games.json.gz": gzipSync(GAMES),
    });
    const { users } = await readSteam(folder, { notify: (note) => notes.push(note) });
    expect(users).toBe(1);
    expect(notes).toEqual([`${folder}/steam_reviews.json.gz: 1 reviews of an empty username are passed over`]);
  });

  it.each<[string, string, RegExp]>([
    [
      "JSON",
      '{"username": "ann", "early_access": false}\n',
      /reviews\.json:1: Expected a value of Python at letter 37, got "false/,
    ],
    [
      "no name",
      review("u'product_id': u'1', u'date': u'2017-01-01'"),
      /:1: Expected a text under username, got undefined/,
    ],
    ["no game", review("u'username': u'a', u'date': u'2017-01-01'"), /:1: Expected a text under product_id, got undef/],
    ["no day", review("u'username': u'a', u'product_id': 1, u'date': None"), /:1: Expected a day such as .* got null/],
    ["another day", day("a", 1, "12/31/2017"), /:1: Expected a day such as 2017-12-31 under date, got "12\/31\/2017"/],
    ["a 13th month", day("a", 1, "2017-13-01"), /:1: Expected a day such as 2017-12-31 under date, got "2017-13-01"/],
    ["no reviews", "", /reviews\.json: Expected reviews as Python literals, got none/],
  ])("refuses %s", async (_, text, message) => {
    const folder = folderOf({ "steam_reviews.json": text, "steam_games.json": GAMES });
    const error = await readSteam(folder).catch((it) => it);
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toMatch(message);
  });

  it("needs both files", async () => {
    const folder = folderOf({ "steam_reviews.json": day("a", 1, "2017-01-01") });
    await expect(readSteam(folder)).rejects.toThrow(
      `${folder}: Expected a folder with steam_reviews.json and steam_games.json, got no steam_games.json`,
    );
  });
});

describe("slatelab prepare steam", () => {
  it("prepares a sample of the real files' form, with its factors", async () => {
    const folder = newFolder();
    const { code, stdout, stderr } = await runHere(
      ["prepare", "steam", folderOf(steamSample()), "--out", "steam", "--json"],
      folder,
    );
    expect([code, stderr]).toEqual([0, `Wrote ${join("steam", "prepared.bin")}`]);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ kind: "steam", kCore: 5, kCoreMode: "fixed", split: "leave-one-out" });
    expect(report).toEqual(JSON.parse(readFileSync(join(folder, "steam", "dataset.json"), "utf8")));
    const { factors = [], itemNames, texts } = readPreparedFolder(join(folder, "steam"));
    expect(report.factors).toMatchObject({ item: itemNames.length, popularity: 10, price: 6 });
    expect(factors.map(({ name }) => name)).toEqual(["sentiment", "price", "developer"]);
    expect(new Set(factors[1].ids)).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    expect(factors[2].values).toContain("Кот & Söhne");
    for (const { ids, offsets } of factors)
      expect([ids.length, offsets.length]).toEqual([itemNames.length, itemNames.length + 1]);
    expect(texts?.titles).toContain("It's “Café” 3 😀");
  });
});
