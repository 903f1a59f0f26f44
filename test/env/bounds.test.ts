/** At every limit of every setting a world is one in which numbers stay numbers: no utility overflows, no loop goes on for ever. */
import { expect, it } from "vitest";
import { z } from "zod";
import { cupTruth } from "../../env/cup/world.ts";
import { WORLDS } from "../../env/index.ts";
import { Player } from "../../src/run/player.ts";
import { resolveSuiteAgent } from "../../src/run/suite.ts";
import { tables } from "../../tables.ts";
import { buildWorld } from "../house.ts";

const SIZE = { items: 60, users: 3, startClicks: 2 };

interface Limits {
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Each number of the cup's settings with a limit, but for its size. */
const LIMITS = Object.entries(
  (z.toJSONSchema(WORLDS.get("cup").settings, { io: "input" }) as { properties: Record<string, Limits> }).properties,
).flatMap(([name, { minimum, maximum }]) => {
  if (name in SIZE) return [];
  const most = name === "slateSize" ? SIZE.items : maximum;
  return [minimum, most].flatMap((value) => (value === undefined ? [] : [{ name, value }]));
});

it("the smallest cup has an item of each category, and a user who has clicked them all", async () => {
  const world = await buildWorld("cup(items=50,users=1,startClicks=50)");
  expect(new Set(cupTruth(world).category).size).toBe(42);
  expect([...world.interactions.items].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, item) => item));
});

/** What is far from what is liked is all that there is, and every difference counts a thousandfold. */
const ALL =
  "tasteMean=-100,tasteSd=100,neutralSd=100,labels=40,traceSd=100,itemSd=5,itemLength=100,appealSd=100,temperature=0.001";

it.each([...LIMITS.map(({ name, value }) => `${name}=${value}`), ALL, `${ALL},noClick=-1000,drift=100,swapEvery=1`])(
  "a cup of %s is played with finite figures",
  async (settings) => {
    const size = Object.entries(SIZE).map(([name, value]) => `${name}=${value}`);
    const world = await buildWorld(`cup(${[settings, ...size].join(",")})`);
    const { features, tastes } = cupTruth(world);
    expect([...features, ...tastes].every(Number.isFinite)).toBe(true);
    const player = new Player({ tables, world });
    const { summary } = await player.play(resolveSuiteAgent(tables, "random"), { seed: 1, episode: 0 });
    player.close();
    expect(summary.rounds).toBeGreaterThanOrEqual(SIZE.users);
    const figures = Object.values(summary).filter((value) => typeof value === "number");
    expect(figures.every(Number.isFinite)).toBe(true);
    expect(LIMITS.length).toBeGreaterThan(30);
  },
);
