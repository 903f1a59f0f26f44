/** The taste-posterior agent: what it shows, what it keeps from episode to episode, and whom it beats. */
import { beforeAll, describe, expect, it } from "vitest";
import { Beliefs } from "../../agents/taste/beliefs.ts";
import { readLearnt } from "../../agents/taste/learnt.ts";
import { PairTable } from "../../agents/taste/pair-table.ts";
import { inverseMills, normalCdf } from "../../agents/taste/probit.ts";
import { Tastes } from "../../agents/taste/tastes.ts";
import { UserClicks } from "../../src/core/clicks.ts";
import { Stream } from "../../src/core/random.ts";
import { type Agent, NO_CLICK, type World } from "../../src/core/types.ts";
import { runEpisode } from "../../src/run/episode.ts";
import { buildWorld, makeAgent } from "../house.ts";

let world: World;

beforeAll(async () => {
  world = await buildWorld("cup-small(items=5000,users=200)");
});

function agentOf(spec: string): Promise<Agent> {
  return makeAgent(spec, { ...world, random: new Stream("agent") });
}

/** Rounds of episodes that each begin after the same `training`. */
async function roundsOf(spec: string, seeds: readonly string[], training: readonly string[] = []): Promise<number> {
  const agent = await agentOf(spec);
  for (const seed of training) runEpisode({ env: world.createEnv(), agent, seed });
  const fresh = agent.snapshot();
  let rounds = 0;
  for (const seed of seeds) {
    agent.restore(fresh, new Stream(seed));
    rounds += runEpisode({ env: world.createEnv(), agent, seed });
  }
  return rounds;
}

describe("taste-posterior", () => {
  it("once it has met its users, plays more rounds than the text neighbours of the published run", async () => {
    const seeds = ["a", "b"];
    const own = await roundsOf("taste-posterior(topics=24)", seeds, ["x", "y", "z"]);
    expect(own).toBeGreaterThan(await roundsOf("story-neighbours", seeds));
  });

  it("plays more rounds with users it has met in earlier episodes", async () => {
    const [seeds, training] = [["a"], ["u", "v", "w", "x", "y", "z"]];
    const spec = "taste-posterior(topics=24,leastChance=0.1)";
    expect(await roundsOf(spec, seeds, training)).toBeGreaterThan((await roundsOf(spec, seeds)) * 1.1);
  });

  /** User 4 as an episode begins. */
  function opening() {
    const starts = Array.from(world.interactions.items).filter((_, n) => world.interactions.users[n] === 4);
    return { user: 4, history: new UserClicks(starts).view(), round: 0 };
  }

  const rest = { reward: 0, terminated: false, truncated: false };

  it("shows a favourite of an earlier episode again, but not twice in one", async () => {
    const agent = await agentOf("taste-posterior(topics=8)");
    const observation = opening();
    const slate = Array.from(agent.recommend(observation));
    agent.learn({ observation, slate, clicked: slate[1], ...rest });
    const history = new UserClicks([...observation.history, slate[1]]).view();
    expect(Array.from(agent.recommend({ user: 4, history, round: 1 }))).not.toContain(slate[1]);
    expect(agent.recommend(observation)[0]).toBe(slate[1]);
  });

  it.each([
    { enough: 1, together: true },
    { enough: 0.3, together: false },
  ])("shows favourites together until a click is $enough likely", async ({ enough, together }) => {
    const agent = await agentOf(`taste-posterior(topics=8,enoughChance=${enough})`);
    const observation = opening();
    const slate = Array.from(agent.recommend(observation));
    const others = slate.slice(2);
    for (const clicked of slate.slice(0, 2)) {
      agent.learn({ observation, slate: [clicked, ...others, 7, 8].slice(0, 5), clicked, ...rest });
    }
    const shown = Array.from(agent.recommend(observation)).filter((item) => slate.slice(0, 2).includes(item));
    expect(shown.length).toBe(together ? 2 : 1);
  });

  it.each([
    ["keep", "leastChance"],
    ["sure", "enoughChance"],
    ["offsetSd", "itemSd"],
  ])("answers the former name %s with %s", async (before, now) => {
    await expect(agentOf(`taste-posterior(${before}=1)`)).rejects.toThrow(`Did you mean '${now}'?`);
  });

  it("gives up a favourite that is not chosen again", async () => {
    const agent = await agentOf("taste-posterior(topics=8)");
    const observation = opening();
    const slate = Array.from(agent.recommend(observation));
    agent.learn({ observation, slate, clicked: slate[0], ...rest });
    expect(agent.recommend(observation)[0]).toBe(slate[0]);
    for (let n = 0; n < 9; n++) agent.learn({ observation, slate, clicked: NO_CLICK, ...rest });
    expect(agent.recommend(observation)[0]).not.toBe(slate[0]);
  });
});

describe("checkpoints of taste-posterior", () => {
  it("of its first version, of one topic an item, are refused", () => {
    const checkpoint = {
      path: "old/last.ckpt",
      model: "taste-posterior",
      configuration: { users: world.users, catalogueHash: world.catalogue.hash },
      sections: { topicOf: new Int32Array(2000), tastes: new Float32Array(6400) },
      hash: "",
    };
    expect(() => readLearnt(checkpoint, { ...world, topics: 64, model: "taste-posterior" })).toThrow(
      "old/last.ckpt: Expected a checkpoint of this version of taste-posterior, got one of its first: train it again",
    );
  });
});

describe("Beliefs", () => {
  /** Of two topics: items 0 and 1 are about the first, 2 about both, 3 about the second. */
  const features = Float32Array.of(1, 0, 1, 0, 0.7, 0.7, 0, 1);
  const believe = () => new Beliefs({ users: 3, features, topics: 2, itemSd: 0.3 });
  const scoresOf = (beliefs: Beliefs, user: number) => {
    beliefs.open(user);
    return [0, 1, 2, 3].map((item) => beliefs.belief(item).mean);
  };
  const chanceOf = (beliefs: Beliefs, user: number, item: number) => {
    beliefs.open(user);
    return beliefs.chance(user, item);
  };

  it("raise what a click speaks for, in order of nearness", () => {
    const beliefs = believe();
    beliefs.learn(0, 1, true);
    const [before, others] = [scoresOf(beliefs, 0), scoresOf(beliefs, 1)];
    beliefs.learn(0, 0, true);
    const [clicked, like, partly, other] = scoresOf(beliefs, 0).map((score, item) => score - before[item]);
    expect(clicked).toBeGreaterThan(like);
    expect(like).toBeGreaterThan(partly);
    expect(partly).toBeGreaterThan(other);
    // What the threshold has learnt from it, everybody gets.
    expect(other).toBeCloseTo(scoresOf(beliefs, 1)[3] - others[3], 9);
  });

  it("tell a user of like taste about the item that another clicked", () => {
    const beliefs = believe();
    for (const user of [0, 1]) beliefs.learn(user, 1, true);
    const lead = () => scoresOf(beliefs, 1)[0] - scoresOf(beliefs, 1)[1];
    const before = lead();
    beliefs.learn(0, 0, true);
    expect(lead()).toBeGreaterThan(before);
  });

  it("find the level of no click from responses", () => {
    const [often, seldom] = [2, 20].map((every) => {
      const beliefs = new Beliefs({ users: 400, features, topics: 2, itemSd: 0.3 });
      for (let user = 0; user < 400; user++) beliefs.learn(user, 3, user % every === 0);
      return beliefs.state.threshold[0];
    });
    expect(seldom).toBeLessThan(often - 1);
  });

  it("find how sure a favourite is from how others came back", () => {
    const [faithful, fickle] = [true, false].map((returns) => {
      const beliefs = new Beliefs({ users: 40, features, topics: 2, itemSd: 0.3 });
      for (let user = 1; user < 40; user++) {
        for (const item of [0, 1, 2]) beliefs.learn(user, item, false);
        for (const clicked of [true, returns]) beliefs.learn(user, 3, clicked);
      }
      beliefs.learn(0, 0, true);
      return chanceOf(beliefs, 0, 0);
    });
    expect(faithful).toBeGreaterThan(0.9);
    expect(fickle).toBeLessThan(0.7);
  });

  it("come to the share of shows that were clicked", () => {
    const beliefs = believe();
    for (let n = 0; n < 400; n++) beliefs.learn(0, 0, n % 4 !== 3);
    expect(chanceOf(beliefs, 0, 0)).toBeCloseTo(0.75, 2);
  });

  it("doubt an item that was passed over", () => {
    const beliefs = believe();
    beliefs.learn(0, 1, true);
    const before = chanceOf(beliefs, 0, 0);
    beliefs.learn(0, 0, false);
    expect(chanceOf(beliefs, 0, 0)).toBeLessThan(before);
    expect(chanceOf(beliefs, 0, 0)).toBeLessThan(chanceOf(beliefs, 0, 1));
  });
});

describe("Tastes", () => {
  it("of a user never met are what others have in common", () => {
    const tastes = new Tastes(50, 2);
    const features = Float32Array.of(1, 0);
    for (let user = 0; user < 49; user++) {
      tastes.open(user);
      tastes.move({ features, from: 0 }, { step: 0.5, shrink: 0.1 });
    }
    tastes.fitPrior();
    tastes.open(49);
    expect(tastes.means[0]).toBeGreaterThan(1);
    expect(tastes.means[1]).toBe(0);
    tastes.forgetResponses();
    tastes.open(0);
    expect(tastes.means[0]).toBeGreaterThan(1);
  });

  it("have the spread that responses show", () => {
    const [alike, unlike] = [0, 3].map((spread) => {
      const tastes = new Tastes(50, 1);
      for (let user = 0; user < 50; user++) {
        tastes.open(user);
        const step = user % 2 ? spread : -spread;
        tastes.move({ features: Float32Array.of(1), from: 0 }, { step, shrink: 0.2 });
      }
      tastes.fitPrior();
      return tastes.state.tasteVariance[0];
    });
    expect(unlike).toBeGreaterThan(alike * 2);
  });
});

describe("the normal distribution", () => {
  it.each([
    [-6, 9.865876e-10],
    [-1.96, 0.0249979],
    [0, 0.5],
    [1, 0.8413447],
    [4, 0.9999683],
  ])("has P(Z <= %f) = %f", (z, probability) => {
    expect(normalCdf(z) / probability).toBeCloseTo(1, 5);
  });

  it("has a hazard that goes on smoothly into the tail", () => {
    expect(inverseMills(0)).toBeCloseTo(Math.sqrt(2 / Math.PI), 6);
    expect(inverseMills(-8.001)).toBeCloseTo(inverseMills(-7.999), 1);
    expect(inverseMills(-30)).toBeCloseTo(30.0333, 2);
  });
});

describe("PairTable", () => {
  it("finds every pair it was given, and no other, as it grows", () => {
    const table = new PairTable();
    const keys = Array.from({ length: 5000 }, (_, n) => n * 209_527 + ((n * 7919) % 209_527));
    for (const [n, key] of keys.entries()) {
      const slot = table.add(key);
      table.columns.clicks[slot] = n + 1;
    }
    expect(keys.map((key) => table.columns.clicks[table.find(key)])).toEqual(keys.map((_, n) => n + 1));
    expect(table.find(3)).toBe(-1);
    const copy = new PairTable();
    copy.columns = structuredClone(table.columns);
    copy.add(3);
    expect([copy.find(3) >= 0, table.find(3)]).toEqual([true, -1]);
  });
});
