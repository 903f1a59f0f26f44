/** The competition's own first clicks on a generated catalogue of full size. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readUsers } from "../../data/cup/users.ts";
import { generateItems, generateTastes } from "../../env/cup/generate.ts";
import { cupSchema } from "../../env/cup/settings.ts";
import { assignIds } from "../../env/cup/starts.ts";
import { cupTruth } from "../../env/cup/world.ts";
import { Stream } from "../../src/core/random.ts";
import { DotTable } from "../../src/factors/dot-table.ts";
import { Player } from "../../src/run/player.ts";
import { resolveSuiteAgent } from "../../src/run/suite.ts";
import { tables } from "../../tables.ts";
import { sharedData } from "../data/fixture.ts";
import { mean } from "../evaluate/fixture.ts";
import { buildWorld } from "../house.ts";

const folder = sharedData("cup4");
const ITEMS = 209_527;
const WIDTH = 42;

describe.runIf(folder)("with the real user_data.json", () => {
  const read = () => readUsers(join(folder as string, "user_data.json"));

  it("the world plays, and users start with the clicks of the file", async () => {
    const users = await read();
    const { histories } = users;
    const world = await buildWorld("cup", { data: { users } });
    expect([world.users, world.catalogue.size]).toEqual([2000, ITEMS]);
    const env = world.createEnv();
    const { user, history } = env.reset(1);
    expect([...history]).toEqual([...histories[user]]);
    const player = new Player({ tables, world });
    const { summary } = await player.play(resolveSuiteAgent(tables, "random"), { seed: 1, episode: 0 });
    // Published: 10,224 to 10,293 rounds.
    expect(Math.abs(summary.rounds - 10_250)).toBeLessThan(150);
    expect(likedShare(histories, cupTruth(world).category)).toBeGreaterThan(0.5);
  });

  it("the clicks suit their users: far likelier than random items", async () => {
    // Ids of one reader only: those of several are a test of their own, and take far longer to suit.
    const all = (await read()).histories;
    const readers = new Map<number, number>();
    for (const item of all.flatMap((history) => Array.from(history))) readers.set(item, (readers.get(item) ?? 0) + 1);
    const histories = all.map((history) => history.filter((item) => readers.get(item) === 1));
    const random = new Stream(1);
    const settings = cupSchema.parse({});
    const tastes = generateTastes(settings, random.fork("users"));
    const { features } = generateItems(settings, random.fork("items"));
    const items = new DotTable(ITEMS, WIDTH).fill(features);
    const order = await assignIds(histories, { items, tastes, settings, random: random.fork("starts") });
    const chance = (user: number, item: number) => {
      items.query.set(tastes.subarray(user * WIDTH, (user + 1) * WIDTH));
      return 1 / (1 + Math.exp((settings.noClick - items.dots([item])[0]) / settings.temperature));
    };
    const given = histories.flatMap((history, user) => Array.from(history, (id) => chance(user, order[id])));
    const others = histories.flatMap((_, user) => [1, 2, 3].map(() => chance(user, random.int(ITEMS))));
    expect(mean(others)).toBeLessThan(0.01);
    expect(mean(given)).toBeGreaterThan(0.3);
  });
});

/** Share of first clicks in the five categories their users like; 5/42 were they random. */
function likedShare(histories: readonly Int32Array[], category: Uint8Array): number {
  const tastes = generateTastes(cupSchema.parse({}), new Stream(1).fork("users"));
  const likes = (user: number, item: number) => tastes[user * WIDTH + category[item]] > 0.5;
  return mean(histories.flatMap((history, user) => Array.from(history, (item) => Number(likes(user, item)))));
}
