/** The taste-posterior agent: what it shows, what it keeps from episode to episode, and whom it beats. */
import { beforeAll, describe, expect, it } from "vitest";
import { PairTable } from "../../agents/taste/pair-table.ts";
import { Beliefs } from "../../agents/taste/posterior.ts";
import { inverseMills, normalCdf } from "../../agents/taste/probit.ts";
import { UserClicks } from "../../src/core/clicks.ts";
import { Stream } from "../../src/core/random.ts";
import { type Agent, NO_CLICK, type World } from "../../src/core/types.ts";
import { runEpisode } from "../../src/run/episode.ts";
import { buildWorld, makeAgent } from "../house.ts";

let world: World;

beforeAll(async () => {
  world = await buildWorld("cup-small(items=2000,users=100)");
});

function agentOf(spec: string): Promise<Agent> {
  return makeAgent(spec, { ...world, random: new Stream("agent") });
}

async function roundsOf(spec: string, seeds: readonly string[]): Promise<number> {
  const agent = await agentOf(spec);
  const fresh = agent.snapshot();
  let rounds = 0;
  for (const seed of seeds) {
    agent.restore(fresh, new Stream(seed));
    rounds += runEpisode({ env: world.createEnv(), agent, seed });
  }
  return rounds;
}

describe("taste-posterior", () => {
  it("plays more rounds than the text neighbours of the published run", async () => {
    const seeds = ["a", "b", "c"];
    const [own, others] = [await roundsOf("taste-posterior", seeds), await roundsOf("story-neighbours", seeds)];
    expect(own).toBeGreaterThan(others * 1.05);
  });

  it("plays more rounds with users it has met in earlier episodes", async () => {
    const agent = await agentOf("taste-posterior");
    const env = world.createEnv();
    const first = runEpisode({ env, agent, seed: "first" });
    for (const seed of ["second", "third"]) runEpisode({ env, agent, seed });
    expect(runEpisode({ env, agent, seed: "first" })).toBeGreaterThan(first * 1.1);
  });

  /** User 4 as an episode begins. */
  function opening() {
    const starts = Array.from(world.interactions.items).filter((_, n) => world.interactions.users[n] === 4);
    return { user: 4, history: new UserClicks(starts).view(), round: 0 };
  }

  const rest = { reward: 0, terminated: false, truncated: false };

  it("shows a favourite of an earlier episode again, but not twice in one", async () => {
    const agent = await agentOf("taste-posterior");
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
    const agent = await agentOf(`taste-posterior(enoughChance=${enough})`);
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
    ["least", "leastTaste"],
    ["related", "relatedItems"],
  ])("answers the former name %s with %s", async (before, now) => {
    await expect(agentOf(`taste-posterior(${before}=1)`)).rejects.toThrow(`Did you mean '${now}'?`);
  });

  it("gives up a favourite that is not chosen again", async () => {
    const agent = await agentOf("taste-posterior");
    const observation = opening();
    const slate = Array.from(agent.recommend(observation));
    agent.learn({ observation, slate, clicked: slate[0], ...rest });
    expect(agent.recommend(observation)[0]).toBe(slate[0]);
    for (let n = 0; n < 9; n++) agent.learn({ observation, slate, clicked: NO_CLICK, ...rest });
    expect(agent.recommend(observation)[0]).not.toBe(slate[0]);
  });
});

describe("Beliefs", () => {
  const settings = {
    topics: 2,
    topicWeight: 1,
    tasteSd: 0.4,
    tasteSquares: 7,
    offsetSd: 0.15,
    storyShare: 0.3,
    temperature: 0.1,
  };
  const topicOf = Int32Array.of(0, 0, 0, 1);
  /** Items 0 and 1 are of one story. */
  const relatedTo = (item: number) => (item < 2 ? [{ item: 1 - item, likeness: 1 }] : []);
  const threshold = 1.7;
  const believe = () => new Beliefs({ users: 2, topicOf, relatedTo }, settings);

  it("raise what a click speaks for, in order of nearness, and nothing else", () => {
    const beliefs = believe();
    beliefs.learn({ user: 0, item: 0, threshold, clicked: true });
    const [clicked, related, topic, other] = [0, 1, 2, 3].map((item) => beliefs.belief(0, item).mean);
    expect(clicked).toBeGreaterThan(threshold - 0.1);
    expect(clicked).toBeGreaterThan(related);
    expect(related).toBeGreaterThan(topic);
    expect(topic).toBeGreaterThan(0.3);
    expect(other).toBe(0);
    expect(beliefs.belief(1, 0).mean).toBe(0);
  });

  it("tell a user of like taste about the item that another clicked", () => {
    const beliefs = believe();
    beliefs.learn({ user: 1, item: 2, threshold, clicked: true });
    const before = beliefs.belief(1, 0).mean;
    beliefs.learn({ user: 0, item: 0, threshold, clicked: true });
    expect(beliefs.belief(1, 0).mean).toBeGreaterThan(before);
  });

  it("give less for a click that was expected", () => {
    const beliefs = believe();
    const steps = [0, 1, 2].map(() => {
      const before = beliefs.belief(0, 0).mean;
      beliefs.learn({ user: 0, item: 0, threshold, clicked: true });
      return beliefs.belief(0, 0).mean - before;
    });
    expect(steps[0]).toBeGreaterThan(steps[1]);
    expect(steps[1]).toBeGreaterThan(steps[2]);
    expect(steps[2]).toBeGreaterThan(0);
  });

  it("take a story's hunch back when its items are passed over", () => {
    const beliefs = believe();
    beliefs.learn({ user: 0, item: 0, threshold, clicked: true });
    const before = beliefs.state.hunch.reduce((sum, hunch) => sum + hunch, 0);
    beliefs.learn({ user: 0, item: 1, threshold, clicked: false });
    const after = beliefs.state.hunch.reduce((sum, hunch) => sum + hunch, 0);
    expect(after).toBeLessThan(before);
    expect(after).toBeGreaterThan(0);
  });

  it("come to the share of shows that were clicked", () => {
    const beliefs = believe();
    for (let n = 0; n < 400; n++) beliefs.learn({ user: 0, item: 0, threshold, clicked: n % 4 !== 3 });
    const probability = normalCdf(beliefs.clickScore(0, 0, threshold));
    expect(probability).toBeGreaterThan(0.68);
    expect(probability).toBeLessThan(0.82);
  });

  it("hardly fall for an item passed over beside a surer one", () => {
    const [alone, beside] = [threshold, 2.4].map((least) => {
      const beliefs = believe();
      beliefs.learn({ user: 0, item: 0, threshold, clicked: true });
      const before = beliefs.belief(0, 0).mean;
      beliefs.learn({ user: 0, item: 0, threshold: least, clicked: false });
      return before - beliefs.belief(0, 0).mean;
    });
    expect(beside).toBeLessThan(alone / 2);
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
      table.columns.hunch[slot] = n + 1;
    }
    expect(keys.map((key) => table.columns.hunch[table.find(key)])).toEqual(keys.map((_, n) => n + 1));
    expect(table.find(3)).toBe(-1);
    const copy = new PairTable();
    copy.columns = structuredClone(table.columns);
    copy.add(3);
    expect([copy.find(3) >= 0, table.find(3)]).toEqual([true, -1]);
  });
});
