import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readAmazonReviews } from "../../data/amazon/reviews.ts";
import { readFeatures } from "../../data/cup/features.ts";
import { readItems } from "../../data/cup/items.ts";
import { readUsers } from "../../data/cup/users.ts";
import { readFactorFile } from "../../data/factors/factor-file.ts";
import { readInteractions } from "../../data/interactions/interactions.ts";
import { readMovieTexts } from "../../data/movielens/movies.ts";
import { readRatings } from "../../data/movielens/ratings.ts";
import { readRecBole } from "../../data/recbole/inter.ts";
import { readSasRec } from "../../data/sasrec/sasrec.ts";
import { UsageError } from "../../src/core/errors.ts";
import { fileOf, folderOf } from "./fixture.ts";

/** What reads text, with two lines that it takes. */
const READERS: [name: string, text: string, read: (path: string) => unknown, file?: string][] = [
  ["interactions", "ann toy\nann jumanji\n", (path) => readInteractions(path)],
  ["sasrec", "1 1\n1 2\n", readSasRec],
  ["movielens", "1::10::5::3\n1::20::5::4\n", readRatings, "ratings.dat"],
  ["movies", "movieId,title,genres\n10,Toy,A|B\n", (path) => readMovieTexts(path, ["10"]), "movies.csv"],
  ["amazon", '{"user_id":"A","asin":"B","timestamp":1}\n{"user_id":"A","asin":"C","timestamp":2}\n', readAmazonReviews],
  ["recbole", "user_id:token\titem_id:token\nann\ttoy\n", readRecBole],
  ["factors", "item,genre\none,a\n", (path) => readFactorFile(path).rows],
  [
    "cup users",
    '{"user_id":0,"history":[1]}\n{"user_id":1,"history":[2]}\n',
    async (path) => (await readUsers(path)).histories,
  ],
  [
    "cup items",
    '{"item_id":0,"headline":"a","short_description":""}\n{"item_id":1,"headline":"b","short_description":""}\n',
    readItems,
  ],
  ["cup features", '{"users":[[1]],\n"items":[[2]]}\n', readFeatures],
];

async function refusal(read: (path: string) => unknown, path: string): Promise<string> {
  const error = (await (async () => read(path))().catch((it) => it)) as Error;
  expect(error).toBeInstanceOf(UsageError);
  expect(error.message.startsWith(path)).toBe(true);
  return error.message;
}

describe.each(READERS)("the reader of %s", (_, text, read, file = "file") => {
  const bytes = Buffer.from(text);

  it("drops a byte order mark, and needs no end of the last line", async () => {
    const wanted = await read(fileOf(bytes, file));
    expect(await read(fileOf(`\uFEFF${text}`, file))).toEqual(wanted);
    expect(await read(fileOf(text.trimEnd(), file))).toEqual(wanted);
    expect(await read(fileOf(text.replaceAll("\n", "\r\n"), file))).toEqual(wanted);
  });

  it("names line and byte of what is not UTF-8", async () => {
    const path = fileOf(Buffer.concat([bytes, Buffer.from("caf\xe9", "latin1")]), file);
    const message = await refusal(read, path);
    expect(message).toContain(`${path}:3: Expected text in UTF-8, got the byte 0xE9 as byte 4 of the line, perhaps of`);
    expect(message).toContain("iconv -f WINDOWS-1252 -t UTF-8");
  });

  it("names UTF-16, with a byte order mark and without", async () => {
    const little = Buffer.from(text, "utf16le");
    const big = Buffer.from(little).swap16();
    const cases: [string, Buffer][] = [
      ["LE", Buffer.concat([Buffer.of(0xff, 0xfe), little])],
      ["BE", Buffer.concat([Buffer.of(0xfe, 0xff), big])],
      ["LE", little],
      ["BE", big],
    ];
    for (const [order, content] of cases) {
      const message = await refusal(read, fileOf(content, file));
      expect(message).toContain(`Expected text in UTF-8, got UTF-16${order}; 'iconv -f UTF-16${order} -t UTF-8`);
    }
  });

  it("refuses a byte 0", async () => {
    const path = fileOf(Buffer.concat([bytes, Buffer.of(65, 0, 66)]), file);
    expect(await refusal(read, path)).toContain(`${path}:3: Expected text in UTF-8, got the byte 0x00 as byte 2`);
  });

  it("says what is there instead of a file", async () => {
    const path = fileOf(bytes, file);
    expect(await refusal(read, `${path}/${file}`)).toMatch(/Expected |nothing there: a part of the path is no folder/);
    expect(await refusal(read, folderOf({}))).toMatch(/Expected a file, got |got none$/);
    await refusal(read, fileOf("", file));
  });

  it("reads what gzip packed, whatever its name", async () => {
    expect(await read(fileOf(gzipSync(bytes), file))).toEqual(await read(fileOf(bytes, file)));
  });
});

describe("all readers of lines", () => {
  it("read a pipe, plain or packed, as they read a file", async () => {
    const text = "ann toy 3\nann jumanji 1\n";
    for (const content of [text, gzipSync(text), "a"]) {
      const pipe = join(folderOf({}), "pipe");
      execFileSync("mkfifo", [pipe]);
      const read = (path: string) => readInteractions(path).catch((it) => it.message.replace(path, ""));
      const [found] = await Promise.all([read(pipe), writeFile(pipe, content)]);
      expect(found).toEqual(await read(fileOf(content)));
    }
  });

  it("refuse lines that end in \\r alone", async () => {
    const path = fileOf("ann toy\rann jumanji\r");
    expect(await refusal((it) => readInteractions(it), path)).toMatch(
      /:1: Expected lines that end in \\n or \\r\\n, got a \\r within one: 'tr /,
    );
  });

  it("drop the byte order marks of files that were put together", async () => {
    const { userNames } = await readRecBole(
      fileOf("\uFEFFuser_id:token\titem_id:token\nann\ttoy\n\uFEFFann\tjumanji\n"),
    );
    expect(userNames).toEqual(["ann"]);
  });

  it.each([
    ["a zip file", [0x50, 0x4b, 0x03, 0x04]],
    ["an xz file", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
    ["a Zstandard file", [0x28, 0xb5, 0x2f, 0xfd]],
    ["a bzip2 file", [0x42, 0x5a, 0x68, 0x39]],
    ["a Parquet file", [0x50, 0x41, 0x52, 0x31]],
    ["an SQLite database", [...Buffer.from("SQLite format 3")]],
  ])("name %s", async (name, magic) => {
    const path = fileOf(Buffer.from([...magic, 0, 0x80, 0xff, 10]));
    expect(await refusal((it) => readInteractions(it), path)).toContain(`${path}: Expected text in UTF-8, got ${name}`);
  });

  it("tell letters of two to four bytes from broken ones", async () => {
    const read = (content: Buffer) => readInteractions(fileOf(content));
    const { userNames } = await read(Buffer.from("caf\u00e9 1\ncaf\u00e8 1\n\u20ac 1\n\u{1f600} 1\n"));
    expect(userNames).toEqual(["caf\u00e9", "caf\u00e8", "\u20ac", "\u{1f600}"]);
    const cut = Buffer.from("a\u20ac\u{1f600}").subarray(0, 7);
    await expect(read(cut)).rejects.toThrow("got the byte 0xF0 as byte 5 of the line");
  });
});

describe("movies.dat", () => {
  it("is latin-1 as published, or UTF-8 with or without a byte order mark", () => {
    const line = "10::Caf\u00e9::A|B\r\n";
    for (const content of [Buffer.from(line, "latin1"), line, `\uFEFF${line}`]) {
      expect(readMovieTexts(fileOf(content, "movies.dat"), ["10"]).titles).toEqual(["Caf\u00e9"]);
    }
  });

  it.each([
    ['movieId,"title,genres"\n10,Toy,A\n', /:2: Expected CSV, got Invalid Record Length: expect 2, got 3/],
    ['movieId,"title,genres"\n10,Toy\n', /:1: Expected id::title::genres, or the header movieId,title,genres/],
    ["", /:1: Expected id::title::genres, or the header movieId,title,genres, got an empty file/],
    ["10::Toy::A\n10::Toy::A\n", /:2: Expected each movie once, got "10"/],
    ["10::Toy\n", /:1: Expected id::title::genres/],
  ])("is refused as %j", (content, message) => {
    const read = () => readMovieTexts(fileOf(content, "movies.dat"), ["10"]);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(message);
  });
});
