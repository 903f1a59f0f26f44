/** The cup's training protocol on a small world: breaks change nothing, and what is kept is what was best. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { fmKind } from "../../agents/fm.ts";
import { funksvdKind } from "../../agents/funksvd.ts";
import { neumfKind } from "../../agents/neumf.ts";
import type { RankerKind } from "../../agents/ranker.ts";
import { buildWorld } from "../../env/index.ts";
import { rankerLearner, tasteLearner } from "../../scripts/cup-learners.ts";
import { Player } from "../../scripts/player.ts";
import {
  type CupLearner,
  type PretrainMetrics,
  pretrainCup,
  type TrainingEpisode,
} from "../../scripts/pretrain-cup.ts";
import { Stream } from "../../src/core/random.ts";
import type { World } from "../../src/core/types.ts";
import { memoryResources } from "../../src/texts/memory-resources.ts";
import { type CheckpointCard, readCheckpointCard, readTableCheckpoint } from "../../src/train/table-checkpoint.ts";
import { newFolder } from "../store/fixture.ts";

let world: World;

beforeAll(async () => {
  world = await buildWorld("cup-small(items=300,users=40)");
});

async function rankerOf<C>(kind: RankerKind<C>): Promise<CupLearner> {
  const neighbours = await memoryResources(world.catalogue).neighbours();
  return rankerLearner(world, { kind, settings: { factors: 8, faithful: false } as C, faithful: false, neighbours });
}

const taste = (spec = "taste-posterior(topics=8)") => tasteLearner(spec, { ...world, random: new Stream("taste") });

const LEARNERS: Record<string, () => Promise<CupLearner>> = {
  funksvd: () => rankerOf(funksvdKind),
  neumf: () => rankerOf(neumfKind),
  fm: () => rankerOf(fmKind),
  "taste-posterior": taste,
};

interface Run {
  folder: string;
  episodes: number;
  learner?: string;
  resume?: boolean;
  seed?: number;
}

async function train({ folder, episodes, learner = "taste-posterior", resume = false, seed = 3 }: Run) {
  return pretrainCup({ world, learner: await LEARNERS[learner](), seed, episodes, folder, resume });
}

function card(folder: string, name = "last"): CheckpointCard<unknown, PretrainMetrics> {
  return readCheckpointCard(join(folder, `${name}.json`));
}

describe("pretraining by the cup's protocol", () => {
  it.each(Object.keys(LEARNERS))("gives the same with and without a break: %s", async (learner) => {
    const [whole, broken] = [newFolder(), newFolder()];
    await train({ learner, folder: whole, episodes: 3 });
    await train({ learner, folder: broken, episodes: 1 });
    await train({ learner, folder: broken, episodes: 3, resume: true });
    for (const name of ["last.json", "best.json"]) {
      expect(readFileSync(join(broken, name), "utf8")).toBe(readFileSync(join(whole, name), "utf8"));
    }
  });

  it("keeps the pairs gathered, the curve, and what was learnt by the best episode", async () => {
    const folder = newFolder();
    const curve = await train({ folder, episodes: 4 });
    expect(card(folder).metrics.curve).toEqual(curve);
    const best = Math.max(...curve.map(({ score }) => score));
    const first = curve.findIndex(({ score }) => score === best);
    expect(card(folder, "best").metrics.curve).toEqual(curve.slice(0, first + 1));
    const gathered = Array.from(readTableCheckpoint(join(folder, "last.json")).sections.gatheredUsers);
    expect(gathered.length).toBeGreaterThan(0);
    expect(Math.max(...gathered)).toBeLessThan(20);
    expect(curve[1].pairs - curve[0].pairs).toBeLessThanOrEqual(curve[0].clicks);
    expect(curve[0].rounds).toBe(Math.round(curve[0].score * 20 * world.horizon));
  });

  it("refuses to go on with another seed or other settings, or from nothing", async () => {
    const folder = newFolder();
    const resumed = { world, episodes: 2, folder, resume: true };
    await expect(train({ ...resumed })).rejects.toThrow("last.json: Expected a checkpoint");
    await train({ folder, episodes: 1 });
    await expect(train({ ...resumed, seed: 4 })).rejects.toThrow("Expected the same seed to resume, got 3");
    const learner = await taste("taste-posterior(topics=8,keep=0.9)");
    await expect(pretrainCup({ ...resumed, learner, seed: 3 })).rejects.toThrow("Expected the same configuration");
  });

  it("that is stopped leaves the last whole episode", async () => {
    const folder = newFolder();
    const done: TrainingEpisode[] = [];
    const listeners = { onEpisode: (it: TrainingEpisode) => done.push(it), isStopped: () => done.length === 2 };
    const run = pretrainCup({
      world,
      learner: await taste(),
      seed: 3,
      episodes: 9,
      folder,
      resume: false,
      ...listeners,
    });
    await expect(run).rejects.toThrow("Training stopped");
    expect(card(folder).metrics.curve).toEqual(done);
  });
});

describe("test episodes from a checkpoint", () => {
  it.each([
    { learner: "funksvd", agent: "hybrid(" },
    { learner: "taste-posterior", agent: "taste-posterior(topics=8," },
  ])("start from the same, whatever was played before: $learner", async ({ learner, agent }) => {
    const folder = newFolder();
    await train({ learner, folder, episodes: 2 });
    const spec = `${agent}checkpoint=${join(folder, "last.json")})`;
    const play = async (seeds: string[]) => {
      const player = new Player({ world });
      const rounds: number[][] = [];
      for (const seed of seeds) {
        const { summary } = await player.play({ agent: spec, seed, episode: 0 });
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
    await train({ learner: "fm", folder: ranker, episodes: 1 });
    await train({ folder: own, episodes: 1 });
    const from = (folder: string, topics = 8) =>
      taste(`taste-posterior(topics=${topics},checkpoint=${folder}/last.json)`);
    await expect(from(ranker)).rejects.toThrow("Expected a checkpoint of taste-posterior");
    await expect(from(own, 9)).rejects.toThrow("Expected tastes for 9 topics, got 8");
    const other = await buildWorld("cup-small(items=301,users=40)");
    const spec = `taste-posterior(topics=8,checkpoint=${own}/last.json)`;
    await expect(tasteLearner(spec, { ...other, random: new Stream("taste") })).rejects.toThrow("another one's");
  });
});
