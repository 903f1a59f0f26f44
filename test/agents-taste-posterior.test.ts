/** The taste-posterior agent: what it shows, what it keeps from episode to episode, and whom it beats. */
import { beforeAll, describe, expect, it } from "vitest";
import { createAgent } from "../agents/index.ts";
import { Beliefs } from "../agents/taste/posterior.ts";
import { buildWorld } from "../env/index.ts";
import { UserClicks } from "../src/core/clicks.ts";
import { Stream } from "../src/core/random.ts";
import { type Agent, NO_CLICK, type World } from "../src/core/types.ts";
import { runEpisode } from "../src/run/episode.ts";

let world: World;

beforeAll(async () => {
  world = await buildWorld("cup-small(items=2000,users=100)");
});

function agentOf(spec: string): Promise<Agent> {
  return createAgent(spec, { ...world, random: new Stream("agent") });
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

  it("shows a favourite of an earlier episode again, and nothing twice in one", async () => {
    const agent = await agentOf("taste-posterior");
    const history = new UserClicks([1, 2, 3]).view();
    const opening = { user: 4, history, round: 0 };
    const slate = Array.from(agent.recommend(opening));
    const rest = { reward: 1, terminated: false, truncated: false };
    agent.learn({ observation: opening, slate, clicked: slate[1], ...rest });
    const after = new UserClicks([1, 2, 3, slate[1]]).view();
    const next = Array.from(agent.recommend({ user: 4, history: after, round: 1 }));
    expect(next.filter((item) => slate.includes(item))).toEqual([]);
    expect(agent.recommend(opening)[0]).toBe(slate[1]);
  });

  it("gives up a favourite that is not chosen again", async () => {
    const agent = await agentOf("taste-posterior");
    const observation = { user: 4, history: new UserClicks([1, 2, 3]).view(), round: 0 };
    const slate = Array.from(agent.recommend(observation));
    const rest = { observation, slate, reward: 0, terminated: false, truncated: false };
    agent.learn({ ...rest, clicked: slate[0] });
    for (let n = 0; n < 9; n++) agent.learn({ ...rest, clicked: NO_CLICK });
    expect(agent.recommend(observation)[0]).not.toBe(slate[0]);
  });
});

describe("Beliefs", () => {
  const settings = {
    topicWeight: 1,
    tasteSd: 0.4,
    tasteSquares: 7,
    offsetSd: 0.15,
    storyShare: 0.3,
    clickUtility: 1.75,
    clickSd: 0.15,
  };
  const texts = { topicOf: Int32Array.of(0, 0, 0, 1), topics: 2 };

  it("raise what a click speaks for, in order of nearness, and nothing else", () => {
    const beliefs = new Beliefs(2, texts, settings);
    beliefs.learnClick({ user: 0, item: 0, related: [{ item: 1, likeness: 1 }], hunch: 0 });
    const [clicked, related, topic, other] = [0, 1, 2, 3].map((item) => beliefs.utility(0, item));
    expect(clicked).toBeGreaterThan(related);
    expect(related).toBeGreaterThan(topic);
    expect(topic).toBeGreaterThan(0.3);
    expect(other).toBe(0);
    expect(beliefs.utility(1, 0)).toBe(0);
  });

  it("tell a user of like taste about the item that another clicked", () => {
    const beliefs = new Beliefs(2, texts, settings);
    beliefs.learnClick({ user: 1, item: 2, related: [], hunch: 0 });
    beliefs.learnClick({ user: 0, item: 0, related: [], hunch: 0 });
    expect(beliefs.utility(1, 0)).toBeGreaterThan(beliefs.utility(1, 1));
  });

  it("give less for a click that was expected", () => {
    const beliefs = new Beliefs(1, texts, settings);
    const first = beliefs.learnClick({ user: 0, item: 0, related: [], hunch: 0 });
    const second = beliefs.learnClick({ user: 0, item: 0, related: [], hunch: 1.5 });
    expect(first).toBeGreaterThan(0);
    expect(second).toBeLessThan(first);
  });
});
