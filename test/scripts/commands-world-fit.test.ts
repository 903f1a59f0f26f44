import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { buildProgram } from "../../scripts/program.ts";
import { Stream } from "../../src/core/random.ts";
import { fileOf } from "../data/fixture.ts";
import { newFolder } from "../store/fixture.ts";

afterEach(() => vi.restoreAllMocks());

/** Runs the command in this process and gives what it printed on stdout. */
async function worldFit(...args: string[]): Promise<string> {
  const printed = vi.spyOn(console, "log").mockImplementation(() => {});
  vi.spyOn(console, "error").mockImplementation(() => {});
  const line = ["world", "fit", ...args];
  const program = await buildProgram(line);
  printed.mockClear();
  await program.parseAsync(line, { from: "user" });
  return printed.mock.calls.flat().join("\n");
}

/** Users who choose at random: nothing can be learnt of what is next. */
function randomViews(users = 150, items = 300): string[][] {
  const random = new Stream("views");
  return Array.from({ length: users }, (_, user) =>
    random
      .shuffle(Array.from({ length: items }, (__, item) => item))
      .slice(0, 8)
      .map((item, time) => `u${user} i${item} ${time}`),
  );
}

const WORLD = "fitted(bestClickRate=0.7,epochs=3,factors=16,randomClickRate=0.1)";

describe("slatelab world fit", () => {
  it("holds out what is new to a user: an item that is met again is no next item", async () => {
    const views = randomViews();
    const again = views.map((rows) => [...rows, rows[0].replace(/ 0$/, " 99")]);
    const [plain, repeated] = await Promise.all([views, again].map((rows) => fileOf(rows.flat().join("\n"))));
    const fit = async (file: string) => {
      const { value, heldOut } = JSON.parse(await worldFit(file, "--json", "--world", WORLD, "--home", newFolder()));
      return { value, heldOut };
    };
    const wanted = await fit(plain);
    expect(wanted.heldOut).toBe(150);
    expect(Math.abs(wanted.value - 0.099)).toBeLessThan(0.1);
    expect(await fit(repeated)).toEqual(wanted);
  });

  it("checks the fit on those to whom a hundred items are new", async () => {
    const all = Array.from({ length: 250 }, (_, item) => `fan i${item} ${item}`);
    const file = fileOf([...randomViews(60).flat(), ...all].join("\n"));
    const said = await worldFit(file, "--json", "--world", WORLD, "--home", newFolder());
    expect(JSON.parse(said).heldOut).toBe(60);
  });

  it("gives the command that plays in the world, whatever is in its words", async () => {
    const [file, home] = [fileOf(randomViews().flat().join("\n"), "it's $mine.txt"), `${newFolder()}/a b`];
    const said = await worldFit(file, "--world", WORLD, "--home", home);
    const interactions = `'${file.replace("'", "'\\''")}'`;
    expect(said).toContain(`Use it: slatelab bench --world '${WORLD}' --interactions ${interactions} --home '${home}'`);
  });

  it("says what to type where the click rates cannot be had", async () => {
    const file = fileOf(randomViews().flat().join("\n"));
    const home = newFolder();
    const error = (await worldFit(file, "--home", home).catch((it) => it)) as Error;
    const [, typed] = /Give the world (randomClickRate=[\d.]+), as in 'fitted\(\1\)'/.exec(error.message) ?? [];
    expect(await worldFit(file, "--home", home, "--world", `fitted(${typed})`)).toContain("Use it:");
  });

  it("refuses a pipe, which the workers that play in the world could not read again", async () => {
    const pipe = join(newFolder(), "pipe");
    execFileSync("mkfifo", [pipe]);
    await expect(worldFit(pipe, "--home", newFolder())).rejects.toThrow(
      `interactions: Expected a file or folder, which can be read again, got the pipe ${pipe}: write it to a file first`,
    );
  });

  it.each([
    [
      "a file of one item again and again",
      "a x\na x\na x\nb x\nb x\n",
      /Expected a user of at least 3 items, of whom one is held out, got none, repeats not counted/,
    ],
    [
      "too few items to rank among",
      "ann a\nann b\nann c\nbob a\n",
      /Expected at least 100 items that user 'ann' does not know, to check the fit, got 0/,
    ],
  ])("refuses %s", async (_, content, message) => {
    await expect(worldFit(fileOf(content), "--home", newFolder())).rejects.toThrow(message);
  });
});
