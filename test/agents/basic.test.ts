/** What the first agents do, on worlds small enough to know the answer. */
import { describe, expect, it } from "vitest";
import { AGENTS } from "../../agents/index.ts";
import { resolveAgent } from "../../src/core/agents.ts";
import { UserClicks } from "../../src/core/clicks.ts";
import { UsageError } from "../../src/core/errors.ts";
import { PackedCatalogue } from "../../src/core/packed-catalogue.ts";
import { Stream } from "../../src/core/random.ts";
import { fillRandomly, firstUnseen } from "../../src/core/slates.ts";
import { type Agent, NO_CLICK, type Observation } from "../../src/core/types.ts";
import { numberedCatalogue, turns } from "../env/fixture.ts";
import { chiSquare, chiSquareLimit } from "../evaluate/fixture.ts";
import { buildWorld, makeAgent } from "../house.ts";

function contextOf(items: number, clicks: number[] = []) {
  return {
    catalogue: numberedCatalogue(items),
    users: 3,
    slateSize: 5,
    interactions: { users: new Int32Array(clicks.length), items: Int32Array.from(clicks) },
    random: new Stream("agents"),
  };
}

function observe(history: number[] = [], user = 0): Observation {
  return { user, history: new UserClicks(history).view(), round: 0 };
}

function click(agent: Agent, item: number, slate: number[] = [item, 91, 92, 93, 94]): void {
  agent.learn({ observation: observe(), slate, clicked: item, reward: 1, terminated: false, truncated: false });
}

describe("popular", () => {
  it("shows the items with the most public clicks, those before the episode included, most first", async () => {
    const agent = await makeAgent("popular", contextOf(100, [7, 7, 7, 7, 3, 3, 3, 50, 60, 60]));
    expect(Array.from(agent.recommend(observe())).slice(0, 4)).toEqual([7, 3, 60, 50]);
    for (let i = 0; i < 4; i++) click(agent, 50);
    click(agent, 20);
    click(agent, NO_CLICK);
    expect(Array.from(agent.recommend(observe())).slice(0, 5)).toEqual([50, 7, 3, 60, 20]);
  });

  it("leaves out what the user has clicked", async () => {
    const agent = await makeAgent("popular", contextOf(100, [7, 7, 7, 3, 3, 50, 60, 60]));
    const slate = Array.from(agent.recommend(observe([7, 60])));
    expect(slate.slice(0, 2)).toEqual([3, 50]);
    expect(slate).not.toContain(7);
  });

  it("agrees with a count by hand after any clicks", async () => {
    const random = new Stream("popular");
    const start = Array.from({ length: 200 }, () => random.int(30));
    const agent = await makeAgent("popular", contextOf(60, start));
    const counts = Array(60).fill(0);
    for (const item of start) counts[item]++;
    for (let i = 0; i < 300; i++) {
      const item = random.int(40);
      click(agent, item);
      counts[item]++;
      const history = [random.int(60), random.int(60)];
      const shown = Array.from(agent.recommend(observe(history)), (it) => counts[it]);
      const best = counts.filter((_, it) => !history.includes(it)).sort((a, b) => b - a);
      expect(shown).toEqual(best.slice(0, 5));
    }
  });
});

describe("random", () => {
  it("shows all items alike", async () => {
    const agent = await makeAgent("random", contextOf(20));
    const counts: number[] = Array(20).fill(0);
    for (let t = 0; t < 4000; t++) for (const item of Array.from(agent.recommend(observe()))) counts[item]++;
    expect(chiSquare(counts, Array(20).fill(1 / 20))).toBeLessThan(chiSquareLimit(19));
  });
});

describe("epsilon-greedy", () => {
  const slates = async (spec: string, random: Stream) => {
    const world = await buildWorld("cup-small(items=200,users=20)");
    const agent = await makeAgent(spec, { ...contextOf(200), ...world, random });
    const shown: number[][] = [];
    for (const { observation, slate, step } of turns(world.createEnv(), "epsilon", (it) => agent.recommend(it))) {
      shown.push(Array.from(slate));
      agent.learn({ ...step, observation, slate });
    }
    return shown;
  };

  it.each(["popular", "story-neighbours"])("at 0 is the inner agent: %s", async (inner) => {
    const random = new Stream("zero");
    const greedy = await slates(`epsilon-greedy(inner=${inner},epsilon=0)`, random);
    expect(greedy.length).toBeGreaterThan(90);
    expect(greedy).toEqual(await slates(inner, random.fork("inner")));
  });

  it("at 1 is random over unseen items, whatever is wrapped", async () => {
    const random = () => new Stream("one");
    const one = await slates("epsilon-greedy(inner=popular,epsilon=1)", random());
    expect(one).toEqual(await slates("epsilon-greedy(inner=story-neighbours,epsilon=1)", random()));
    const agent = await makeAgent("epsilon-greedy(epsilon=1)", { ...contextOf(20), random: random() });
    const counts: number[] = Array(20).fill(0);
    for (let t = 0; t < 4000; t++) for (const item of Array.from(agent.recommend(observe([4, 9])))) counts[item]++;
    expect([counts[4], counts[9]]).toEqual([0, 0]);
    const unseen = counts.filter((_, item) => item !== 4 && item !== 9);
    expect(chiSquare(unseen, Array(18).fill(1 / 18))).toBeLessThan(chiSquareLimit(17));
  });

  it("in between explores as often as told", async () => {
    const agent = await makeAgent("epsilon-greedy(epsilon=0.3)", contextOf(1000, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]));
    const greedy = [1, 2, 3, 4, 5];
    let explored = 0;
    for (let t = 0; t < 4000; t++) {
      const slate = Array.from(agent.recommend(observe()));
      explored += Number(slate.some((item) => !greedy.includes(item)));
    }
    expect(Math.abs(explored / 4000 - 0.3)).toBeLessThan(0.025);
  });

  it("lets the inner agent learn from explored slates too", async () => {
    const agent = await makeAgent("epsilon-greedy(epsilon=0)", contextOf(100));
    click(agent, 42);
    expect(agent.recommend(observe())[0]).toBe(42);
  });

  it("may be nested, and disposes of what it wraps", async () => {
    const agent = await makeAgent("epsilon-greedy(inner=epsilon-greedy(inner=random,epsilon=0.5))", contextOf(50));
    expect(new Set(Array.from(agent.recommend(observe()))).size).toBe(5);
    agent.dispose();
  });
});

describe("story-neighbours", () => {
  const titles = [
    "red fox runs",
    "red fox sleeps",
    "red fox eats",
    "blue whale dives",
    "green tea brews",
    "old oak stands",
  ];
  const catalogue = PackedCatalogue.pack(
    titles.map((title) => ({ title, description: "" })),
    titles.length,
  );

  it("shows unseen items nearest in text to a past click", async () => {
    const agent = await makeAgent("story-neighbours(neighbours=2)", { ...contextOf(6), catalogue, slateSize: 3 });
    for (let t = 0; t < 20; t++) {
      const slate = Array.from(agent.recommend(observe([0])));
      expect(slate.slice(0, 2).sort()).toEqual([1, 2]);
      expect(slate).not.toContain(0);
    }
  });

  it("fills up with random items where nothing is near, and knows users without a past", async () => {
    const agent = await makeAgent("story-neighbours", { ...contextOf(6), catalogue, slateSize: 3 });
    for (const history of [[3], []]) {
      const slate = Array.from(agent.recommend(observe(history)));
      expect(new Set(slate).size).toBe(3);
      expect(slate).not.toContain(3 * history.length || -1);
    }
  });
});

describe("pieces of slates", () => {
  it("fillRandomly shows seen items again only when there are no others", () => {
    const filling = { size: 4, items: 5, random: new Stream("fill"), seen: { includes: (item: number) => item > 1 } };
    const slate = fillRandomly([], filling);
    expect(slate.slice(0, 2).sort()).toEqual([0, 1]);
    expect(new Set(slate).size).toBe(4);
  });

  it("firstUnseen lets seen items follow where too few are left", () => {
    const seen = new Set([0, 1, 2]);
    expect(firstUnseen([0, 1, 2, 3, 4], 2, { includes: (item) => seen.has(item) })).toEqual([3, 4]);
    expect(firstUnseen([0, 1, 2, 3, 4], 4, { includes: (item) => seen.has(item) })).toEqual([3, 4, 0, 1]);
  });
});

describe("the registry", () => {
  it("names every agent once", () => {
    expect(new Set(AGENTS.names).size).toBe(AGENTS.list.length);
    for (const { name, summary } of AGENTS.list) {
      expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(summary.length).toBeGreaterThan(10);
    }
  });

  it("knows which agents read hidden state, wrapped ones too", () => {
    expect(resolveAgent(AGENTS, "oracle").isPrivileged).toBe(true);
    expect(resolveAgent(AGENTS, "epsilon-greedy(inner=epsilon-greedy(inner=oracle))").isPrivileged).toBe(true);
    expect(resolveAgent(AGENTS, "epsilon-greedy(inner=popular)").isPrivileged).toBe(false);
  });

  it.each([
    { spec: "randm", message: "Unknown agent 'randm'. Did you mean 'random'?" },
    { spec: "epsilon", message: "Unknown agent 'epsilon'. Did you mean 'epsilon-greedy'?" },
    { spec: "popular(x=1)", message: "agent popular: Unknown setting 'x'. Known: none" },
    {
      spec: "epsilon-greedy(epsilom=0.5)",
      message: "agent epsilon-greedy: Unknown setting 'epsilom'. Did you mean 'epsilon'? Known: inner, epsilon",
    },
    {
      spec: "epsilon-greedy(epsilon=2)",
      message: "agent epsilon-greedy: epsilon: Expected a number of at most 1, got 2",
    },
    { spec: "story-neighbours(neighbours=0)", message: "neighbours: Expected a number of at least 1, got 0" },
    { spec: "story-neighbours(neighbours=1.5)", message: "neighbours: Expected a whole number, got 1.5" },
    { spec: "epsilon-greedy(inner=5)", message: "agent epsilon-greedy: inner: Expected a text, got 5" },
  ])("refuses $spec", ({ spec, message }) => {
    expect(() => resolveAgent(AGENTS, spec)).toThrow(UsageError);
    expect(() => resolveAgent(AGENTS, spec)).toThrow(message);
  });

  it("looks for unknown names and settings in wrapped agents too", () => {
    expect(() => resolveAgent(AGENTS, "epsilon-greedy(inner=populer)").isPrivileged).toThrow(
      "Unknown agent 'populer'. Did you mean 'popular'?",
    );
    expect(() => resolveAgent(AGENTS, "epsilon-greedy(inner=epsilon-greedy(epsilon=2))").isPrivileged).toThrow("got 2");
  });
});
