/** The cup's training protocol on a small world: breaks change nothing, and what is kept is what was best. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Learner } from "../../src/core/agents.ts";
import type { Sections } from "../../src/core/checkpoint.ts";
import { Stream } from "../../src/core/random.ts";
import { parseSpec } from "../../src/core/spec.ts";
import type { World } from "../../src/core/types.ts";
import { openCheckpoint, readCheckpointCard } from "../../src/files/checkpoint.ts";
import { Player } from "../../src/run/player.ts";
import { checkStarts, resolveSuiteAgent } from "../../src/run/suite.ts";
import { type AgentTraining, resolveTraining, trainAgent, trainableAgents } from "../../src/run/train-agent.ts";
import { type TrainingEpisode, type TrainingMetrics, trainByPlaying } from "../../src/run/train-by-playing.ts";
import { tables } from "../../tables.ts";
import { buildWorld, makeAgent, publicFacts } from "../house.ts";
import { contentsOf } from "../scripts/fixture.ts";
import { newFolder } from "../store/fixture.ts";

let world: World;

beforeAll(async () => {
  world = await buildWorld("cup-small(items=300,users=40)");
});

/** Small settings of each training that the table has. */
const SPECS: Readonly<Record<string, string>> = {
  funksvd: "funksvd(factors=8)",
  neumf: "neumf(factors=8)",
  fm: "fm(factors=8)",
  "taste-posterior": "taste-posterior(topics=8)",
  replay: "replay(plays=3)",
};

/** Pairs are gathered first, until there are seven for each of 20 training users. */
const FAITHFUL = "funksvd(factors=8,faithful=true,carried=7)";

type Run = Pick<AgentTraining, "folder" | "episodes"> & Partial<AgentTraining> & { spec?: string };

function train({ spec = SPECS["taste-posterior"], ...run }: Run) {
  const training = resolveTraining(tables.agents, parseSpec(spec, "agent"));
  return trainAgent(tables.agents, training, { world, seed: 3, resume: false, ...run });
}

function metricsOf(folder: string, name = "last"): TrainingMetrics {
  return readCheckpointCard<{ metrics: TrainingMetrics }>(join(folder, `${name}.json`)).training.metrics;
}

function expectSame(broken: string, whole: string): void {
  for (const name of ["last.json", "best.json", "last.ckpt", "best.ckpt"]) {
    expect(readFileSync(join(broken, name)).equals(readFileSync(join(whole, name)))).toBe(true);
  }
}

describe("training by playing", () => {
  it("is there for every agent of the table that says how it is trained", () => {
    expect(Object.keys(SPECS)).toEqual(trainableAgents(tables.agents).map(({ name }) => name));
    expect(() => resolveTraining(tables.agents, parseSpec("popular", "agent"))).toThrow(
      'agent: Expected an agent that is trained by playing (funksvd, neumf, fm, taste-posterior, replay), got "popular"',
    );
    expect(() => resolveTraining(tables.agents, parseSpec("fm(factor=8)", "agent"))).toThrow("Did you mean 'factors'?");
  });

  it.each([...Object.values(SPECS), FAITHFUL])("gives the same with and without a break: %s", async (spec) => {
    const [whole, broken] = [newFolder(), newFolder()];
    await train({ spec, folder: whole, episodes: 3 });
    await train({ spec, folder: broken, episodes: 1 });
    await train({ spec, folder: broken, episodes: 3, resume: true });
    expectSame(broken, whole);
  });

  it("goes on where it was killed between the numbers of the first episode and their JSON file", async () => {
    const [whole, broken] = [newFolder(), newFolder()];
    await train({ folder: whole, episodes: 2 });
    await train({ folder: broken, episodes: 1 });
    rmSync(join(broken, "last.json"));
    await train({ folder: broken, episodes: 2, resume: true });
    expect(readFileSync(join(broken, "last.ckpt")).equals(readFileSync(join(whole, "last.ckpt")))).toBe(true);
  });

  it("that gathers pairs first trains on them, goes on where it was killed, and keeps as best what was trained", async () => {
    const [whole, broken] = [newFolder(), newFolder()];
    const abort = new AbortController();
    const onEpisode = () => abort.abort();
    const killed = train({ spec: FAITHFUL, folder: broken, episodes: 2, onEpisode, signal: abort.signal });
    await expect(killed).rejects.toThrow("Training stopped");
    expect(Object.keys(openCheckpoint(join(broken, "last.ckpt")).sections)).toEqual(["gatheredUsers", "gatheredItems"]);
    expect(existsSync(join(broken, "best.ckpt"))).toBe(false);
    const curve = await train({ spec: FAITHFUL, folder: whole, episodes: 2 });
    expect(await train({ spec: FAITHFUL, folder: broken, episodes: 2, resume: true })).toEqual(curve);
    expectSame(broken, whole);
    const gathered = curve.filter(({ gathering }) => gathering);
    expect(gathered.length).toBeGreaterThan(1);
    expect(gathered.every(({ loss, pairs }) => loss === null && pairs < 7 * 20)).toBe(true);
    const trained = curve.slice(gathered.length);
    expect(trained.every(({ loss, pairs }) => loss !== null && pairs >= 7 * 20)).toBe(true);
    expect(trained).toHaveLength(2);
    const best = gathered.length + (trained[1].score > trained[0].score ? 2 : 1);
    expect(metricsOf(whole, "best").curve).toHaveLength(best);
    await expect(
      train({ spec: "funksvd(factors=8,faithful=true,carried=9)", folder: whole, episodes: 3, resume: true }),
    ).rejects.toThrow("Expected a run with configuration.settings.carried 7, as in the checkpoint, got 9");
  });

  /** Learns nothing and explores at random. */
  async function stubLearner(more: Partial<Learner> = {}): Promise<Learner> {
    const agent = await makeAgent("random", { ...publicFacts(world), random: new Stream("agent") });
    return {
      configuration: {},
      initialise() {},
      train: () => null,
      explorer: () => agent,
      learnt: () => ({ own: Int32Array.of(7) }),
      load() {},
      ...more,
    };
  }

  it("hands a learner what it had learnt, without what was gathered beside it", async () => {
    const folder = newFolder();
    const loaded: Sections[] = [];
    const learner = await stubLearner({ load: (sections) => loaded.push(sections) });
    const training = { world, name: "stub", learner, seed: 1, folder };
    await trainByPlaying({ ...training, episodes: 1, resume: false });
    await trainByPlaying({ ...training, episodes: 2, resume: true });
    expect(loaded).toEqual([{ own: Int32Array.of(7) }]);
    const { sections } = openCheckpoint(join(folder, "last.ckpt"));
    expect(Object.keys(sections)).toEqual(["own", "gatheredUsers", "gatheredItems"]);
  });

  it("makes one episode of the plays at random that a learner asks for, the last of which is its best", async () => {
    const folder = newFolder();
    const learner = await stubLearner({ randomPlays: 3 });
    const curve = await trainByPlaying({ world, name: "stub", learner, seed: 2, folder, episodes: 4, resume: false });
    // A user's patience is of 5 rounds, and more for each click.
    expect(curve.every(({ rounds }) => rounds >= 3 * 20 * 5 && rounds < 3 * 20 * 10)).toBe(true);
    expect(curve.map(({ score }) => score)).toEqual(curve.map(({ rounds }) => rounds / 3 / 20 / world.horizon));
    expect(metricsOf(folder, "best")).toEqual(metricsOf(folder));
    expect(curve.at(-1)?.score).toBeLessThan(Math.max(...curve.map(({ score }) => score)));
  });

  it("that is stopped between two plays of an episode leaves nothing of it", async () => {
    const folder = newFolder();
    const abort = new AbortController();
    const random = await makeAgent("random", { ...publicFacts(world), random: new Stream("agent") });
    random.learn = () => abort.abort();
    const learner = await stubLearner({ randomPlays: 1e9, explorer: () => random });
    const training = {
      world,
      name: "stub",
      learner,
      seed: 1,
      folder,
      episodes: 1,
      resume: false,
      signal: abort.signal,
    };
    await expect(trainByPlaying(training)).rejects.toThrow("Training stopped");
    expect(contentsOf(folder)).toEqual([]);
  });

  it("keeps the pairs gathered, the curve, and what was learnt by the best episode", async () => {
    const folder = newFolder();
    const curve = await train({ folder, episodes: 4 });
    expect(metricsOf(folder).curve).toEqual(curve);
    const best = Math.max(...curve.map(({ score }) => score));
    const first = curve.findIndex(({ score }) => score === best);
    expect(metricsOf(folder, "best").curve).toEqual(curve.slice(0, first + 1));
    const gathered = Array.from(openCheckpoint(join(folder, "last.json")).sections.gatheredUsers);
    expect(gathered.length).toBeGreaterThan(0);
    expect(Math.max(...gathered)).toBeLessThan(20);
    expect(curve[1].pairs - curve[0].pairs).toBeLessThanOrEqual(curve[0].clicks);
    expect(curve[0].rounds).toBe(Math.round(curve[0].score * 20 * world.horizon));
  });

  it("begins where there is nothing to resume", async () => {
    const [whole, resumed] = [newFolder(), newFolder()];
    const curve = await train({ folder: whole, episodes: 2 });
    expect(await train({ folder: resumed, episodes: 2, resume: true })).toEqual(curve);
  });

  it("writes over no other training, whose best checkpoint alone is left or all", async () => {
    const folder = newFolder();
    await train({ folder, episodes: 1 });
    const left = contentsOf(folder);
    await expect(train({ folder, episodes: 1, seed: 4 })).rejects.toThrow("last.ckpt: Expected no checkpoint of an");
    expect(contentsOf(folder)).toEqual(left);
    for (const name of ["last.ckpt", "last.json"]) rmSync(join(folder, name));
    const best = contentsOf(folder);
    await expect(train({ folder, episodes: 1 })).rejects.toThrow("best.ckpt: Expected no checkpoint of an earlier");
    const other = { folder, episodes: 1, seed: 4, resume: true };
    await expect(train(other)).rejects.toThrow("best.ckpt: Expected a run with seed 3, as in the checkpoint");
    expect(contentsOf(folder)).toEqual(best);
    await train({ folder, episodes: 1, resume: true });
    expect(contentsOf(folder)).toEqual(left);
  });

  it("writes the JSON file again that a kill has left out", async () => {
    const folder = newFolder();
    await train({ folder, episodes: 1 });
    const left = contentsOf(folder);
    rmSync(join(folder, "last.json"));
    await train({ folder, episodes: 1, resume: true });
    expect(contentsOf(folder)).toEqual(left);
  });

  it("refuses to go on with another seed or other settings", async () => {
    const folder = newFolder();
    const resumed = { episodes: 2, folder, resume: true };
    await train({ folder, episodes: 1 });
    await expect(train({ ...resumed, seed: 4 })).rejects.toThrow(
      "last.ckpt: Expected a run with seed 3, as in the checkpoint, got 4",
    );
    const spec = "taste-posterior(topics=8,leastChance=0.9)";
    await expect(train({ ...resumed, spec })).rejects.toThrow(
      "Expected a run with configuration.settings.leastChance 0.3, as in the checkpoint, got 0.9",
    );
  });

  it("that is stopped leaves the last whole episode", async () => {
    const folder = newFolder();
    const done: TrainingEpisode[] = [];
    const abort = new AbortController();
    const onEpisode = (it: TrainingEpisode) => {
      if (done.push(it) === 2) abort.abort();
    };
    const run = train({ folder, episodes: 9, onEpisode, signal: abort.signal });
    await expect(run).rejects.toThrow("Training stopped");
    expect(metricsOf(folder).curve).toEqual(done);
  });
});

describe("test episodes from a checkpoint", () => {
  it.each([
    { learner: "funksvd", agent: "hybrid(" },
    { learner: "taste-posterior", agent: "taste-posterior(topics=8," },
    { learner: "faithful", agent: "hybrid(faithful=true," },
  ])("start from the same, whatever was played before: $learner", async ({ learner, agent }) => {
    const folder = newFolder();
    await train({ spec: SPECS[learner] ?? FAITHFUL, folder, episodes: 2 });
    const spec = `${agent}checkpoint=${join(folder, "last.json")})`;
    const play = async (seeds: string[]) => {
      const player = new Player({ tables, world });
      const rounds: number[][] = [];
      for (const seed of seeds) {
        const { summary } = await player.play(resolveSuiteAgent(tables, spec), { seed, episode: 0 });
        rounds.push(Array.from(summary.userRounds));
      }
      player.close();
      return rounds;
    };
    const [first, second, again] = await play(["test-1", "test-2", "test-1"]);
    expect(again).toEqual(first);
    expect(await play(["test-2"])).toEqual([second]);
    expect(second).not.toEqual(first);
  });

  it("are refused to taste-posterior with another model's, catalogue's or topics' checkpoint", async () => {
    const [ranker, own] = [newFolder(), newFolder()];
    await train({ spec: SPECS.fm, folder: ranker, episodes: 1 });
    await train({ folder: own, episodes: 1 });
    const from = (folder: string, { topics = 8, on = world } = {}) =>
      makeAgent(`taste-posterior(topics=${topics},checkpoint=${folder}/last.json)`, {
        ...publicFacts(on),
        random: new Stream("taste"),
      });
    await expect(from(ranker)).rejects.toThrow("Expected a checkpoint of taste-posterior");
    await expect(from(own, { topics: 9 })).rejects.toThrow("Expected tastes for 9 topics, got 8");
    const other = await buildWorld("cup-small(items=301,users=40)");
    const says = /Expected a checkpoint for the catalogue [0-9a-f]{12}, got one for [0-9a-f]{12}: another world/;
    await expect(from(own, { on: other })).rejects.toThrow(says);
    // Runners ask before they embed a catalogue for it, whatever it is wrapped in.
    const wrapped = `epsilon-greedy(inner=taste-posterior(topics=8,checkpoint=${own}/last.json))`;
    const agent = resolveSuiteAgent(tables, wrapped);
    expect(() => checkStarts(tables, agent, { world })).not.toThrow();
    expect(() => checkStarts(tables, agent, { world: other })).toThrow(says);
  });
});
