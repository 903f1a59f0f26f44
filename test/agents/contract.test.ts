/** Every registered agent keeps the contract, and the checker that says so finds what is broken. */
import { beforeAll, describe, expect, it } from "vitest";
import { AGENTS } from "../../agents/index.ts";
import { openOracle } from "../../env/index.ts";
import { Stream } from "../../src/core/random.ts";
import type { Agent, Env, Interactions, Observation, Slate, World } from "../../src/core/types.ts";
import { checkAgent } from "../../src/run/check-agent.ts";
import { runEpisode } from "../../src/run/episode.ts";
import { buildWorld, makeAgent, publicFacts } from "../house.ts";

function makerOn(world: World, spec: string) {
  return (env: Env, random: Stream) => makeAgent(spec, { ...publicFacts(world), random, oracle: openOracle(env) });
}

const WORLDS = [
  { name: "a small cup", spec: "cup-small(items=300,users=40)" },
  { name: "slates of half the catalogue", spec: "cup-small(items=50,users=10,slateSize=25,patience=20)" },
  { name: "slates of one item", spec: "cup-small(items=50,users=10,slateSize=1)" },
];

describe.each(WORLDS)("on $name", ({ spec }) => {
  let world: World;
  beforeAll(async () => {
    world = await buildWorld(spec);
  });

  it.each([...AGENTS.names])("%s keeps the contract", async (name) => {
    expect(await checkAgent({ make: makerOn(world, name), makeEnv: () => world.createEnv() })).toEqual([]);
  });
});

describe("where others' clicks are public too, who are not served", () => {
  let world: World;
  beforeAll(async () => {
    world = await buildWorld(WORLDS[0].spec);
    world = { ...world, interactions: withStrangers(world) };
  });

  it.each([...AGENTS.names])("%s learns from them, or leaves them alone", async (name) => {
    const env = world.createEnv();
    const agent = await makerOn(world, name)(env, new Stream("agent"));
    runEpisode({ env, agent, seed: "strangers" });
    expect(numbersIn(agent.snapshot()).filter((it) => !Number.isFinite(it))).toEqual([]);
    agent.dispose();
  });
});

/** The clicks of a world's users, and the same of three times as many others. */
function withStrangers({ users: served, interactions: { users, items } }: World): Interactions {
  const crowds = [0, 1, 2, 3];
  return {
    users: Int32Array.from(crowds.flatMap((crowd) => Array.from(users, (user) => user + crowd * served))),
    items: Int32Array.from(crowds.flatMap(() => Array.from(items))),
  };
}

function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (typeof value !== "object" || value === null) return [];
  if (ArrayBuffer.isView(value)) return Array.from(value as Float32Array);
  return (value instanceof Map ? [...value.values()] : Object.values(value)).flatMap(numbersIn);
}

/** A sound agent that learns and draws; the broken ones below change one thing each. */
class Sound implements Agent {
  clicks = 0;
  random: Stream;
  readonly size: number;

  constructor(env: Env, random: Stream) {
    this.size = env.slateSize;
    this.random = random;
  }

  recommend(_observation: Observation): Slate {
    const start = this.random.int(50) + this.clicks;
    return Array.from({ length: this.size }, (_, i) => start + 2 * i);
  }

  learn(): void {
    this.clicks = (this.clicks + 1) % 40;
  }

  snapshot(): unknown {
    return { clicks: this.clicks, random: this.random.state() };
  }

  restore(snapshot: { clicks: number; random: ReturnType<Stream["state"]> }, random?: Stream): void {
    this.clicks = snapshot.clicks;
    this.random = random ?? Stream.restore(snapshot.random);
  }

  dispose(): void {}
}

class ShortSlates extends Sound {
  override recommend(observation: Observation): Slate {
    return Array.from(super.recommend(observation)).slice(1);
  }
}

class Repeats extends Sound {
  override recommend(observation: Observation): Slate {
    return Array.from(super.recommend(observation)).fill(3);
  }
}

class BeyondTheCatalogue extends Sound {
  override recommend(observation: Observation): Slate {
    return Array.from(super.recommend(observation), (item) => item + 10_000);
  }
}

let born = 0;

class CountsCopies extends Sound {
  readonly copy = born++;

  override recommend(observation: Observation): Slate {
    return Array.from(super.recommend(observation), (item) => item + (this.copy % 7));
  }
}

class RestoresNothing extends Sound {
  override restore(): void {}
}

class ForgetsWhatItLearned extends Sound {
  override restore(snapshot: Parameters<Sound["restore"]>[0], random?: Stream): void {
    super.restore({ ...snapshot, clicks: 0 }, random);
  }
}

class IgnoresTheStream extends Sound {
  override restore(snapshot: Parameters<Sound["restore"]>[0]): void {
    super.restore(snapshot);
  }
}

class KeepsTheOldStream extends Sound {
  override restore({ clicks }: Parameters<Sound["restore"]>[0], random?: Stream): void {
    this.clicks = clicks;
    if (random) this.random = random;
  }
}

/** Hands out its own state, which then goes on changing. */
class SharesItsState extends Sound {
  state = { clicks: 0 };

  override recommend(observation: Observation): Slate {
    return Array.from(super.recommend(observation), (item) => item + (this.state.clicks++ % 11));
  }

  override snapshot(): unknown {
    return { ...(super.snapshot() as object), state: this.state };
  }

  override restore(snapshot: Parameters<Sound["restore"]>[0] & { state?: { clicks: number } }, random?: Stream): void {
    super.restore(snapshot, random);
    this.state = snapshot.state ?? this.state;
  }
}

class SnapshotOfFunctions extends Sound {
  override snapshot(): unknown {
    return { ...(super.snapshot() as object), again: () => this.clicks };
  }
}

class ImpossiblePropensities extends Sound {
  propensities(): number[] {
    return Array(this.size).fill(2);
  }
}

/** Goes by more than it is told: by who calls it. */
class LooksAround extends Sound {
  override recommend(observation: Observation): Slate {
    const isFar = new Error("where").stack?.includes("FarEnd");
    return Array.from(super.recommend(observation), (item) => item + (isFar ? 1 : 0));
  }
}

class Candid extends Sound {
  propensities(): number[] {
    return Array(this.size).fill(1 / 50);
  }
}

describe("checkAgent", () => {
  let world: World;
  beforeAll(async () => {
    world = await buildWorld("cup-small(items=300,users=40)");
  });
  const problemsOf = (broken: typeof Sound) =>
    checkAgent({ make: async (env, random) => new broken(env, random), makeEnv: () => world.createEnv() });

  it("finds nothing wrong with a sound agent", async () => {
    expect(await problemsOf(Sound)).toEqual([]);
    expect(await problemsOf(Candid)).toEqual([]);
  });

  it.each([
    { broken: ShortSlates, problem: /slate: Expected a slate of 5 items, got \[/ },
    { broken: Repeats, problem: /slate: Expected 5 distinct items, got \[3,3,3,3,3\]/ },
    { broken: BeyondTheCatalogue, problem: /slate: Expected an item id from 0 to 299 at position 0, got 10\d{3}/ },
    { broken: ImpossiblePropensities, problem: /Expected a propensity above 0 and at most 1 at position 0, got 2/ },
    { broken: CountsCopies, problem: /two equal agents play different episodes/ },
    { broken: RestoresNothing, problem: /restore and reset do not give the same episode/ },
    { broken: ForgetsWhatItLearned, problem: /a snapshot taken midway does not restore what was learned/ },
    { broken: IgnoresTheStream, problem: /restored with another stream it does not play as a new agent/ },
    { broken: KeepsTheOldStream, problem: /restore and reset do not give the same episode/ },
    { broken: SharesItsState, problem: /restore and reset do not give the same episode/ },
    { broken: LooksAround, problem: /told and asked by plain messages it plays another episode/ },
    { broken: SnapshotOfFunctions, problem: /the snapshot cannot be cloned/ },
  ])("reports $problem", async ({ broken, problem }) => {
    expect((await problemsOf(broken)).join("\n")).toMatch(problem);
  });
});
