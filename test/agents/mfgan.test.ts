/** The agent `mfgan`: checkpoints of the pipeline, slates, discriminators' rewards. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { UserClicks } from "../../src/core/clicks.ts";
import { Stream } from "../../src/core/random.ts";
import { type Agent, type Env, NO_CLICK, type World } from "../../src/core/types.ts";
import { leftPadded } from "../../src/dataset/sequence-batch.ts";
import { openEngine } from "../../src/engine/engine.ts";
import { openCheckpoint, writeCheckpoint } from "../../src/files/checkpoint.ts";
import { rewardBy } from "../../src/models/mfgan/reward.ts";
import type { WeightValues } from "../../src/models/weights.ts";
import { checkAgent } from "../../src/run/check-agent.ts";
import { mfganData } from "../../src/run/pretrain-mfgan.ts";
import { resolveSuiteAgent } from "../../src/run/suite.ts";
import { checkpointJudge } from "../../src/train/mfgan/checkpoint-judge.ts";
import { newJudges } from "../../src/train/mfgan/networks.ts";
import { mfganPipeline } from "../../src/train/mfgan/pipeline.ts";
import { planMfgan } from "../../src/train/mfgan/plan.ts";
import { runStages } from "../../src/train/stages.ts";
import { tables } from "../../tables.ts";
import { buildWorld, makeAgent, publicFacts } from "../house.ts";
import { onEachEngine } from "../models/fixture.ts";
import { smallSettings, walks } from "../train/mfgan-fixture.ts";

const SETTINGS = smallSettings("discriminators.factors=item+band,adversarial.lambda=2");
const ITEMS = 50;
const DATA = mfganData(walks(0, ITEMS));

let world: World;
/** What the pipeline has left. */
let folder: string;
const stage = (name: string) => join(folder, name);

beforeAll(async () => {
  const engine = await openEngine("wasm");
  folder = mkdtempSync(join(tmpdir(), "slatelab-mfgan-agent-"));
  await runStages(mfganPipeline({ settings: SETTINGS, data: DATA, seed: 7 }), { folder, resume: false });
  world = await buildWorld(`cup-small(items=${ITEMS},users=5)`);
  engine.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

const agentOf = (spec: string, random = new Stream("agent")) => makeAgent(spec, { ...publicFacts(world), random });

/** Slates of a user who clicks what `clicks` says. */
async function slatesOf(spec: string, clicks: (slate: number[], round: number) => number): Promise<number[][]> {
  const agent = await agentOf(spec);
  const slates = slatesBy(agent, clicks);
  agent.dispose();
  return slates;
}

function slatesBy(agent: Agent, clicks: (slate: number[], round: number) => number): number[][] {
  const clicked = new UserClicks([2, 3, 4]);
  return Array.from({ length: 12 }, (_, round) => {
    const observation = { user: 3, history: clicked.view(), round };
    const slate = Array.from(agent.recommend(observation));
    const click = clicks(slate, round);
    agent.learn({ observation, slate, clicked: click, reward: 0, terminated: false, truncated: false });
    if (click !== NO_CLICK) clicked.add(click);
    return slate;
  });
}

const firstOfEveryOther = (slate: number[], round: number) => (round % 2 ? slate[0] : NO_CLICK);
const nothing = () => NO_CLICK;

onEachEngine("the agent mfgan", () => {
  it.each([
    ["adversarial", "slate=sampled,learningRate=0.1"],
    ["generator", "slate=best,update=replay,batchSize=4,replaySize=10,learningRate=0.1,draws=3"],
    ["adversarial", "slate=sampled,update=batch,batchSize=3,temperature=0.3,learningRate=0.1"],
    ["adversarial", "judged=0.5,learningRate=0.1"],
  ])("from the stage %s keeps the contract with %s", async (name, settings) => {
    const { name: engine } = await openEngine();
    const spec = `mfgan(checkpoint=${stage(name)},engine=${engine},${settings})`;
    const make = (_: Env, random: Stream) => agentOf(spec, random);
    expect(await checkAgent({ make, makeEnv: () => world.createEnv() })).toEqual([]);
  });

  it.each(["generator", "adversarial"])(
    "shows what sasrec shows of the same generator, of the stage %s",
    async (name) => {
      const { name: engine } = await openEngine();
      const settings = `(checkpoint=${stage(name)},engine=${engine},update=none`;
      const [ours, theirs] = [`mfgan${settings},slate=best)`, `sasrec${settings})`];
      expect(await slatesOf(ours, firstOfEveryOther)).toEqual(await slatesOf(theirs, firstOfEveryOther));
    },
  );

  it("draws another slate each time, of likelier items at a low temperature", async () => {
    const { name: engine } = await openEngine();
    const settings = `checkpoint=${stage("generator")},engine=${engine},update=none`;
    const [best] = await slatesOf(`mfgan(${settings},slate=best)`, nothing);
    const drawn = await slatesOf(`mfgan(${settings},slate=sampled)`, nothing);
    const cold = await slatesOf(`mfgan(${settings},slate=sampled,temperature=0.01)`, nothing);
    expect(new Set(drawn.map(String)).size).toBeGreaterThan(8);
    expect(drawn.flat().filter((item) => [2, 3, 4].includes(item))).toEqual([]);
    const common = (slates: number[][]) => slates.flat().filter((item) => best.includes(item)).length;
    expect(common(cold)).toBeGreaterThan(common(drawn));
  });

  it("learns by clicks; where there are none, it learns nothing but what discriminators say", async () => {
    const { name: engine } = await openEngine();
    const settings = `checkpoint=${stage("adversarial")},engine=${engine},slate=best,learningRate=1`;
    const frozen = await slatesOf(`mfgan(${settings},update=none)`, nothing);
    expect(await slatesOf(`mfgan(${settings})`, nothing)).toEqual(frozen);
    expect(await slatesOf(`mfgan(${settings},judged=1)`, nothing)).not.toEqual(frozen);
    const [clicked, told] = [await slatesOf(`mfgan(${settings})`, firstOfEveryOther), firstOfEveryOther];
    expect(clicked).not.toEqual(await slatesOf(`mfgan(${settings},update=none)`, told));
  });

  it("judges by the discriminators as the pipeline left them", async () => {
    const checkpoint = openCheckpoint(stage("adversarial"));
    const judge = checkpointJudge(checkpoint);
    const judges = newJudges(planMfgan(SETTINGS, DATA), new Stream("replaced"));
    const own = Object.entries(checkpoint.sections).filter(([name]) => name.startsWith("discriminators/"));
    judges.weights.load(Object.fromEntries(own.map(([name, values]) => [name.slice(15), values])) as WeightValues);
    const lists = [1, 23].map((item) => [7, 8, 9, 10, 11, 12, item + 1]);
    const wanted = rewardBy(judges.list, 2)(leftPadded(lists, { items: ITEMS, length: 5 }));
    expect(judge.judge([6, 7, 8, 9, 10, 11], [1, 23])).toEqual(wanted);
    expect(wanted[0]).not.toBe(wanted[1]);
    judge.dispose();
    judges.dispose();
  });
});

it("refuses a checkpoint that has not what it was asked for, by name", async () => {
  const engine = await openEngine("wasm");
  const [generator, adversarial, discriminators] = ["generator", "adversarial", "discriminators"].map((name) =>
    join(stage(name), "best.ckpt"),
  );
  const without = damagedCopy(adversarial, (name) => !name.startsWith("facts/"));
  const other = await buildWorld("cup-small(items=51,users=5)");
  const cases: [string, string, World?][] = [
    [`mfgan(checkpoint=${generator},judged=0.5)`, `${generator}: Expected discriminators beside the generator`],
    ["mfgan(judged=0.5)", "agent mfgan: judged: Expected a checkpoint with discriminators, got none"],
    [`mfgan(checkpoint=${without},judged=1)`, `${without}: facts/factors/item/ids: Expected numbers (Int32Array)`],
    [
      `mfgan(checkpoint=${discriminators})`,
      `${discriminators}: Expected a checkpoint of mfgan, got one without the network`,
    ],
    [`mfgan(checkpoint=${generator})`, `${generator}: Expected weights for 51 items, got 50`, other],
    ["mfgan(temperature=0)", "agent mfgan: temperature: Expected a number of at least 0.01, got 0"],
    ["mfgan(slate=worst)", "agent mfgan: slate: Expected one of best, sampled"],
  ];
  for (const [spec, message, where = world] of cases)
    await expect(makeAgent(spec, { ...publicFacts(where), random: new Stream("agent") })).rejects.toThrow(message);
  engine.close();
});

it("refuses to be judged by none before a suite begins", () => {
  const generator = stage("generator");
  const cases = [
    [`mfgan(checkpoint=${generator},judged=0.5)`, `${generator}: Expected discriminators beside the generator`],
    [
      "epsilon-greedy(inner=mfgan(judged=0.5))",
      "agent mfgan: judged: Expected a checkpoint with discriminators, got none",
    ],
  ];
  for (const [spec, message] of cases) expect(() => resolveSuiteAgent(tables, spec)).toThrow(message);
  expect(() => resolveSuiteAgent(tables, `mfgan(checkpoint=${stage("adversarial")},judged=0.5)`)).not.toThrow();
});

/** A copy of a checkpoint with some of its arrays. */
function damagedCopy(path: string, keep: (name: string) => boolean): string {
  const { model, configuration, sections } = openCheckpoint(path);
  const kept = Object.fromEntries(Object.entries(sections).filter(([name]) => keep(name)));
  const copy = join(folder, "without.ckpt");
  writeCheckpoint(copy, { model, configuration, training: {}, sections: kept });
  return copy;
}
