import { describe, expect, it } from "vitest";
import { parseColumns } from "../../data/interactions/columns.ts";
import { type InteractionOptions, readInteractions } from "../../data/interactions/interactions.ts";
import { UsageError } from "../../src/core/errors.ts";
import { fileOf } from "./fixture.ts";

async function rowsOf(content: string, options: InteractionOptions = {}): Promise<string[]> {
  const { interactions, userNames, itemNames } = await readInteractions(fileOf(content), options);
  return Array.from(interactions.users, (user, i) => `${userNames[user]}>${itemNames[interactions.items[i]]}`);
}

describe("readInteractions", () => {
  it("numbers users and items in order of first appearance", async () => {
    const data = await readInteractions(fileOf("ann 7\nbob 3\nann 3\n"));
    expect(data).toEqual({
      interactions: { users: Int32Array.of(0, 0, 1), items: Int32Array.of(0, 1, 1) },
      users: 2,
      items: 2,
      userNames: ["ann", "bob"],
      itemNames: ["7", "3"],
    });
  });

  it.each<[string, string, string[]]>([
    ["blanks, tabs, commas", "a x\na\ty\na,z\na , w\n", ["a>x", "a>y", "a>z", "a>w"]],
    ["comments and blank lines", "# all\n\na x\n#b y\n  # so, too\na y", ["a>x", "a>y"]],
    ["a comment with a comma above blanks", "# ours, 2024\na x\n", ["a>x"]],
    ["comments above commas", "# all of them\n#a,x\nb,y\n", ["#a>x", "b>y"]],
    ["a header that begins with # between tabs", "# User\tItem\na\tx\n", ["a>x"]],
    ["a # inside a name", "a c#\na #d\n", ["a>c#", "a>#d"]],
    ["a # between commas", "#a,No #5\n#a,No #9\n", ["#a>No #5", "#a>No #9"]],
    ["a # between tabs", "b\tTrack #1\n#a\tTrack #2\n", ["b>Track #1", "#a>Track #2"]],
    ["times out of order", "a x 30\nb x 5\na y 10\na z 20.5\n", ["a>y", "a>z", "a>x", "b>x"]],
    ["equal times in line order", "a x 1\na y 1\nb z 0\na w 0\n", ["a>w", "a>x", "a>y", "b>z"]],
    ["no times: line order", "b x\na x\nb y\n", ["b>x", "b>y", "a>x"]],
    ["nanoseconds to their last digit", "a x 1617000000000000100\na y 1617000000000000001\n", ["a>y", "a>x"]],
    ["names with blanks between commas or tabs", "a b,x y,2\na b\tz\t1\n", ["a b>z", "a b>x y"]],
    ["quoted names", '"a","x ""1""",2\na,y,1\n', ["a>y", 'a>x "1"']],
    ["ids of any length", "1 2147483648\n1 98765432109876543210\n", ["1>2147483648", "1>98765432109876543210"]],
  ])("reads %s", async (_, content, rows) => {
    expect(await rowsOf(content)).toEqual(rows);
  });

  it.each<[string, string, RegExp]>([
    ["a separator in quotes", 'a,"x, y"\n', /:1: Expected names without separators in quotes, got "\\"x"/],
    ["an empty first cell", "a\tx\t1\n\ty\t2\n", /:2: Expected user item \[time\], got " y 2"/],
    ["five columns", "a x 1 2 3\n", /:1: Expected user item \[time\], or user item rating time; .*--columns/],
    ["words above numbers", "# all\nwho what\n1 10\n", /:2: Expected a user and an item, got what looks like a header/],
    ["a rating that is none", "a x good 3\n", /:1: Expected a rating as a number, got "good"/],
    ["one column", "a\n", /:1: Expected user item \[time\], got "a"/],
    ["an empty cell", "a,,1\n", /:1: Expected user item \[time\], got "a {2}1"/],
    ["a header alone", "user item time\n", /Expected lines of 'user item \[time\]', got none/],
    ["an infinite time", "a x 1\na y 1e999\n", /:2: Expected a time as a number, got "1e999"/],
    ["a time that is missing later", "a x 1\n\na y\n", /:3: Expected 3 columns, as on the first line, got "a y"/],
    ["a time that comes later", "a x\na y 3\n", /:2: Expected 2 columns, as on the first line, got "a y 3"/],
    ["a comment after a row", "a x # why\n", /:1: Expected a rating as a number, got "#"/],
    ["no rows", "# nothing\n", /Expected lines of 'user item \[time\]', got none/],
  ])("refuses %s", async (_, content, message) => {
    const error = await readInteractions(fileOf(content)).catch((it) => it);
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toMatch(message);
  });
});

it("says how many lines are comments", async () => {
  const said: string[] = [];
  await readInteractions(fileOf("# all\na x\n#b y\n"), { notify: (message) => said.push(message) });
  expect(said).toEqual([expect.stringMatching(/file: 2 lines that begin with # are passed over, as comments$/)]);
});

describe("the columns of interactions", () => {
  const stars = "7\t11\t3\t880000009\n7\t12\t3\t880000000\n7\t13\t1\t880000005\n";

  async function reading(
    content: string,
    columns?: string,
    header?: boolean,
  ): Promise<{ rows: string[]; said: string[] }> {
    const said: string[] = [];
    const options = { columns: columns === undefined ? undefined : parseColumns(columns), header };
    return { rows: await rowsOf(content, { ...options, notify: (message) => said.push(message) }), said };
  }

  it("are user, item, rating and time where there are four, which is said", async () => {
    const { rows, said } = await reading(stars);
    expect(rows).toEqual(["7>12", "7>13", "7>11"]);
    expect(said).toEqual([expect.stringMatching(/file: the four columns are taken for user, item, rating and time$/)]);
  });

  it.each([
    ["user,item", "a,x\na,y\n", ["a>x", "a>y"], /users under user, items under item, no times/],
    ["userId,movieId,rating,timestamp", "1,x,5,9\n1,y,5,3\n", ["1>y", "1>x"], /times under timestamp/],
    ["rating,item_id,user_id", "5,x,a\n3,y,a\n", ["a>x", "a>y"], /users under user_id, items under item_id/],
    ["user_id:token,item_id:token,timestamp:float", "a,x,2\na,y,1\n", ["a>y", "a>x"], /times under timestamp:float/],
    ["User ID,Page Name", "1,10\n1,20\n", ["1>10", "1>20"], /users under User ID, items under Page Name/],
    ['"reviewerID","asin","helpful"', "A,B,0\n", ["A>B"], /users under reviewerID, items under asin, no times/],
  ])("are told by the header %s, which is said", async (header, body, wanted, note) => {
    const { rows, said } = await reading(`${header}\n${body}`);
    expect(rows).toEqual(wanted);
    expect(said).toEqual([expect.stringMatching(note)]);
  });

  it.each([
    ["user_id,business_id", "user_id", "business_id"],
    ["users,items", "users", "items"],
    ["CustomerID,StockCode", "CustomerID", "StockCode"],
    ["uid,sid", "uid", "sid"],
    ["playlist,track", "playlist", "track"],
    ["dst,src", "src", "dst"],
    ["from,to", "from", "to"],
    ["# FromNodeId,ToNodeId", "# FromNodeId", "ToNodeId"],
    ["session_id,user_id,item_id", "user_id", "item_id"],
    ["userid,artist-name,track-name", "userid", "track-name"],
    ["fk_person_ids,stories,Item-Categories", "fk_person_ids", "stories"],
  ])("are told by %s above ids of letters", async (header, user, item) => {
    const { rows, said } = await reading(`${header}\n${header.replaceAll(/[^,]+/g, "a")}\n`);
    expect(rows).toEqual(["a>a"]);
    expect(said).toEqual([expect.stringContaining(`users under ${user}, items under ${item}, no times`)]);
  });

  it("come after a header where it is said to be one, whatever its words", async () => {
    const { rows, said } = await reading("who what\na x\n", undefined, true);
    expect(rows).toEqual(["a>x"]);
    expect(said).toEqual([expect.stringContaining("users under who, items under what, no times")]);
    expect((await reading("what,who\n7,1\n", "item,user", true)).rows).toEqual(["1>7"]);
    await expect(reading("who,what,when\na,x\n", "user,item", true)).rejects.toThrow(
      /:1: Expected 2 columns, as --columns says, got "who what when"/,
    );
  });

  it("have no header where it is said to be none", async () => {
    for (const rows of ["user item\n", "reader time\n", "who what\n1 2\n"])
      expect((await reading(rows, undefined, false)).rows[0]).toBe(rows.split("\n")[0].replace(" ", ">"));
  });

  it.each([
    ["who,what\na1,x1\na2,x1\n", true],
    ["who,what\na,x\nwho,y\n", false],
    ["who,what\na,x\nb,what\n", false],
    ["u1,i1\nu2,i2\n", false],
    ["who,what\n", false],
  ])("may be named by the first row of %j: %s", async (content, isDoubted) => {
    const { said } = await reading(content);
    expect(said).toEqual(isDoubted ? [expect.stringMatching(/the first row is .*--header skips it/)] : []);
  });

  it.each([
    ["User Time\na 7\n", /:1: Expected a header with users and items \(prepare --columns says .*, got "User Time"/],
    ["user,user\na,b\n", /:1: Expected a header with users and items/],
    ["user,User,item\na,b,c\n", /:1: Expected columns of different names, got two of User/],
    ["user,item,note,note\n", /:1: Expected columns of different names, got two of note/],
  ])("are not told by the header of %j", async (content, message) => {
    await expect(reading(content)).rejects.toThrow(message);
  });

  it("are what they are said to be", async () => {
    expect(await reading("5 x a 3\n2 y a 1\n", "-,item,user,time")).toEqual({ rows: ["a>y", "a>x"], said: [] });
    expect(await reading("a x 4.5\na y 1\n", "user,item,rating")).toEqual({ rows: ["a>x", "a>y"], said: [] });
    const { rows } = await reading("user,item,rating\na,x,2\na,y,1\n", "user,item,time");
    expect(rows).toEqual(["a>y", "a>x"]);
  });

  it.each([
    [
      "ratings for times",
      "1 10 4.5\n1 20 1.0\n1 30 3.0\n",
      /the times are 1\.0, 3\.0, 4\.5: if they are ratings, .*--columns/,
    ],
    ["likes and dislikes", "a x 1\na y -1\n", /the times are -1, 1: if they are ratings/],
    [
      "stars from 0 to 10",
      Array.from({ length: 30 }, (_, i) => `a i${i} ${i % 11}\n`).join(""),
      /the times are 0, 1, .*10: if/,
    ],
    ["times before ratings", "1 10 880000009 3\n1 20 880000000 3\n", /the times are 3: if they are ratings/],
  ])("are doubted with %s", async (_, content, note) => {
    expect((await reading(content)).said).toContainEqual(expect.stringMatching(note));
  });

  it.each([
    ["places in a sequence", "a x 0\na y 1\nb x 0\nb z 1\na z 2\n"],
    ["seconds", "a x 978300760\na y 978300750\n"],
    ["places below zero", "a x -1\na y 0\n"],
    ["one time above all stars", "a x 1\na y 1\na z 11\n"],
  ])("are not doubted with %s", async (_, content) => {
    expect((await reading(content)).said).toEqual([]);
  });

  it.each([
    ["usr,item", "Unknown column 'usr'. Did you mean 'user'? Known: user, item, time, rating, -"],
    ["user,time", "columns: Expected user, item and, where there is one, time, each once"],
    ["user,item,user", "columns: Expected user, item and, where there is one, time, each once"],
  ])("are refused as %s", (text, message) => {
    expect(() => parseColumns(text)).toThrow(message);
  });
});
