/** The agent replay: what it shows again, whom strangers borrow from, and what a checkpoint of it must be. */
import { describe, expect, it } from "vitest";
import { ClickLists, clickListsOf } from "../../agents/replay/click-lists.ts";
import { UserClicks } from "../../src/core/clicks.ts";
import { PackedCatalogue } from "../../src/core/packed-catalogue.ts";
import { Stream } from "../../src/core/random.ts";
import { type Agent, NO_CLICK, type World } from "../../src/core/types.ts";
import { runEpisode } from "../../src/run/episode.ts";
import { resolveTraining, trainAgent } from "../../src/run/train-agent.ts";
import { tables } from "../../tables.ts";
import { buildWorld, makeAgent, publicFacts } from "../house.ts";
import { newFolder } from "../store/fixture.ts";

const rest = { reward: 0, terminated: false, truncated: false };

/** Ten items and slates of two; what each user has clicked before an episode is the item of its own number. */
async function agentOfTen(spec = "replay"): Promise<Agent> {
  const texts = Array.from({ length: 10 }, (_, item) => ({ title: `Item ${item}`, description: "" }));
  const interactions = { users: Int32Array.of(0, 1, 2, 3), items: Int32Array.of(0, 1, 2, 3) };
  const catalogue = PackedCatalogue.pack(texts, texts.length);
  return makeAgent(spec, { catalogue, users: 4, slateSize: 2, interactions, random: new Stream("agent") });
}

function seenBy(user: number, ...clicked: number[]) {
  return { user, history: new UserClicks([user, ...clicked]).view(), round: 0 };
}

function click(agent: Agent, user: number, ...items: number[]): void {
  for (const clicked of items) agent.learn({ observation: seenBy(user), slate: [clicked, user], clicked, ...rest });
}

function slateFor(agent: Agent, user: number, ...clicked: number[]): number[] {
  return Array.from(agent.recommend(seenBy(user, ...clicked)));
}

describe("replay", () => {
  it("shows what the user clicked most, of equals the first to get there, and nothing twice in an episode", async () => {
    const agent = await agentOfTen();
    click(agent, 0, 9, 5, 7, 7, 5);
    expect(slateFor(agent, 0)).toEqual([7, 5]);
    expect(slateFor(agent, 0, 7)).toEqual([5, 9]);
    click(agent, 0, 9, 9);
    expect(slateFor(agent, 0)).toEqual([9, 7]);
  });

  it("fills places left over with what users clicked who clicked the same, then at random", async () => {
    const agent = await agentOfTen();
    click(agent, 0, 8, 8, 3, 6);
    click(agent, 1, 5, 5, 5, 9);
    expect(slateFor(agent, 3)).toEqual([8, 6]);
    expect(slateFor(agent, 3, 8)[0]).toBe(6);
    click(agent, 3, 9);
    expect(slateFor(agent, 3, 9)).toEqual([5, 8]);
    click(agent, 3, 7);
    expect(slateFor(agent, 3, 9)).toEqual([7, 5]);
    expect(new Set(slateFor(agent, 2)).size).toBe(2);
  });

  it("weighs the clicks of others by how many they share with the user, of how many they have", async () => {
    const agent = await agentOfTen();
    click(agent, 0, 3, 8);
    click(agent, 1, 3, 7, 9, 5);
    expect(slateFor(agent, 3)).toEqual([8, 5]);
    click(agent, 3, 7);
    expect(slateFor(agent, 3, 7)).toEqual([5, 9]);
  });

  it("looks again for whom to borrow from once a user left", async () => {
    const agent = await agentOfTen();
    click(agent, 0, 2, 8, 6);
    expect(slateFor(agent, 2)).toEqual([6, 8]);
    click(agent, 0, 4, 4);
    const round = { observation: seenBy(2), slate: [8, 6], clicked: NO_CLICK, ...rest };
    agent.learn(round);
    expect(slateFor(agent, 2)).toEqual([6, 8]);
    agent.learn({ ...round, terminated: true });
    expect(slateFor(agent, 2)).toEqual([4, 6]);
  });

  it("borrows from as many users as it is told", async () => {
    const agent = await agentOfTen("replay(neighbours=1)");
    click(agent, 0, 3, 8, 8, 7);
    click(agent, 1, 3, 9, 9, 9, 7, 4);
    expect(slateFor(agent, 3, 4)[0]).toBe(9);
    click(agent, 3, 4);
    expect(slateFor(agent, 3, 4)).toEqual([9, 7]);
  });
});

it("keeps users that it met far longer than random slates do", async () => {
  const world = await buildWorld("cup-small(users=60)");
  const folder = newFolder();
  const training = resolveTraining(tables.agents, "replay(plays=200)");
  const curve = await trainAgent(tables.agents, training, { world, folder, seed: 1, episodes: 2, resume: false });
  const facts = { ...publicFacts(world), random: new Stream("agent") };
  const agent = await makeAgent(`replay(checkpoint=${folder})`, facts);
  const { clicks } = agent.snapshot() as { clicks: ClickLists["packed"] };
  expect(clicks.counts.reduce((sum, n) => sum + n, 0)).toBe(curve[0].clicks + curve[1].clicks);
  expect(clicks.offsets[30]).toBe(clicks.items.length);

  expect(roundsOfMet(world, agent)).toBeGreaterThan(2 * roundsOfMet(world, await makeAgent("random", facts)));
});

/** Rounds of an episode with the users that are trained on. */
function roundsOfMet(world: World, agent: Agent): number {
  return runEpisode({ env: world.createEnv({ users: world.users / 2 }), agent, seed: "test" });
}

describe("ClickLists", () => {
  const shape = { users: 2, items: 5 };
  const good = {
    offsets: Uint32Array.of(0, 2, 3),
    items: Int32Array.of(4, 1, 4),
    counts: Int32Array.of(3, 1, 2),
  };

  it("are the same after a way through flat arrays, and go on alike", () => {
    const lists = new ClickLists(2);
    const stream = new Stream("clicks");
    const all = Array.from({ length: 400 }, () => [stream.int(2), stream.int(30)]);
    for (const [user, item] of all) lists.add(user, item);
    const copy = new ClickLists(2);
    copy.packed = structuredClone(lists.packed);
    for (const [user, item] of all) {
      copy.add(user, item);
      lists.add(user, item);
    }
    expect(copy.packed).toEqual(lists.packed);
    for (const user of [0, 1]) {
      const { items, counts } = lists.of(user);
      const found = items.map((item) => 2 * all.filter(([u, i]) => u === user && i === item).length);
      expect(counts).toEqual(found);
      expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    }
  });

  it("read what they wrote", () => {
    expect(clickListsOf(good, shape, "x.ckpt")).toEqual(good);
  });

  it.each([
    [{ offsets: Uint32Array.of(0, 2) }, "x.ckpt: offsets: Expected 3 numbers, got 2"],
    [{ offsets: Uint32Array.of(0, 2, 4) }, "x.ckpt: offsets: Expected offsets to 3, got 4"],
    [{ items: Int32Array.of(4, 5, 4) }, "x.ckpt: items, number 1: Expected a number from 0 to 4, got 5"],
    [{ items: Int32Array.of(4, 4, 4) }, "x.ckpt: items: Expected 2 distinct items of user 0, got 1"],
    [{ counts: Int32Array.of(3, 0, 2) }, "x.ckpt: counts, number 1: Expected a finite number of at least 1, got 0"],
    [{ counts: Int32Array.of(3, 4, 2) }, "x.ckpt: counts: Expected at most 3 clicks, got 4"],
    [{ counts: Int32Array.of(3, 1) }, "x.ckpt: counts: Expected 3 numbers, got 2"],
  ])("refuse %o", (changed, message) => {
    expect(() => clickListsOf({ ...good, ...changed }, shape, "x.ckpt")).toThrow(message);
  });
});
