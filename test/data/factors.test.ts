import { describe, expect, it } from "vitest";
import { factorsOfItems, readFactorFile } from "../../data/factors/factor-file.ts";
import { movieFactors } from "../../data/movielens/factors.ts";
import { readSplit } from "../../data/sources.ts";
import { UsageError } from "../../src/core/errors.ts";
import { fileOf, sharedData } from "./fixture.ts";

describe("a file of factors", () => {
  it.each<[string, string]>([
    ["CSV", 'genre,item,"price, in $"\r\nb | a||, one ,3\r\n\r\n,two,"x,y"\r\nc,four,\r\n'],
    ["a table with tabs", '\uFEFFgenre\titem\t"price, in $"\nb|a\tone\t3\n\ttwo\tx,y\nc\tfour\t\n'],
    [
      "JSON lines",
      '{"item":"one","genre":["b","a",""],"price, in $":3}\n\n{"price, in $":"x,y","item":"two","genre":null}\n{"item":"four","genre":"c"}',
    ],
  ])("is %s", (_, text) => {
    expect(factorsOfItems(readFactorFile(fileOf(text)), ["one", "two", "three"])).toEqual({
      factors: [
        { name: "genre", words: [["b", "a"], [], []] },
        { name: "price, in $", words: [["3"], ["x,y"], []] },
      ],
      unsaid: 1,
      strange: 1,
    });
  });

  it("keeps a | in JSON, where lists have several values", () => {
    const { rows } = readFactorFile(fileOf('{"item":7,"a":["x|y",true]}'));
    expect(rows.get("7")?.get("a")).toEqual(["x|y", "true"]);
  });

  it.each<[string, string, RegExp]>([
    [
      "no header",
      "one,a\ntwo,b\n",
      /file:1: Expected JSON lines, or CSV under a header with a column 'item', got "one,a"/,
    ],
    ["nothing", "", /file:1: Expected JSON lines, or CSV .*, got an empty file/],
    ["a header alone", "item,genre\n", /file: Expected a line for each item, got none/],
    ["no factor", "item\none\n", /file: Expected a factor beside the item, got none/],
    ["two columns of one name", "item,a,a\none,1,2\n", /file:1: Expected columns of different names, got two of 'a'/],
    ["a column without a name", "item,\none,1\n", /file: Expected factors with names, got one without/],
    [
      "a name that is taken",
      "item,popularity\none,1\n",
      /file: Expected factors of different names, got another 'popularity'/,
    ],
    ["the name for all of them", "item,all\none,1\n", /file: Expected factors called neither 'all' nor .*, got "all"/],
    ["a name of two", '{"item":1,"a+b":1}\n', /file: Expected factors called neither .* a \+, got "a\+b"/],
    ["an item twice", "item,a\none,1\ntwo,1\none,1\n", /file:4: Expected each item once, got 'one' of line 2/],
    ["an item without a name", "item,a\n ,1\n", /file:2: Expected the name of an item, got none/],
    ["a short row", "item,a\none\n", /file:2: Expected CSV, got Invalid Record Length/],
    ["an open quote", 'item,a\none,"1\n', /Expected CSV, got Quote Not Closed/],
    ["a line that is no JSON", '{"item":"one","a":1}\n[2]\n', /file:2: Expected a JSON object, got \[2\]/],
    ["JSON without an item", '{"a":1}\n', /file:1: Expected a name under 'item', got undefined/],
    [
      "an object for a value",
      '{"item":1,"a":[{}]}\n',
      /file:1: a: Expected a text, a number, true, false, null or a list/,
    ],
  ])("refuses %s", (_, text, message) => {
    const path = fileOf(text);
    expect(() => readFactorFile(path)).toThrow(UsageError);
    expect(() => readFactorFile(path)).toThrow(message);
  });

  it("refuses a file that says nothing of the data's items", () => {
    const file = readFactorFile(fileOf("item,a\none,1\n"));
    expect(() => factorsOfItems(file, ["i1"])).toThrow(
      /Expected items of the data, such as 'i1', got none of them, but 'one'/,
    );
  });
});

describe("movieFactors", () => {
  it("tells genres and decades", () => {
    const titles = ["Toy Story (1995)", "Fawlty Towers (1975-1979)", "Now (2020–)", "Nineteen (1984) Again", "2001"];
    const genres = ["Animation, Children's", "Comedy", "(no genres listed)", "", "Sci-Fi"];
    expect(movieFactors({ titles, genres })).toEqual([
      { name: "genre", words: [["Animation", "Children's"], ["Comedy"], [], [], ["Sci-Fi"]] },
      { name: "decade", words: [["1990s"], ["1970s"], ["2020s"], [], []] },
    ]);
  });

  const ml1m = sharedData("ml1m");
  it.skipIf(!ml1m)("tells 18 genres and 10 decades of MovieLens-1M", async () => {
    const { factors = [], texts, items } = await readSplit(ml1m!);
    expect(factors.map(({ name, values }) => [name, values.length])).toEqual([
      ["genre", 18],
      ["decade", 10],
    ]);
    const [genre, decade] = factors;
    expect(Array.from(genre.ids.subarray(0, genre.offsets[1]), (id) => genre.values[id])).toEqual([
      "Action",
      "Adventure",
    ]);
    expect([texts?.titles[0], decade.values[decade.ids[0]]]).toEqual(["Raiders of the Lost Ark (1981)", "1980s"]);
    expect(genre.ids.length).toBeGreaterThan(items);
  });
});
