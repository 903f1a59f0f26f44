/** Slates that a catalogue cannot fill are refused wherever they could be asked for, and no loop looks for them. */
import { describe, expect, it } from "vitest";
import { Stream } from "../../src/core/random.ts";
import { fillRandomly } from "../../src/core/slates.ts";
import { checkEnv } from "../../src/run/check-env.ts";
import { tables } from "../../tables.ts";
import { numberedCatalogue, worldOfUtilities } from "../env/fixture.ts";
import { makeAgent } from "../house.ts";

const SAYS = "slateSize: Expected a whole number from 1 to 3, the items of the catalogue, got 5";

describe("three items and slates of five", () => {
  it.each([...tables.agents.names])("are refused by %s", async (agent) => {
    const interactions = { users: Int32Array.of(0), items: Int32Array.of(1) };
    const request = { catalogue: numberedCatalogue(3), users: 2, slateSize: 5, interactions, random: new Stream("a") };
    await expect(makeAgent(agent, request)).rejects.toThrow(SAYS);
  });

  it("are refused by an env and by who fills a slate", () => {
    expect(() => worldOfUtilities([1, 2, 3]).createEnv()).toThrow(SAYS);
    const random = new Stream("a");
    expect(() => fillRandomly([], { size: 5, items: 3, random })).toThrow(SAYS);
    expect(fillRandomly([1], { size: 3, items: 3, random, seen: [0, 1, 2] }).sort()).toEqual([0, 1, 2]);
  });

  it("are found in anybody's env", () => {
    const env = worldOfUtilities([1, 2, 3, 4, 5]).createEnv();
    const small = Object.create(env, { catalogue: { value: numberedCatalogue(3) }, slateSize: { value: 5 } });
    expect(checkEnv(() => small)).toEqual(["slates of 5 items, and a catalogue of 3"]);
  });
});
