/** Seeded draws: what they are, and that they are the same for ever. */
import { describe, expect, it } from "vitest";
import { walk } from "../../env/drift.ts";
import { normalPair, Stream } from "../../src/core/random.ts";
import { fillNormal } from "../../src/factors/initialise.ts";
import { fillTruncatedNormal } from "../../src/factors/truncated-normal.ts";
import { mean, sd } from "../evaluate/fixture.ts";

describe("normalPair", () => {
  it("gives two independent standard normal draws", () => {
    const stream = new Stream("pairs");
    const pairs = Array.from({ length: 20_000 }, () => normalPair(stream.uniform(), stream.uniform()));
    const [x, y] = [0, 1].map((i) => pairs.map((pair) => pair[i]));
    // Standard errors are at most 0.007, 0.005 and 0.007.
    for (const draws of [x, y]) {
      expect(Math.abs(mean(draws))).toBeLessThan(0.03);
      expect(Math.abs(sd(draws) - 1)).toBeLessThan(0.02);
    }
    expect(Math.abs(mean(pairs.map(([a, b]) => a * b)))).toBeLessThan(0.03);
  });

  it("has a radius and an angle", () => {
    expect(Math.hypot(...normalPair(0, 0.3, 5))).toBe(0);
    const [x, y] = normalPair(1 - Math.exp(-2), 0.25, 3);
    expect([x, y]).toEqual([expect.closeTo(0, 12), expect.closeTo(6, 12)]);
  });
});

describe("normal draws of one seed never change:", () => {
  const stream = () => new Stream("fixed");
  const draws = {
    stream: twoDraws(stream()),
    table: fillNormal(new Float32Array(3), stream(), 0.37),
    "truncated table": fillTruncatedNormal(new Float32Array(3), stream(), 0.02),
    drift: drifted(),
  };

  it.each([
    { of: "stream", known: [-0.1735036218554052, 2.0325982416335995] },
    { of: "table", known: [-0.06419634073972702, -0.6078525185585022, 0.12061349302530289] },
    { of: "truncated table", known: [-0.0034700725227594376, -0.03285689279437065, 0.0065196482464671135] },
    { of: "drift", known: [0.58541339635849, 0.005118916742503643] },
  ] as const)("$of", ({ of, known }) => {
    expect(Array.from(draws[of])).toEqual(known.map((value) => expect.closeTo(value, 12)));
  });
});

function twoDraws(stream: Stream): number[] {
  return [stream.normal(), stream.normal(2, 0.1)];
}

function drifted(): Float32Array {
  const taste = new Float32Array(2);
  walk({ taste, key: 77, user: 3, round: 5 }, 0.5);
  return taste;
}
