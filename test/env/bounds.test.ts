/** At every limit of every setting a world is one in which numbers stay numbers: no utility overflows, no loop goes on for ever. */
import { expect, it } from "vitest";
import { z } from "zod";
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

/** What is far from what is liked is all that there is, and every difference counts a thousandfold. */
const ALL = "tasteMean=-100,tasteSd=100,categoryMean=100,categorySd=100,noiseSd=100,neutralSd=100,temperature=0.001";

it.each([...LIMITS.map(({ name, value }) => `${name}=${value}`), ALL, `${ALL},noClick=-1000,drift=100,swapEvery=1`])(
  "a cup of %s is played with finite figures",
  async (settings) => {
    const size = Object.entries(SIZE).map(([name, value]) => `${name}=${value}`);
    const world = await buildWorld(`cup(${[settings, ...size].join(",")})`);
    const player = new Player({ tables, world });
    const { summary } = await player.play(resolveSuiteAgent(tables, "random"), { seed: 1, episode: 0 });
    player.close();
    expect(summary.rounds).toBeGreaterThanOrEqual(SIZE.users);
    const figures = Object.values(summary).filter((value) => typeof value === "number");
    expect(figures.every(Number.isFinite)).toBe(true);
    expect(LIMITS.length).toBeGreaterThan(30);
  },
);
