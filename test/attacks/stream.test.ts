/** What an agent's random stream tells of the world's. */
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { AgentDefinition } from "../../src/core/agents.ts";
import { keyedUniform, Stream } from "../../src/core/random.ts";
import type { Agent } from "../../src/core/types.ts";
import { agentStream } from "../../src/run/agent-stream.ts";
import { Player } from "../../src/run/player.ts";
import { resolveSuiteAgent } from "../../src/run/suite.ts";
import { extendTables } from "../../src/run/tables.ts";
import { resolveTraining, trainAgent } from "../../src/run/train-agent.ts";
import { tables } from "../../tables.ts";
import { buildWorld } from "../house.ts";
import { newFolder } from "../store/fixture.ts";
import { attacker } from "./fixture.ts";

const USERS = 40;
const buildSmall = () => buildWorld(`cup-small(items=300,users=${USERS})`);

/** Share of rounds whose user is the one that a world seeded with `seed` would serve first of all. */
function predicted(seed: string, served: readonly number[]): number {
  const key = new Stream(seed).fork("arrivals").key();
  const hits = served.filter((user, round) => user === Math.floor(keyedUniform(key, round, 0) * USERS));
  return hits.length / served.length;
}

/** Every text that a path may be made of: it and all that it begins with. */
function guesses(path: string): string[] {
  const parts = path.split("/");
  return parts.flatMap((_, i) => [
    parts.slice(0, i + 1).join("/"),
    `${parts.slice(0, i + 1).join("/")}/agent`,
    parts[i],
  ]);
}

const heard = { streams: new Set<string>(), episodes: [] as number[][] };

/** Keeps the path of every stream that it is given, by `create`, `restore` or training, and whom it served. */
const listener: AgentDefinition = {
  name: "listener",
  summary: "keeps what it hears",
  settings: z.strictObject({}),
  create(context) {
    heard.streams.add(context.random.path);
    const attack = attacker(context, {
      recommend({ user, round }, honest) {
        if (round === 0) heard.episodes.push([]);
        heard.episodes.at(-1)?.push(user);
        return honest;
      },
    });
    return { ...attack, restore: (_, random) => void heard.streams.add(random?.path ?? "") };
  },
  training: {
    summary: "keeps what it hears",
    create: async (context) => ({
      configuration: {},
      initialise: ({ path }) => void heard.streams.add(path),
      train(_, { path }) {
        heard.streams.add(path);
        return null;
      },
      explorer: (random) => listener.create({ ...context, random }, {}) as Agent,
      learnt: () => ({}),
      load: () => {},
    }),
  },
};

describe("an agent's streams", () => {
  it("do not tell who comes next, in a suite", async () => {
    const spied = extendTables(tables, import.meta.url, { agents: [listener] });
    const player = new Player({ tables: spied, world: await buildSmall() });
    for (const seed of [1, 2]) await player.play(resolveSuiteAgent(spied, "listener"), { seed, episode: 0 });
    const [first] = heard.episodes;
    // What the world's root would tell: the test could fail.
    expect(predicted("1/0", first.slice(0, 100))).toBeGreaterThan(0.9);
    expect(heard.streams.size).toBe(2);
    for (const path of heard.streams) {
      expect(path).toMatch(/^[0-9a-f]{64}$/);
      for (const guess of guesses(path)) expect(predicted(guess, first)).toBeLessThan(0.1);
    }
  });

  it("nor in training by playing", async () => {
    heard.streams.clear();
    heard.episodes.length = 0;
    const agents = tables.agents.with([listener]);
    const training = { world: await buildSmall(), seed: 3, episodes: 2, folder: newFolder(), resume: false };
    await trainAgent(agents, resolveTraining(agents, "listener"), training);
    expect(heard.episodes.length).toBe(2);
    expect(heard.streams.size).toBeGreaterThan(4);
    for (const path of heard.streams) expect(path).toMatch(/^[0-9a-f]{64}(\/|$)/);
  });

  it("are the same for the same place, and others elsewhere", () => {
    expect(agentStream("1/0").uniform()).toBe(agentStream("1/0").uniform());
    expect(agentStream("1/0").path).not.toBe(agentStream("1/1").path);
  });
});
