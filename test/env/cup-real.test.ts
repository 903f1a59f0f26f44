/** The competition's own users and first clicks on a generated catalogue of full size. */
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readFeatures } from "../../data/cup/features.ts";
import { readUsers } from "../../data/cup/users.ts";
import { type CupTruth, cupTruth } from "../../env/cup/world.ts";
import { Stream } from "../../src/core/random.ts";
import type { World } from "../../src/core/types.ts";
import type { FeatureTables, FirstClicks } from "../../src/core/worlds.ts";
import { Player } from "../../src/run/player.ts";
import { resolveSuiteAgent } from "../../src/run/suite.ts";
import { tables } from "../../tables.ts";
import { sharedData } from "../data/fixture.ts";
import { mean } from "../evaluate/fixture.ts";
import { buildWorld } from "../house.ts";

const folder = sharedData("cup4") ?? "";
const WIDTH = 42;

describe.runIf(folder)("with the real user_data.json and user_features.npy", () => {
  let users: FirstClicks;
  let features: FeatureTables;
  let world: World;
  let truth: CupTruth;
  beforeAll(async () => {
    users = await readUsers(join(folder, "user_data.json"));
    features = readFeatures(join(folder, "user_features.npy"));
    world = await buildWorld("cup", { data: { users, features } });
    truth = cupTruth(world);
  });

  it("users have the features of the one and start with the clicks of the other", () => {
    expect([world.id, world.users, world.catalogue.size]).toEqual(["cup-v3", 2000, 209_527]);
    expect(truth.tastes).toEqual(features.users);
    const { user, history } = world.createEnv().reset(1);
    expect([...history]).toEqual([...users.histories[user]]);
  });

  it("the clicks suit their users: far likelier than random items, in categories that they like", () => {
    const random = new Stream("others");
    const row = (table: Float32Array, i: number) => table.subarray(i * WIDTH, (i + 1) * WIDTH);
    const chance = (user: number, item: number) => {
      const feature = row(truth.features, item);
      const utility = row(truth.tastes, user).reduce((sum, taste, d) => sum + taste * feature[d], 0);
      return 1 / (1 + Math.exp((1.7 - utility) / 0.1));
    };
    const pairs = users.histories.flatMap((history, user) => Array.from(history, (item) => ({ user, item })));
    const others = pairs.map(({ user }) => chance(user, random.int(world.catalogue.size)));
    expect(mean(others)).toBeLessThan(0.01);
    expect(mean(pairs.map(({ user, item }) => chance(user, item)))).toBeGreaterThan(20 * mean(others));
    const likes = pairs.map(({ user, item }) => Number(row(truth.tastes, user)[truth.category[item]] > 0.5));
    // 5 of 42 would be liked were items random.
    expect(mean(likes)).toBeGreaterThan(0.5);
  });

  it("a random policy keeps them about as long as published: 10,224 to 10,293 rounds", async () => {
    const player = new Player({ tables, world });
    const { summary } = await player.play(resolveSuiteAgent(tables, "random"), { seed: 1, episode: 0 });
    player.close();
    expect(Math.abs(summary.rounds - 10_250)).toBeLessThan(150);
  });
});
