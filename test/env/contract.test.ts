/** Every registered world keeps the contract, and the checker that says so finds what is broken. */
import { describe, expect, it } from "vitest";
import { WORLDS } from "../../env/index.ts";
import { type ClickHistory, UserClicks } from "../../src/core/clicks.ts";
import type { Seed } from "../../src/core/random.ts";
import { type Env, NO_CLICK, type Observation, type Slate, type Step } from "../../src/core/types.ts";
import { checkEnv } from "../../src/run/check-env.ts";
import { buildWorld } from "../house.ts";
import { newFolder } from "../store/fixture.ts";
import { type Changes, numberedCatalogue, smallData, smallSpecs, worldOfUtilities } from "./fixture.ts";

const VARIANTS: Changes[] = [{}, { drift: 0.05 }, { swapEvery: 3 }, { horizon: 3 }, { slateSize: 1 }, { users: 1 }];

describe("a registered world keeps the contract:", () => {
  it.each(VARIANTS.flatMap((changes) => smallSpecs(changes)))("%s", async (spec) => {
    const world = await buildWorld(spec, { data: smallData(spec) });
    expect(checkEnv(() => world.createEnv())).toEqual([]);
  });

  it("also when read back from the cache", async () => {
    const cacheDir = newFolder();
    for (const spec of smallSpecs()) {
      const inputs = { data: smallData(spec), cacheDir };
      const made = await buildWorld(spec, inputs);
      const kept = await buildWorld(spec, inputs);
      expect(kept.hash).toBe(made.hash);
      expect(checkEnv(() => kept.createEnv())).toEqual([]);
    }
  });

  it("and every one is enrolled", () => {
    expect(smallSpecs().map((spec) => spec.split("(")[0])).toEqual(WORLDS.names);
  });
});

describe("an env of a world's first users", () => {
  it("keeps the contract and serves nobody else", async () => {
    const world = await buildWorld("cup-small(items=400,users=30)");
    const makeEnv = () => world.createEnv({ users: 15 });
    expect(checkEnv(makeEnv)).toEqual([]);
    const env = makeEnv();
    const served = new Set<number>();
    let observation: Observation | null = env.reset(1);
    while (observation) {
      served.add(observation.user);
      observation = env.step([1, 2, 3, 4, 5]).observation;
    }
    expect([...served].sort((a, b) => a - b)).toEqual(Array.from({ length: 15 }, (_, user) => user));
  });

  it.each([0, 31, 1.5, Number.NaN])("refuses %s users", async (users) => {
    const world = await buildWorld("cup-small(items=400,users=30)");
    expect(() => world.createEnv({ users })).toThrow("Expected 1 to 30 users");
  });
});

describe("envs of one world", () => {
  it("are independent of each other", async () => {
    const world = await buildWorld("cup-small(items=400,users=30)");
    const [one, other] = [world.createEnv(), world.createEnv()];
    one.reset(1);
    other.reset(1);
    for (let t = 0; t < 20; t++) one.step([1, 2, 3, 4, 5]);
    other.reset(2);
    const expected = world.createEnv();
    expected.reset(2);
    for (let t = 0; t < 20; t++)
      expect(facts(other.step([1, 2, 3, 4, 5]))).toEqual(facts(expected.step([1, 2, 3, 4, 5])));
  });
});

function facts({ observation, ...rest }: Step) {
  return { ...rest, user: observation?.user, history: observation && [...observation.history] };
}

/** An env that passes everything on; the broken ones below change one thing each. */
class Passing implements Env {
  readonly users: number;
  readonly slateSize: number;
  readonly horizon: number;
  readonly catalogue: Env["catalogue"];
  readonly #inner: Env;

  constructor(inner: Env) {
    this.users = inner.users;
    this.slateSize = inner.slateSize;
    this.horizon = inner.horizon;
    this.catalogue = inner.catalogue;
    this.#inner = inner;
  }

  reset(seed: Seed): Observation {
    return this.#inner.reset(seed);
  }

  step(slate: Slate): Step {
    return this.#inner.step(slate);
  }
}

/** 20 users who click now and then, one item after the other. */
function soundEnv(): Env {
  const utilities = Array.from({ length: 60 }, (_, item) => (item % 4 === 0 ? 1.7 : 1.4));
  return worldOfUtilities(utilities, { users: 20, rules: { horizon: 12 } }).createEnv();
}

/** 60 items, and whatever else is told of them. */
function openCatalogue<More extends object>(more: More): Env["catalogue"] & More {
  const { size, hash } = numberedCatalogue(60);
  return Object.freeze({ size, hash, title: String, description: () => "", ...more });
}

class LeakyProperty extends Passing {
  readonly patience = 5;
}

class LeakyGetter extends Passing {
  get tastes(): Float32Array {
    return new Float32Array(3);
  }
}

const HIDDEN = Symbol("hidden");

class LeakySymbol extends Passing {
  readonly [HIDDEN] = 1;
}

/** Changes what every step tells; `observe` every observation. */
abstract class Distorted extends Passing {
  override reset(seed: Seed): Observation {
    return this.observe(super.reset(seed)) as Observation;
  }

  override step(slate: Slate): Step {
    const step = super.step(slate);
    return this.distort({ ...step, observation: step.observation && this.observe(step.observation) }, slate);
  }

  observe(observation: Observation): Observation | null {
    return observation;
  }

  distort(step: Step, _slate: Slate): Step {
    return step;
  }
}

class LeakyObservation extends Distorted {
  override observe(observation: Observation): Observation {
    return { ...observation, tastes: new Float32Array(3) } as Observation;
  }
}

class LeakyHistory extends Distorted {
  override observe(observation: Observation): Observation {
    const { history } = observation;
    const chatty = { length: history.length, at: history.at.bind(history), includes: history.includes.bind(history) };
    const more = { toArray: () => history.toArray(), [Symbol.iterator]: () => history[Symbol.iterator](), patience: 3 };
    return { ...observation, history: { ...chatty, ...more } as unknown as ClickHistory };
  }
}

class LeakyStep extends Distorted {
  override distort(step: Step): Step {
    return { ...step, info: { patience: 3 } } as Step;
  }
}

class WritableCatalogue extends Passing {
  override readonly catalogue = { ...openCatalogue({}) };
}

class LeakyCatalogue extends Passing {
  override readonly catalogue = openCatalogue({ features: new Float32Array(2) });
}

class LeakyBuffer extends Passing {
  override readonly catalogue = openCatalogue({ bytes: new Uint8Array(new ArrayBuffer(64), 8, 8) });
}

class TakesLongSlates extends Passing {
  override step(slate: Slate): Step {
    return super.step(slate?.length > this.slateSize ? Array.from(slate).slice(0, this.slateSize) : slate);
  }
}

class TakesNumerals extends Passing {
  override step(slate: Slate): Step {
    return super.step(
      Array.isArray(slate) ? slate.map((item) => (typeof item === "string" ? Number(item) : item)) : slate,
    );
  }
}

/** Checks a slate at one reading and plays it at another. */
class ReadsTwice extends Passing {
  override step(slate: Slate): Step {
    for (let i = 0; i < (slate?.length ?? 0); i++) if (slate[i] < 0) return super.step(slate);
    return super.step(slate);
  }
}

class PlaysRefusedSlates extends Passing {
  override step(slate: Slate): Step {
    if (new Set(Array.from(slate ?? [])).size < this.slateSize) super.step([0, 1, 2, 3, 4]);
    return super.step(slate);
  }
}

class CountsResets extends Passing {
  #resets = 0;

  override reset(seed: Seed): Observation {
    return super.reset(`${seed}/${this.#resets++}`);
  }
}

let copies = 0;

class CountsCopies extends Passing {
  readonly #copy = copies++;

  override reset(seed: Seed): Observation {
    return super.reset(`${seed}/${this.#copy}`);
  }
}

class SaysGoodbyeTooOften extends Distorted {
  override distort(step: Step): Step {
    return { ...step, terminated: step.terminated || (step.observation?.round ?? 0) % 7 === 6 };
  }
}

class CallsLeavingTruncation extends Distorted {
  override distort(step: Step): Step {
    return { ...step, terminated: false, truncated: step.terminated || step.truncated };
  }
}

class TellsBothEndings extends Distorted {
  override distort(step: Step): Step {
    return { ...step, truncated: step.terminated || step.truncated };
  }
}

class ForgetsTheHorizon extends Passing {
  override readonly horizon = 3;
}

class ClicksElsewhere extends Distorted {
  override distort(step: Step, slate: Slate): Step {
    const stranger = Array.from({ length: 10 }, (_, item) => item).find((item) => !Array.from(slate).includes(item));
    return { ...step, clicked: step.clicked === NO_CLICK ? NO_CLICK : (stranger as number) };
  }
}

class ClicksAgain extends Distorted {
  override observe(observation: Observation): Observation {
    const everything = Array.from({ length: this.catalogue.size }, (_, item) => item);
    return { ...observation, history: new UserClicks(everything).view() };
  }
}

class LosesClicks extends Distorted {
  override observe(observation: Observation): Observation {
    return { ...observation, history: new UserClicks([]).view() };
  }
}

/** Luck that depends on what others were shown, as with one stream for all choices. */
class SharesLuck extends Distorted {
  #shown = 0;

  override reset(seed: Seed): Observation {
    this.#shown = 0;
    return super.reset(seed);
  }

  override distort(step: Step, slate: Slate): Step {
    for (const item of Array.from(slate)) this.#shown += item;
    return { ...step, clicked: this.#shown % 2 === 0 ? step.clicked : NO_CLICK };
  }
}

class GoesOn extends Passing {
  #last: Step | undefined;

  override step(slate: Slate): Step {
    if (this.#last?.observation === null) return this.#last;
    this.#last = super.step(slate);
    return this.#last;
  }

  override reset(seed: Seed): Observation {
    this.#last = undefined;
    return super.reset(seed);
  }
}

class EndsEarly extends Distorted {
  override distort(step: Step): Step {
    return { ...step, observation: (step.observation?.round ?? 0) > 30 ? null : step.observation };
  }
}

describe("checkEnv", () => {
  it("finds nothing wrong with a sound env that is passed on", () => {
    expect(checkEnv(() => new Passing(soundEnv()))).toEqual([]);
  });

  it.each([
    { broken: LeakyProperty, problem: "env.patience is reachable but not public" },
    { broken: LeakyGetter, problem: "env.tastes is reachable but not public" },
    { broken: LeakySymbol, problem: "env.Symbol(hidden) is reachable but not public" },
    { broken: LeakyObservation, problem: "observation.tastes is reachable but not public" },
    { broken: LeakyHistory, problem: "observation.history.patience is reachable but not public" },
    { broken: LeakyStep, problem: "step.info is reachable but not public" },
    { broken: LeakyCatalogue, problem: "env.catalogue.features holds real numbers: are they hidden features?" },
    { broken: WritableCatalogue, problem: "env.catalogue can be written to: freeze it" },
    { broken: LeakyBuffer, problem: "env.catalogue.bytes is part of a larger buffer: what else does that hold?" },
    { broken: TakesLongSlates, problem: "accepts a bad slate: too long" },
    { broken: TakesNumerals, problem: "accepts a bad slate: a string" },
    { broken: ReadsTwice, problem: "a slate that changes as it is read is not taken as it was first read" },
    { broken: PlaysRefusedSlates, problem: "a refused slate changed the state" },
    { broken: CountsResets, problem: "reset with the same seed plays a different episode" },
    { broken: CountsCopies, problem: "two copies under one seed play different episodes" },
    { broken: SaysGoodbyeTooOften, problem: "a user who left is served again" },
    { broken: CallsLeavingTruncation, problem: "truncated before the horizon" },
    { broken: TellsBothEndings, problem: "terminated and truncated at once" },
    { broken: ForgetsTheHorizon, problem: "served beyond the horizon" },
    { broken: ClicksElsewhere, problem: "clicked an item not shown" },
    { broken: ClicksAgain, problem: "clicked an item twice" },
    { broken: LosesClicks, problem: "a public click was lost" },
    {
      broken: SharesLuck,
      problem: "the same slate to the same user in the same state gets another response under the same seed",
    },
    { broken: GoesOn, problem: "steps on after the end" },
    { broken: EndsEarly, problem: "the episode does not end with its last user" },
  ])("reports $problem", ({ broken, problem }) => {
    expect(checkEnv(() => new broken(soundEnv()))).toContain(problem);
  });
});
