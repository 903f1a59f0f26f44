import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { leaderboardJson } from "../../src/report/json.ts";
import { leaderboard } from "../../src/report/leaderboard.ts";
import { leaderboardSchema } from "../../src/report/leaderboard-schema.ts";
import { jsonSchemas } from "../../src/run/json-schemas.ts";
import { resolveSuite } from "../../src/run/suite.ts";
import { readSuiteFile } from "../../src/run/suite-file.ts";
import { tables } from "../../tables.ts";
import { fakeSuite } from "../report/fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "slatelab-suite-file-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string, name = "suite.yaml"): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const GOOD = "world: cup-small\nagents: [random, 'epsilon-greedy(epsilon=0.2)']\n";

describe("a suite file", () => {
  it("asks for what it says, in YAML and in JSON", () => {
    const agents = ["random", "epsilon-greedy(epsilon=0.2)"];
    const request = {
      world: "cup-small",
      agents,
      seeds: { kind: "development", values: [5, 6, 7] },
      episodesPerSeed: 2,
    };
    const yaml = readSuiteFile(file(`${GOOD}seeds: 5..7\nepisodes: 2\nroundTimeout: 3\n`));
    const json = readSuiteFile(
      file(JSON.stringify({ world: "cup-small", agents, seeds: "5..7", episodes: 2, roundTimeout: 3 })),
    );
    expect(yaml).toMatchObject([{ request, limits: { roundTimeout: 3 } }]);
    expect(json).toEqual(yaml);
  });

  it("has ten development seeds where it says nothing, and test seeds by their own name", () => {
    expect(readSuiteFile(file(GOOD))[0].request.seeds).toMatchObject({ kind: "development", values: { length: 10 } });
    const seeds = { kind: "test", values: ["test-1", "test-2"] };
    expect(readSuiteFile(file(`${GOOD}testSeeds: 2\n`))[0].request.seeds).toEqual(seeds);
  });

  it.each([
    ["[3]", [3]],
    ["[3, 7]", [3, 7]],
    ["2", [1, 2]],
  ])("reads the seeds %s", (text, values) => {
    expect(readSuiteFile(file(`${GOOD}seeds: ${text}\n`))[0].request.seeds).toEqual({ kind: "development", values });
  });

  it("is a suite for each of its worlds", () => {
    const suites = readSuiteFile(file("world: [cup-small, 'cup-small(drift=0.1)']\nagents: [random]\n"));
    expect(suites.map(({ request }) => request.world)).toEqual(["cup-small", "cup-small(drift=0.1)"]);
  });

  it.each([
    ["an unknown key", `${GOOD}seed: 3\n`, /suite\.yaml:3: unknown setting 'seed'\. Did you mean 'seeds'\?/i],
    [
      "a value of another kind",
      "world: cup-small\nagents:\n  random: 3\n",
      /suite\.yaml:3: agents: Expected a list, got/,
    ],
    ["no agents", "world: cup-small\n", /suite\.yaml: agents: Expected a list/],
    ["bad seeds", `${GOOD}seeds: 7..5\n`, /suite\.yaml: seeds: Expected a range that goes up, got "7\.\.5"/],
    ["both kinds of seeds", `${GOOD}seeds: 2\ntestSeeds: 2\n`, /Expected seeds or testSeeds, got both/],
    ["what is no YAML", `${GOOD}seeds: [1\n`, /suite\.yaml:[34]: Not YAML: /],
    ["a key twice", `${GOOD}world: cup\n`, /suite\.yaml:3: Not YAML: .*unique/],
    ["a list", "- random\n", /suite\.yaml: Expected a suite: world, agents and seeds, got/],
    ["nothing", "", /suite\.yaml: Expected a suite: world, agents and seeds, got nothing/],
  ])("refuses %s", (_, text, message) => {
    expect(() => readSuiteFile(file(text))).toThrow(message);
  });

  it("is refused where there is none", () => {
    expect(() => readSuiteFile(join(folder, "none.yaml"))).toThrow(
      /Expected a suite file that can be read, got .*none\.yaml/,
    );
  });

  it("that ships can be played", () => {
    for (const name of readdirSync("suites"))
      for (const { request } of readSuiteFile(join("suites", name)))
        expect(resolveSuite(tables, { ...request, home: folder }).agents.length).toBeGreaterThan(1);
  });
});

describe("the JSON Schemas", () => {
  it("that ship are those of the code ('npm run schemas')", () => {
    for (const [name, text] of Object.entries(jsonSchemas()))
      expect(readFileSync(join("schemas", name), "utf8")).toBe(text);
  });

  it("have every field of a leaderboard, finished or not", () => {
    const { suite, episodes } = fakeSuite({ users: 20 });
    const failure = { agent: "popular", seed: 1, episode: 0, round: null, reason: "it fell" };
    const boards = [
      leaderboard(suite, episodes),
      leaderboard(suite, episodes.slice(3)),
      leaderboard(suite, episodes, { failures: [failure] }),
      leaderboard({ ...suite, own: [{ kind: "agent", name: "mine", hash: "0123abc" }] }, episodes),
    ];
    for (const board of boards)
      expect(leaderboardSchema.parse(JSON.parse(leaderboardJson(board)))).toMatchObject({ schemaVersion: 1 });
  });
});
