/** Agents over pointwise models and text neighbours: their slates, checkpoints, and what a damaged checkpoint says. */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { funksvdKind } from "../../agents/funksvd.ts";
import { AGENTS } from "../../agents/index.ts";
import { resolveAgent } from "../../src/core/agents.ts";
import { UserClicks } from "../../src/core/clicks.ts";
import { Stream } from "../../src/core/random.ts";
import { withInner } from "../../src/core/registry.ts";
import type { Agent, Env, World } from "../../src/core/types.ts";
import { stateSections } from "../../src/factors/parameters.ts";
import { writeCheckpoint } from "../../src/files/checkpoint.ts";
import { checkAgent } from "../../src/run/check-agent.ts";
import { memoryResources } from "../../src/texts/memory-resources.ts";
import { buildWorld, makeAgent } from "../house.ts";
import { newFolder } from "../store/fixture.ts";

let world: World;

beforeAll(async () => {
  world = await buildWorld("cup-small(items=400,users=30)");
});

function agentOf(spec: string, random = new Stream("agent")): Promise<Agent> {
  const { catalogue, users, slateSize, interactions } = world;
  return makeAgent(spec, { catalogue, users, slateSize, interactions, random });
}

/** A checkpoint of untrained weights; returns its path. */
function checkpoint({ users = world.users, seed = 5 } = {}): string {
  const items = world.catalogue.size;
  const settings = { factors: 16, faithful: false };
  const { model } = funksvdKind.build({ users, served: users, items }, settings);
  model.initialise(new Stream(seed));
  const folder = newFolder();
  const configuration = { users, items, catalogueHash: world.catalogue.hash, settings };
  const facts = { model: "funksvd", configuration, training: { seed, worldHash: world.hash } };
  writeCheckpoint(join(folder, "best.ckpt"), { ...facts, sections: stateSections(model.parameters.state()) });
  return join(folder, "best.json");
}

const SPECS = [
  "funksvd(factors=16)",
  "neumf",
  "fm(factors=8)",
  "content",
  "hybrid(factors=16)",
  "hybrid(factors=16,faithful=true)",
  "hybrid(factors=16,epochs=0)",
];

describe("an agent keeps the contract:", () => {
  it.each(SPECS)("%s", async (spec) => {
    const make = (_: Env, random: Stream) => agentOf(spec, random);
    expect(await checkAgent({ make, makeEnv: () => world.createEnv() })).toEqual([]);
  });

  it("hybrid from a checkpoint", async () => {
    const spec = `hybrid(checkpoint=${checkpoint()})`;
    const make = (_: Env, random: Stream) => agentOf(spec, random);
    expect(await checkAgent({ make, makeEnv: () => world.createEnv() })).toEqual([]);
  });
});

/** Slates of one user who clicks the first item of each. */
async function slatesOf(spec: string, rounds = 12): Promise<{ slates: number[][]; clicks: number[] }> {
  const agent = await agentOf(spec);
  const clicks = new UserClicks(Array.from(world.interactions.items).slice(0, 3));
  const slates: number[][] = [];
  for (let round = 0; round < rounds; round++) {
    const observation = { user: 3, history: clicks.view(), round };
    const slate = Array.from(agent.recommend(observation));
    agent.learn({ observation, slate, clicked: slate[0], reward: 1, terminated: false, truncated: false });
    clicks.add(slate[0]);
    slates.push(slate);
  }
  return { slates, clicks: clicks.view().toArray() };
}

describe("slates", () => {
  it.each(SPECS.filter((spec) => !spec.includes("faithful")))("of %s show nothing clicked before", async (spec) => {
    const { slates, clicks } = await slatesOf(spec);
    expect(new Set(clicks).size).toBe(3 + slates.length);
    slates.forEach((slate, round) => {
      expect(slate.filter((item) => clicks.slice(0, 3 + round).includes(item))).toEqual([]);
    });
  });

  it("of content are the nearest unseen texts to one past click", async () => {
    const neighbours = await memoryResources(world.catalogue).neighbours();
    const { slates, clicks } = await slatesOf("content", 1);
    const nearest = clicks.slice(0, 3).map((seed) => {
      const unseen = Array.from(neighbours.of(seed).items).filter((item) => !clicks.slice(0, 3).includes(item));
      return unseen.slice(0, 5);
    });
    expect(nearest).toContainEqual(slates[0]);
  });

  it("of the hybrid are FunkSVD's best two and three texts; the faithful one sorts them", async () => {
    const [best] = (await slatesOf("funksvd(factors=16)", 1)).slates;
    const [slate] = (await slatesOf("hybrid(factors=16)", 1)).slates;
    expect(slate.slice(0, 2)).toEqual(best.slice(0, 2));
    const faithful = (await slatesOf("hybrid(factors=16,faithful=true)")).slates;
    for (const items of faithful) expect(items).toEqual([...new Set(items)].sort((a, b) => a - b));
  });
});

describe("a checkpoint", () => {
  it("gives its weights to the agent, whatever stream the agent draws from", async () => {
    const path = checkpoint({ seed: 5 });
    const first = async (spec: string) => (await slatesOf(spec, 1)).slates[0];
    expect(await first(`funksvd(checkpoint=${path})`)).toEqual(await first(`funksvd(checkpoint=${path},epochs=9)`));
    expect(await first(`funksvd(checkpoint=${path})`)).not.toEqual(
      await first(`funksvd(checkpoint=${checkpoint({ seed: 6 })})`),
    );
  });

  it("that is damaged, missing or another's is refused by name", async () => {
    const path = checkpoint();
    await expect(agentOf(`neumf(checkpoint=${path})`)).rejects.toThrow(
      `${path}: Expected a checkpoint of neumf, got "funksvd"`,
    );
    const narrow = checkpoint({ users: 29 });
    await expect(agentOf(`hybrid(checkpoint=${narrow})`)).rejects.toThrow("Expected a checkpoint for 30 users, got 29");
    await expect(agentOf("hybrid(checkpoint=nowhere.json)")).rejects.toThrow(
      "nowhere.json: Expected a checkpoint, got no such file",
    );
    const weights = join(path, "..", "best.ckpt");
    const bytes = readFileSync(weights);
    bytes[bytes.length - 200] ^= 1;
    writeFileSync(weights, bytes);
    await expect(agentOf(`hybrid(checkpoint=${path})`)).rejects.toThrow(
      /best.json: Expected a checkpoint, got .* checksum .*best.ckpt/,
    );
    writeFileSync(path, "{}");
    await expect(agentOf(`hybrid(checkpoint=${path})`)).rejects.toThrow(
      "best.json: Expected a checkpoint, got neither",
    );
  });
});

describe("a wrapped agent", () => {
  it("tells what the inner one needs", () => {
    const agent = resolveAgent(AGENTS, "epsilon-greedy(inner=hybrid(checkpoint=a.json))");
    expect([agent.usesTexts, agent.isPrivileged]).toEqual([true, false]);
    expect(withInner(agent).flatMap(({ checkpoints }) => Object.values(checkpoints))).toEqual([resolve("a.json")]);
    expect(resolveAgent(AGENTS, "epsilon-greedy(inner=funksvd)").usesTexts).toBe(false);
  });
});
