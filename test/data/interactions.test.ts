import { describe, expect, it } from "vitest";
import { readInteractions } from "../../data/interactions/interactions.ts";
import { UsageError } from "../../src/core/errors.ts";
import { fileOf } from "./fixture.ts";

async function rowsOf(content: string): Promise<string[]> {
  const { interactions, userNames, itemNames } = await readInteractions(fileOf(content));
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
    ["comments and blank lines", "# all\n\na x # why\n#b y\na y", ["a>x", "a>y"]],
    ["a # inside a name", "a c#\n", ["a>c#"]],
    ["times out of order", "a x 30\nb x 5\na y 10\na z 20.5\n", ["a>y", "a>z", "a>x", "b>x"]],
    ["equal times in line order", "a x 1\na y 1\nb z 0\na w 0\n", ["a>w", "a>x", "a>y", "b>z"]],
    ["no times: line order", "b x\na x\nb y\n", ["b>x", "b>y", "a>x"]],
  ])("reads %s", async (_, content, rows) => {
    expect(await rowsOf(content)).toEqual(rows);
  });

  it.each<[string, string, RegExp]>([
    ["one column", "a\n", /:1: Expected user item \[time\], got "a"/],
    ["an empty cell", "a,,1\n", /:1: Expected user item \[time\], got "a {2}1"/],
    ["a header alone", "user item time\n", /Expected lines of 'user item \[time\]', got none/],
    ["an infinite time", "a x 1\na y 1e999\n", /:2: Expected a time as a number, got "1e999"/],
    ["a time that is missing later", "a x 1\n\na y\n", /:3: Expected 3 columns, as on the first line, got "a y"/],
    ["a time that comes later", "a x\na y 3\n", /:2: Expected 2 columns, as on the first line, got "a y 3"/],
    ["no rows", "# nothing\n", /Expected lines of 'user item \[time\]', got none/],
  ])("refuses %s", async (_, content, message) => {
    const error = await readInteractions(fileOf(content)).catch((it) => it);
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toMatch(message);
  });
});
