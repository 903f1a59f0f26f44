/** An agent that writes to all that it can reach changes nobody but itself. */
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { AgentContext, AgentDefinition } from "../../src/core/agents.ts";
import { ClickHistory } from "../../src/core/clicks.ts";
import type { Observation, World } from "../../src/core/types.ts";
import { Player } from "../../src/run/player.ts";
import { resolveSuiteAgent } from "../../src/run/suite.ts";
import { extendTables } from "../../src/run/tables.ts";
import { wordIndex } from "../../src/texts/word-index.ts";
import { tables } from "../../tables.ts";
import { buildWorld } from "../house.ts";
import { attacker } from "./fixture.ts";

/** What is done to an object that others may hold: every property is set, redefined, deleted, its prototype exchanged. */
function spoil(object: object): void {
  for (let at = object; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const key of Reflect.ownKeys(at)) {
      const instead = () => ({ items: [0], scores: [1] });
      Reflect.set(object, key, instead);
      Reflect.defineProperty(object, key, { value: instead, configurable: true });
      Reflect.deleteProperty(at, key);
    }
  }
  Reflect.setPrototypeOf(object, {});
}

type Vandalism = (context: AgentContext, settings: { level: { to: number } }) => void | Promise<void>;

const VANDALISM: Readonly<Record<string, Vandalism>> = {
  "sorts the public clicks in place": ({ interactions: { users, items } }) => void [users.sort(), items.sort()],
  "overwrites the public clicks": ({ interactions }) => void [interactions.users.fill(0), interactions.items.fill(0)],
  "spoils the catalogue": ({ catalogue }) => spoil(catalogue),
  "spoils the vectors of texts": async ({ resources }) => {
    const vectors = await resources.embeddings();
    vectors.row(0).fill(9);
    spoil(vectors);
  },
  "sorts lists of neighbours in place": async ({ resources, catalogue }) => {
    const neighbours = await resources.neighbours();
    for (let item = 0; item < catalogue.size; item++) {
      neighbours.of(item).items.sort();
      neighbours.of(item).items.fill(7);
      neighbours.of(item).scores.fill(0);
    }
    spoil(neighbours);
  },
  "spoils the index of words": ({ catalogue }) => {
    const index = wordIndex(catalogue);
    for (let item = 0; item < catalogue.size; item++) index.nearest(item, 9).items.fill(3);
    spoil(index);
  },
  "spoils its resources": ({ resources }) => spoil(resources),
  "spoils its context": (context) => spoil(context),
  "spoils its settings": (_, settings) => {
    settings.level.to = 99;
    spoil(settings);
  },
};

let vandalism: Vandalism | undefined;
let levels: number[] = [];

/** Does its vandalism as it is made, and spoils all that it is told in the episode. */
const vandal: AgentDefinition<{ level: { to: number } }> = {
  name: "vandal",
  summary: "writes to all that it can reach",
  usesTexts: true,
  settings: z.strictObject({ level: z.strictObject({ to: z.number() }).default({ to: 3 }) }),
  async create(context, settings) {
    const { catalogue, slateSize } = context;
    levels.push(settings.level.to);
    await vandalism?.(context, settings);
    return attacker(
      { catalogue, slateSize },
      {
        learn(transition) {
          (transition.slate as number[]).fill(-9);
          for (const told of [transition.observation.history, transition.observation, transition]) spoil(told);
        },
      },
    );
  },
};

const open = extendTables(tables, import.meta.url, { agents: [vandal] });
const VICTIMS = ["story-neighbours", "content", "popular", "funksvd(factors=8)", "taste-posterior(topics=4)"];

async function summaries(world: World, agents: readonly string[]): Promise<unknown[]> {
  const player = new Player({ tables: open, world });
  const found: unknown[] = [];
  for (const spec of agents)
    found.push((await player.play(resolveSuiteAgent(open, spec), { seed: 1, episode: 0 })).summary);
  player.close();
  return found;
}

describe("an agent that", () => {
  const build = () => buildWorld("cup-small(items=200,users=15)");
  let alone: unknown[];
  beforeAll(async () => {
    vandalism = undefined;
    alone = await summaries(await build(), VICTIMS);
  });

  it.each(Object.keys(VANDALISM))("%s changes no other's result", async (name) => {
    vandalism = VANDALISM[name];
    levels = [];
    const world = await build();
    const [, ...others] = await summaries(world, ["vandal", ...VICTIMS]);
    expect(others).toEqual(alone);
    await summaries(world, ["vandal"]);
    expect(levels).toEqual([3, 3]);
  });
});

describe("a history of clicks", () => {
  it("cannot be written to", async () => {
    const { history } = (await buildWorld("cup-small(items=200,users=15)")).createEnv().reset(1) as Observation;
    const before = history.toArray();
    spoil(history);
    expect(history.toArray()).toEqual(before);
    expect(history).toBeInstanceOf(ClickHistory);
    expect(Object.isFrozen(history)).toBe(true);
  });
});
