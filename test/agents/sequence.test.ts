/** Agents of next-item models: slates, update strategies, checkpoints, both engines, worker threads. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { AGENTS } from "../../agents/index.ts";
import { servingAgent } from "../../agents/sequence-agent.ts";
import { readSplit } from "../../data/index.ts";
import { resolveAgent } from "../../src/core/agents.ts";
import { UserClicks } from "../../src/core/clicks.ts";
import { Stream } from "../../src/core/random.ts";
import { sequenceOf, toSequences } from "../../src/core/sequences.ts";
import { type Env, NO_CLICK, type World } from "../../src/core/types.ts";
import { trainingSequences } from "../../src/dataset/split.ts";
import { openEngine } from "../../src/engine/engine.ts";
import { topK } from "../../src/factors/top-k.ts";
import { writeCheckpoint } from "../../src/files/checkpoint.ts";
import { architectureOf, type Blueprint, serves } from "../../src/models/definition.ts";
import { MODELS } from "../../src/models/index.ts";
import type { SasRecSettings } from "../../src/models/sasrec.ts";
import { sequenceScorer } from "../../src/models/sequence-scorer.ts";
import type { SsePtSettings } from "../../src/models/sse-pt.ts";
import type { Leaderboard } from "../../src/report/leaderboard.ts";
import { checkAgent } from "../../src/run/check-agent.ts";
import { createAgent } from "../../src/run/create-agent.ts";
import { openModelCheckpoint } from "../../src/run/offline-model.ts";
import { openWorld, resolveWorld } from "../../src/run/open-world.ts";
import { sequenceModelOf } from "../../src/train/sequence-checkpoint.ts";
import { tables } from "../../tables.ts";
import { folderOf } from "../data/fixture.ts";
import { buildWorld, makeAgent } from "../house.ts";
import { onEachEngine, scramble } from "../models/fixture.ts";
import { recentAverage } from "../models/recent-average.ts";
import { inFolder, runCli } from "../scripts/fixture.ts";

const ITEMS = 400;
const USERS = 30;
const SASREC = { length: 8, width: 12, blocks: 1, heads: 1, dropout: 0.2, tied: false, scaled: false, epsilon: 1e-5 };
const SSEPT = { length: 8, itemWidth: 10, userWidth: 6, blocks: 1, heads: 1, dropout: 0.2, epsilon: 1e-5 };

let world: World;

beforeAll(async () => {
  world = await buildWorld(`cup-small(items=${ITEMS},users=${USERS})`);
});

function blueprint(architecture: "sasrec" | "sse-pt", items = ITEMS, users = USERS): Blueprint {
  const sasrec: SasRecSettings = { ...SASREC, items };
  const ssept: SsePtSettings = { ...SSEPT, items, users };
  return { architecture, settings: architecture === "sasrec" ? sasrec : ssept };
}

/** A checkpoint of scrambled weights; an engine must be open. */
function checkpoint(model: Blueprint): string {
  const path = join(mkdtempSync(join(tmpdir(), "slatelab-agents-")), "best.ckpt");
  const built = architectureOf(MODELS, model.architecture).build(model.settings, new Stream("weights"));
  scramble(built.weights);
  const configuration = { model, objective: { loss: "gbce", t: 0.75 } };
  const facts = { model: model.architecture, configuration, training: {} };
  writeCheckpoint(path, { ...facts, sections: built.weights.read() });
  built.dispose();
  return path;
}

const agentOf = (spec: string, random = new Stream("agent")) => makeAgent(spec, { ...world, random });

/** Slates of a user who clicks the first item of every other slate, and what the user had clicked before each. */
async function slatesOf(spec: string, rounds = 12): Promise<{ slates: number[][]; histories: number[][] }> {
  const agent = await agentOf(spec);
  const clicks = new UserClicks(world.interactions.items.slice(9, 12));
  const slates: number[][] = [];
  const histories: number[][] = [];
  for (let round = 0; round < rounds; round++) {
    const observation = { user: 3, history: clicks.view(), round };
    const slate = Array.from(agent.recommend(observation));
    const clicked = round % 2 ? slate[0] : NO_CLICK;
    agent.learn({ observation, slate, clicked, reward: round % 2, terminated: false, truncated: false });
    slates.push(slate);
    histories.push(observation.history.toArray());
    if (clicked !== NO_CLICK) clicks.add(clicked);
  }
  agent.dispose();
  return { slates, histories };
}

onEachEngine("an agent of a next-item model", () => {
  it.each([
    ["sasrec", "sasrec", "update=none"],
    ["gsasrec", "sasrec", "learningRate=0.1"],
    ["gsasrec", "sasrec", "update=batch,batchSize=3,learningRate=0.1"],
    ["sasrec", "sasrec", "update=replay,batchSize=4,replaySize=10,learningRate=0.1"],
    ["ssept", "sse-pt", "learningRate=0.1"],
  ] as const)("%s from a checkpoint keeps the contract with %s, %s", async (name, kind, settings) => {
    const { name: engine } = await openEngine();
    const spec = `${name}(checkpoint=${checkpoint(blueprint(kind))},engine=${engine},${settings})`;
    const make = (_: Env, random: Stream) => agentOf(spec, random);
    expect(await checkAgent({ make, makeEnv: () => world.createEnv() })).toEqual([]);
  });

  it.each(["sasrec", "sse-pt"] as const)("shows the unseen items that its %s scores highest", async (kind) => {
    const { name: engine } = await openEngine();
    const path = checkpoint(blueprint(kind));
    const name = kind === "sasrec" ? "gsasrec" : "ssept";
    const { slates, histories } = await slatesOf(`${name}(checkpoint=${path},engine=${engine},update=none)`);
    const model = sequenceModelOf(openModelCheckpoint(path, MODELS), MODELS);
    for (const [round, list] of histories.entries()) {
      const history = Int32Array.from(list);
      const scores = await sequenceScorer(model).score({ users: Int32Array.of(3), histories: [history] });
      expect(slates[round]).toEqual(Array.from(topK(scores, 5, (item) => list.includes(item))));
    }
    model.dispose();
  });

  it("updates change slates, at once or when the batch is full", async () => {
    const { name: engine } = await openEngine();
    const path = checkpoint(blueprint("sasrec"));
    const rates = "learningRate=0.3";
    const of = async (update: string) =>
      (await slatesOf(`gsasrec(checkpoint=${path},engine=${engine},update=${update},${rates})`)).slates;
    const [none, click, batch, replay] = [await of("none"), await of("click"), await of("batch"), await of("replay")];
    expect(none[1]).toEqual(none[0]);
    expect(click[1]).not.toEqual(click[0]);
    expect(batch.slice(0, 8)).not.toEqual(click.slice(0, 8));
    expect(batch[8]).not.toEqual(none[8]);
    expect(replay).not.toEqual(click);
  });
});

describe("a checkpoint for an agent", () => {
  it("of another catalogue, model or population is refused by name", async () => {
    const engine = await openEngine("wasm");
    const [small, ssept, few] = [
      checkpoint(blueprint("sasrec", 399)),
      checkpoint(blueprint("sse-pt")),
      checkpoint(blueprint("sse-pt", ITEMS, 29)),
    ];
    const cases: [string, string][] = [
      [`gsasrec(checkpoint=${small})`, `${small}: Expected weights for 400 items, got 399`],
      [`sasrec(checkpoint=${ssept})`, `${ssept}: Expected a checkpoint of sasrec, got "sse-pt"`],
      [`ssept(checkpoint=${few})`, `${few}: Expected weights for at least 30 users, got 29`],
      ["gsasrec(checkpoint=nowhere.ckpt)", "nowhere.ckpt: Expected a checkpoint, got no such file"],
      ["gsasrec(batch=4)", "agent gsasrec: Unknown setting 'batch'. Did you mean 'batchSize'?"],
      ["gsasrec(size=4)", "agent gsasrec: Unknown setting 'size'. Did you mean 'replaySize'?"],
      ["gsasrec(update=often)", "agent gsasrec: update: Expected one of none, click, batch, replay"],
    ];
    for (const [spec, message] of cases) await expect(agentOf(spec)).rejects.toThrow(message);
    engine.close();
  });
});

describe("agents of next-item models", () => {
  it("learn nothing from clicks on items that are not of the catalogue", async () => {
    const interactions = { users: Int32Array.of(0, 0, 1), items: Int32Array.of(3, ITEMS, 4) };
    for (const name of AGENTS.names.filter((it) => MODELS.names.includes(it))) {
      const agent = makeAgent(`${name}(steps=1)`, { ...world, interactions, random: new Stream("agent") });
      await expect(agent).rejects.toThrow(`training sequences: Expected items 0..${ITEMS - 1}, got ${ITEMS}`);
    }
  });

  it("are made of any model that serves, and keep the contract", async () => {
    const agents = AGENTS.with([recentAverage].filter(serves).map(servingAgent));
    expect(agents.get("recent-average").summary).toBe(
      "the user's unseen items of highest RecentAverage score, updated online",
    );
    const agent = resolveAgent(agents, "recent-average(steps=5)");
    const make = (_: Env, random: Stream) => createAgent(agents, agent, { ...world, random });
    expect(await checkAgent({ make, makeEnv: () => world.createEnv() })).toEqual([]);
  });

  it("play a suite in worker threads, and the same with one worker as with two", async () => {
    await inFolder({}, async (cwd) => {
      const agents = "gsasrec(steps=5),ssept(steps=5,update=replay),sasrec(steps=5,update=none)";
      const bench = ["bench", "--world", "cup-small(items=300,users=20)", "--agents", agents, "--seeds", "2", "--json"];
      const outcomes = [];
      for (const workers of ["1", "2"]) {
        outcomes.push(await runCli([...bench, "--workers", workers, "--home", `home-${workers}`], { cwd }));
      }
      expect(outcomes.map(({ code, stderr }) => (code === 0 ? "" : stderr))).toEqual(["", ""]);
      expect(outcomes[1].stdout).toBe(outcomes[0].stdout);
      const { suite } = JSON.parse(outcomes[0].stdout) as Pick<Leaderboard, "suite">;
      expect(suite.agents.map(({ engine }) => engine?.split(":")[0])).toEqual(["wasm", "wasm", "wasm"]);
    });
  });
});

describe("items of the world movielens", () => {
  it("have the ids of the prepared data: a checkpoint of 'pretrain' fits", async () => {
    const random = new Stream("split");
    const lists = Array.from({ length: 40 }, () =>
      random.shuffle(Array.from({ length: 160 }, (_, item) => item + 1)).slice(0, 12),
    );
    const lines = (part: number[][]) => part.map((list) => `${list.join(" ")}\n`).join("");
    const numbers = Array.from({ length: 160 }, (_, i) => i + 1);
    const data = folderOf({
      "ml1m/dataset_stats.json": '{"num_users": 40, "num_items": 160}',
      "ml1m/train/input.txt": lines(lists.map((list) => list.slice(0, 10))),
      "ml1m/val/input.txt": lines(lists.slice(0, 20).map((list) => list.slice(0, 11))),
      "ml1m/val/output.txt": lines(lists.slice(0, 20).map((list) => list.slice(11))),
      "ml1m/sas_to_original_items.txt": numbers.map((id) => `${id} ${1000 - id}\n`).join(""),
      "ml1m/movies.dat": numbers.map((id) => `${1000 - id}::Film ${id}::Drama\n`).join(""),
    });
    const fit = "factors=4,epochs=1,randomClickRate=0.2,bestClickRate=0.5";
    const played = await openWorld(
      tables,
      resolveWorld(tables, { spec: `movielens(${fit})`, home: folderOf({}), data }),
    );
    const prepared = await readSplit(join(data, "ml1m"));
    const [theirs, ours] = [toSequences(played.interactions, 40), trainingSequences(prepared.split)];
    expect(played.catalogue.size).toBe(prepared.items);
    for (let user = 0; user < 40; user++) {
      expect(sequenceOf(theirs, user)).toEqual(sequenceOf(ours, user));
      expect(Array.from(sequenceOf(theirs, user), (item) => item + 1)).toEqual(lists[user].slice(0, 10));
    }
    expect(played.catalogue.title(6)).toBe("Film 7");
    expect(prepared.texts?.titles[6]).toBe("Film 7");
  });
});
