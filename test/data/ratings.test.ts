import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readAmazonReviews } from "../../data/amazon/reviews.ts";
import { readInteractions } from "../../data/interactions/interactions.ts";
import { readRatings } from "../../data/movielens/ratings.ts";
import { readRecBole } from "../../data/recbole/inter.ts";
import { readSasRec } from "../../data/sasrec/sasrec.ts";
import { UsageError } from "../../src/core/errors.ts";
import type { InteractionData } from "../../src/core/interaction-data.ts";
import { fileOf, folderOf } from "./fixture.ts";

function rowsOf({ interactions, userNames, itemNames }: InteractionData): string[] {
  return Array.from(interactions.users, (user, i) => `${userNames[user]}>${itemNames[interactions.items[i]]}`);
}

/** The message of the UsageError that reading ends with. */
async function refusal(reading: Promise<unknown>): Promise<string> {
  const error = await reading.catch((it) => it);
  expect(error).toBeInstanceOf(UsageError);
  return (error as UsageError).message;
}

describe("eachLine", () => {
  const content = Array.from({ length: 40_000 }, (_, i) => `user-with-a-long-name-${i % 7} item-${i}`).join("\n");

  it("reads a gzip file as the plain one, in one member or several", async () => {
    const plain = await readInteractions(fileOf(content));
    expect(plain.interactions.items).toHaveLength(40_000);
    expect(await readInteractions(fileOf(gzipSync(content), "file.gz"))).toEqual(plain);
    const cut = content.indexOf("\n", 300_000);
    const members = [gzipSync(content.slice(0, cut)), gzipSync(content.slice(cut))];
    expect(await readInteractions(fileOf(Buffer.concat(members), "no-such-ending"))).toEqual(plain);
  });

  it("refuses a gzip file that is cut short or damaged", async () => {
    const packed = gzipSync(content);
    const path = fileOf(packed.subarray(0, packed.length - 2000));
    expect(await refusal(readInteractions(path))).toBe(
      `${path}: Expected a whole gzip file, got "unexpected end of file"`,
    );
    packed.fill(7, 40, 60);
    expect(await refusal(readInteractions(fileOf(packed)))).toMatch(/: Expected a whole gzip file, got "/);
  });

  it("tells the line of an error in a gzip file", async () => {
    expect(await refusal(readInteractions(fileOf(gzipSync("a b\n\na b c d\n"))))).toMatch(
      /:3: Expected 2 columns, as on the first line/,
    );
  });
});

describe("readSasRec", () => {
  it("keeps the file's numbers", async () => {
    const data = await readSasRec(fileOf("1 3\n1 1\n2\t2\n"));
    expect(data).toEqual({
      interactions: { users: Int32Array.of(0, 0, 1), items: Int32Array.of(2, 0, 1) },
      users: 2,
      items: 3,
      userNames: ["1", "2"],
      itemNames: ["1", "2", "3"],
    });
  });

  it("sorts triples by time, equal times in line order", async () => {
    expect(rowsOf(await readSasRec(fileOf("2 1 5\n1 3 30\n1 1 10\n1 2 30\n")))).toEqual(["1>1", "1>3", "1>2", "2>1"]);
  });

  it.each<[string, string, RegExp]>([
    ["one column", "1\n", /:1: Expected user item \[time\], got "1"/],
    ["four columns", "1 2 3 4\n", /:1: Expected user item \[time\], got "1 2 3 4"/],
    ["a time that comes later", "1 1\n1 2 5\n", /:2: Expected user item, as on the first line, got "1 2 5"/],
    ["a time that is missing later", "1 1 5\n1 2\n", /:2: Expected user item time, as on the first line, got "1 2"/],
    ["a word", "1 1\nann 2\n", /:2: Expected user numbers from 1, got "ann"/],
    ["an item 0", "1 1\n\n1 0\n", /:3: Expected item numbers from 1, got 0/],
    ["a word for a time", "1 1 now\n", /:1: Expected a time as a number, got "now"/],
    [
      "an id of ten digits",
      "1 1\n1 2147483648\n",
      /Expected each item from 1 to 2, got no 2: ids with gaps are read as 'interactions'/,
    ],
    ["a gap", "1 1\n1 3\n", /Expected each item from 1 to 2, got no 2: ids with gaps are read as 'interactions'/],
    ["a user far off", "1 1\n999999999 2\n", /Expected each user from 1 to 2, got no 2/],
    ["an empty file", "\n", /Expected lines of 'user item \[time\]', got none/],
  ])("refuses %s", async (_, content, message) => {
    expect(await refusal(readSasRec(fileOf(content)))).toMatch(message);
  });
});

describe("readRatings", () => {
  it("reads ids of any length, and their titles", async () => {
    const rows = "userId,movieId,rating,timestamp\n12345678901,2147483648,4.5,3\n12345678901,20,0.5,1\n";
    const movies = "movieId,title,genres\n20,B,War\n2147483648,A,Drama\n";
    const data = await readRatings(folderOf({ "ratings.csv": rows, "movies.csv": movies }));
    expect(rowsOf(data)).toEqual(["12345678901>20", "12345678901>2147483648"]);
    expect(data.texts?.titles).toEqual(["A", "B"]);
  });

  const dat = "7::31::5::978300760\n7::10::3::978300750\n3::31::1::978300000\n";
  const csv = "userId,movieId,rating,timestamp\n7,31,5.0,978300760\n7,10,3.5,978300750\n3,31,0.5,978300000\n";
  const wanted = ["7>10", "7>31", "3>31"];

  it.each<[string, Record<string, string>, string]>([
    ["ratings.dat", { "ratings.dat": dat }, ""],
    ["ratings.csv", { "ratings.csv": csv }, ""],
    ["u.data", { "u.data": dat.replaceAll("::", "\t") }, ""],
    ["the file itself", { "ratings.csv": csv.replaceAll("\n", "\r\n") }, "/ratings.csv"],
  ])("reads %s", async (_, files, place) => {
    const data = await readRatings(folderOf(files) + place);
    expect(rowsOf(data)).toEqual(wanted);
    expect(data.texts).toBeUndefined();
  });

  it.each<[string, Record<string, string | Uint8Array>]>([
    [
      "movies.dat",
      {
        "ratings.dat": dat,
        "movies.dat": Buffer.from("10::Caf\xe9, The (1990)::Drama\n31::B::Comedy|War\n99::C::War\n", "latin1"),
      },
    ],
    [
      "movies.csv",
      { "ratings.csv": csv, "movies.csv": 'movieId,title,genres\n10,"Café, The (1990)",Drama\n31,B,Comedy|War\n' },
    ],
    [
      "movies.dat with the content of movies.csv",
      {
        "ratings.dat": dat,
        "movies.dat": '\uFEFF"movieId","title","genres"\r\n10,"Café, The (1990)",Drama\r\n31,B,Comedy|War\r\n',
      },
    ],
    [
      "movies.csv with the content of movies.dat",
      { "ratings.csv": csv, "movies.csv": "10::Café, The (1990)::Drama\n31::B::Comedy|War\n" },
    ],
  ])("takes titles and genres from %s", async (_, files) => {
    const { texts, itemNames } = await readRatings(folderOf(files));
    expect(itemNames).toEqual(["31", "10"]);
    expect(texts).toEqual({ titles: ["B", "Café, The (1990)"], genres: ["Comedy, War", "Drama"] });
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ["another folder", { "a.txt": "" }, /Expected ratings\.dat, ratings\.csv, u\.data, or a folder with one, got none/],
    ["three cells", { "ratings.dat": "1::2::3\n" }, /ratings\.dat:1: Expected user::item::rating::time, got "1::2::3"/],
    ["a word for a user", { "ratings.dat": `${dat}x::2::3::4\n` }, /ratings\.dat:4: Expected a user id, got "x"/],
    ["no rating", { "ratings.csv": `${csv}1,2,,4\n` }, /ratings\.csv:5: Expected a rating as a number, got ""/],
    ["a word for a time", { "ratings.dat": "1::2::3::x" }, /ratings\.dat:1: Expected a time as a number, got "x"/],
    [
      "a CSV without header",
      { "ratings.csv": "1,2,3,4\n" },
      /ratings\.csv:1: Expected the header userId,movieId,rating,timestamp/,
    ],
    [
      "a header alone",
      { "ratings.csv": "userId,movieId,rating,timestamp\n" },
      /Expected lines of userId,movieId,rating,timestamp, got none/,
    ],
    [
      "a movie without text",
      { "ratings.dat": dat, "movies.dat": "10::A::War\n" },
      /Expected the id of a movie in movies\.dat, got "31"/,
    ],
    [
      "movies of another form",
      { "ratings.csv": csv, "movies.csv": "id,name\n" },
      /movies\.csv:1: Expected id::title::genres, or the header movieId,title,genres, got "id,name"/,
    ],
    [
      "an open quote",
      { "ratings.csv": csv, "movies.csv": 'movieId,title,genres\n31,"B,War\n' },
      /movies\.csv(:\d+)?: Expected CSV, got /,
    ],
  ])("refuses %s", async (_, files, message) => {
    expect(await refusal(readRatings(folderOf(files)))).toMatch(message);
  });
});

describe("readAmazonReviews", () => {
  const review = (fields: object) => JSON.stringify({ overall: 5, reviewText: "x", ...fields });

  it("reads releases of 2014 and 2018", async () => {
    const rows = [
      review({ reviewerID: "A2", asin: "B1", unixReviewTime: 20 }),
      review({ reviewerID: "A1", asin: "B1", unixReviewTime: 9 }),
      review({ reviewerID: "A2", asin: "B2", unixReviewTime: 10 }),
    ];
    expect(rowsOf(await readAmazonReviews(fileOf(gzipSync(rows.join("\n")), "reviews.json.gz")))).toEqual([
      "A2>B2",
      "A2>B1",
      "A1>B1",
    ]);
  });

  it.each([null, "", undefined])("takes the product itself for a parent of %j", async (parent) => {
    const rows = ["B1", "B2"].map((asin, i) => review({ user_id: "A", asin, parent_asin: parent, timestamp: 9 - i }));
    expect(rowsOf(await readAmazonReviews(fileOf(rows.join("\n"))))).toEqual(["A>B2", "A>B1"]);
  });

  it("reads the release of 2023, the parent before the variant", async () => {
    const row = review({ user_id: "U", asin: "RED", parent_asin: "ANY", timestamp: 1_588_687_728_923 });
    expect(rowsOf(await readAmazonReviews(fileOf(row)))).toEqual(["U>ANY"]);
  });

  it.each<[string, string, RegExp]>([
    ["text", "hello", /:1: Expected a JSON object, got "hello"/],
    [
      "no user",
      review({ asin: "B", unixReviewTime: 1 }),
      /:1: Expected a text under reviewerID or user_id, got undefined/,
    ],
    [
      "a number for an item",
      review({ user_id: "U", asin: 7, timestamp: 1 }),
      /:1: Expected a text under parent_asin or asin, got 7/,
    ],
    [
      "a text for a time",
      `\n${review({ user_id: "U", asin: "B", timestamp: "1" })}`,
      /:2: Expected a number under unixReviewTime or timestamp, got "1"/,
    ],
    [
      "a null for a user",
      review({ user_id: null, asin: "B", timestamp: 1 }),
      /:1: Expected a text under reviewerID or .*, got null/,
    ],
    [
      "nanoseconds",
      '{"user_id":"U","asin":"B","timestamp":1617000000000000100}',
      /:1: Expected a number under .* of at most 9007199254740991, beyond which it is rounded/,
    ],
    ["an empty file", "", /Expected reviews as JSON lines, got none/],
  ])("refuses %s", async (_, content, message) => {
    expect(await refusal(readAmazonReviews(fileOf(content)))).toMatch(message);
  });
});

describe("readRecBole", () => {
  it("finds its columns by the header and sorts by time", async () => {
    const content =
      "rating:float\ttimestamp:float\titem_id:token\tuser_id:token\n3\t9.5\tx y\tann\n1\t8e0\tz\tann\n2\t1\tz\tbob\n";
    expect(rowsOf(await readRecBole(fileOf(content)))).toEqual(["ann>z", "ann>x y", "bob>z"]);
  });

  it("takes empty cells of columns that it passes over, wherever they are", async () => {
    const content = "rating:float\tuser_id:token\titem_id:token\tlabel:float\n5\t1\t10\t\n\t2\t11\t\n4\t1\t12\t1\n";
    expect(rowsOf(await readRecBole(fileOf(content)))).toEqual(["1>10", "1>12", "2>11"]);
  });

  it("takes the order of the lines without times", async () => {
    expect(rowsOf(await readRecBole(fileOf("user_id:token\titem_id:token\nb\tz\na\tx\nb\ty\n")))).toEqual([
      "b>z",
      "b>y",
      "a>x",
    ]);
  });

  it.each<[string, string, RegExp]>([
    ["no header", "1\t2\t3\n", /:1: Expected a header with user_id:token and item_id:token/],
    [
      "an empty user",
      "user_id:token\titem_id:token\tr:float\n1\t10\t5\n\t242\t3\n",
      /:3: Expected a user_id and an item_id, got "\\t242\\t3"/,
    ],
    [
      "a column twice",
      "user_id:token\titem_id:token\tuser_id:token\n",
      /:1: Expected columns of different names, got two of user_id:token/,
    ],
    [
      "times of another type",
      "user_id:token\titem_id:token\ttimestamp:token\na\tx\t1\n",
      /:1: Expected a header with .* timestamp:float/,
    ],
    [
      "a cell too many",
      "user_id:token\titem_id:token\na\tx\t1\n",
      /:2: Expected 2 cells between tabs, as in the header/,
    ],
    ["a sequence of items", "user_id:token\titem_id:token_seq\n", /:1: Expected a header with/],
    [
      "a missing item",
      "user_id:token\titem_id:token\nann\n",
      /:2: Expected 2 cells between tabs, as in the header, got "ann"/,
    ],
    [
      "a missing time",
      "user_id:token\titem_id:token\ttimestamp:float\na\tx\t\n",
      /:2: Expected a timestamp as a number, got ""/,
    ],
    ["a header alone", "user_id:token\titem_id:token\n", /Expected rows under a header/],
  ])("refuses %s", async (_, content, message) => {
    expect(await refusal(readRecBole(fileOf(content)))).toMatch(message);
  });
});
