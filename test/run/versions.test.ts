/** What was played on a world before its generator was replaced: told or refused, never taken for the world of today. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { UsageError } from "../../src/core/errors.ts";
import { writeCheckpoint } from "../../src/files/checkpoint.ts";
import type { SuiteFacts } from "../../src/report/suite.ts";
import { runSuite } from "../../src/run/play-suite.ts";
import { verifySuite, versionNote } from "../../src/run/stored-suites.ts";
import { checkStarts, resolveSuite, resolveSuiteAgent, type SuiteRequest } from "../../src/run/suite.ts";
import { begin } from "../../src/run/suite-session.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { createSuite, markSuiteFinished } from "../../src/store/suites.ts";
import { tables } from "../../tables.ts";
import { buildWorld } from "../house.ts";
import { newFolder, SUITE } from "../store/fixture.ts";

const WORLD = "cup-small(items=60,users=4)";
let store: Store;

beforeEach(() => {
  store = openStore(join(newFolder(), "lab.db"));
  return () => store.close();
});

function factsOf(id: string, spec = WORLD): SuiteFacts {
  const world = { id, hash: `hash of ${id}`, users: 4, catalogueSize: 60, slateSize: 5, horizon: 2000 };
  const agents = [{ agent: "random", privileged: false, checkpoint: null }];
  return {
    world,
    agents,
    seeds: [1],
    seedKind: "development",
    episodesPerSeed: 1,
    config: { world: spec },
    version: "1",
  };
}

function stored(facts: SuiteFacts): number {
  const { id: worldId, hash: worldHash } = facts.world;
  return createSuite(store, { ...SUITE, config: facts, configHash: worldHash, worldId, worldHash });
}

it("a stored suite of an older world says so; others say nothing", () => {
  const note = (id: string, spec: string) => versionNote(store, stored(factsOf(id, spec)), tables.worlds);
  expect(note("cup-small", WORLD)).toBe(
    "Suite 1 was played on cup-small: 'cup-small' is cup-small-v3 now. Its figures are not to be compared with those of cup-small-v3",
  );
  expect(note("cup-v1", "cup")).toContain("Suite 2 was played on cup-v1: 'cup' is cup-v3 now");
  expect([note("cup-v3", "cup"), note("movielens", "movielens"), note("town", "town(size=3)")]).toEqual([
    ...[undefined, undefined, undefined],
  ]);
});

it("its summaries are not computed on the world of today", async () => {
  const world = await buildWorld(WORLD);
  expect(() => verifySuite(store, stored(factsOf("cup-small")), world)).toThrow(
    /Expected the world of suite 1, cup-small \(hash of cup-\), got cup-small-v3 \([0-9a-f]{12}\), another world, or/,
  );
});

it("it is not gone on with: --resume begins another and says why", () => {
  const played = factsOf("cup-small");
  markSuiteFinished(store, stored(played));
  const request: SuiteRequest = { world: WORLD, agents: ["random"], seeds: 1, home: newFolder() };
  const suite = resolveSuite(tables, request);
  const said: string[] = [];
  const listener = { notify: (message: string) => said.push(message) };
  expect(begin(store, { facts: factsOf("cup-small-v3"), suite }, { resume: true, listener }).id).toBe(2);
  expect(said).toEqual([
    "Nothing to resume: suite 1 has this configuration, but was played on cup-small, not on cup-small-v3. Starting a new one",
  ]);
});

it("a checkpoint of another catalogue, model or population is refused, and one that names none is told of", async () => {
  const world = await buildWorld(WORLD);
  const path = join(newFolder(), "fm.ckpt");
  const start = (agent: string, model: string, configuration: Record<string, unknown>) => {
    writeCheckpoint(path, { model, configuration, training: {}, sections: {} });
    const said: string[] = [];
    const tell = (message: string) => said.push(message);
    checkStarts(tables, resolveSuiteAgent(tables, `epsilon-greedy(inner=${agent}(checkpoint=${path}))`), {
      world,
      tell,
    });
    return said;
  };
  const network = (items: number) => ({
    model: { architecture: "sasrec", settings: { items, length: 5, dropout: 0 } },
  });
  const ours = { users: 4, catalogueHash: world.catalogue.hash };
  const { size } = world.catalogue;
  expect(start("fm", "fm", ours)).toEqual([]);
  expect(start("gsasrec", "sasrec", { ...ours, ...network(size) })).toEqual([]);
  expect(start("mfgan", "mfgan", network(size))).toEqual([
    `${path} does not say which world it was trained for: taken for cup-small-v3 by its size`,
  ]);
  const refused: [agent: string, model: string, configuration: Record<string, unknown>, says: string][] = [
    ["fm", "fm", { users: 4, catalogueHash: "cafe" }, "Expected a checkpoint for the catalogue"],
    ["fm", "fm", { ...ours, users: 5 }, "Expected a checkpoint for 4 users, got 5"],
    ["hybrid", "fm", ours, 'Expected a checkpoint of funksvd, got "fm"'],
    ["replay", "taste-posterior", ours, 'Expected a checkpoint of replay, got "taste-posterior"'],
    ["taste-posterior", "replay", ours, 'Expected a checkpoint of taste-posterior, got "replay"'],
    ["gsasrec", "sasrec", network(size + 1), `Expected weights for ${size} items, got ${size + 1}`],
    ["mfgan", "mfgan", network(size - 1), `Expected weights for ${size} items, got ${size - 1}`],
    ["ssept", "sasrec", network(size), 'Expected a checkpoint of ssept, got "sasrec"'],
    ["mfgan", "mfgan", {}, "Expected a checkpoint of mfgan, got one without the network that predicts next items"],
  ];
  for (const [agent, model, configuration, says] of refused)
    expect(() => start(agent, model, configuration)).toThrow(`${path}: ${says}`);
});

it("a suite with such a checkpoint is refused before anything is stored", async () => {
  const home = newFolder();
  const path = join(home, "small.ckpt");
  const network = { architecture: "sasrec", settings: { items: 9, length: 5, dropout: 0 } };
  writeCheckpoint(path, { model: "sasrec", configuration: { model: network }, training: {}, sections: {} });
  const agents = ["random", `gsasrec(checkpoint=${path})`];
  const suite = runSuite(tables, { world: WORLD, agents, seeds: 1, home });
  await expect(suite).rejects.toThrow(new UsageError(`${path}: Expected weights for 60 items, got 9`));
  expect(existsSync(join(home, "slatelab.db"))).toBe(false);
});
