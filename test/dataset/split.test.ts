import { describe, expect, it } from "vitest";
import { readMovieLens } from "../../data/movielens/movielens.ts";
import { Stream } from "../../src/core/random.ts";
import { packSequences, type Sequences, sequenceOf } from "../../src/core/sequences.ts";
import { splitAsGiven } from "../../src/dataset/prepare.ts";
import {
  heldOutOf,
  leaveOneOut,
  type Part,
  portSplit,
  type Split,
  trainingSequences,
} from "../../src/dataset/split.ts";
import { sharedData } from "../data/fixture.ts";

/** Sequences of these lengths; user u's are u·1000, u·1000 + 1, … */
function sequencesOf(lengths: readonly number[]): Sequences {
  return packSequences(lengths.map((length, user) => Array.from({ length }, (_, i) => user * 1000 + i)));
}

/** Length of the training sequence and, where held out, places of the targets: [train, validation, test]. */
function shapesOf(split: Split): (number | undefined)[][] {
  const train = trainingSequences(split);
  const place = (part: "validation" | "test", user: number) => {
    const found = heldOutOf(split, part).find((it) => it.user === user);
    return found && found.target - user * 1000;
  };
  return Array.from(split.trainLengths, (_, user) => [
    sequenceOf(train, user).length,
    place("validation", user),
    place("test", user),
  ]);
}

describe("leaveOneOut", () => {
  it("trains on [:-2], validates on the second last and tests on the last; short users only train", () => {
    expect(shapesOf(leaveOneOut(sequencesOf([10, 3, 2, 1, 4])))).toEqual([
      [8, 8, 9],
      [1, 1, 2],
      [2, undefined, undefined],
      [1, undefined, undefined],
      [2, 2, 3],
    ]);
  });

  it("keeps all items before a target as its history", () => {
    const split = leaveOneOut(sequencesOf([5]));
    expect(heldOutOf(split, "validation")).toEqual([{ user: 0, history: Int32Array.of(0, 1, 2), target: 3 }]);
    expect(heldOutOf(split, "test")).toEqual([{ user: 0, history: Int32Array.of(0, 1, 2, 3), target: 4 }]);
    expect([...trainingSequences(split).items]).toEqual([0, 1, 2]);
  });
});

describe("heldOutOf", () => {
  it("refuses a part that is not held out", () => {
    const split = leaveOneOut(sequencesOf([5]));
    expect(() => heldOutOf(split, "valid" as Part)).toThrow(
      "Unknown held-out part 'valid'. Did you mean 'validation'? Known: validation, test",
    );
    expect(() => heldOutOf(split, "toString" as Part)).toThrow("Unknown held-out part 'toString'");
  });
});

describe("portSplit", () => {
  const random = new Stream("lengths");
  const lengths = Array.from({ length: 2000 }, () => 2 + random.int(60));
  const split = portSplit(sequencesOf(lengths), 7);

  it("holds out the second last item of 512 users, who train on [:-3]; all others train on [:-2]", () => {
    const validating = new Set(split.validation.users);
    expect(validating.size).toBe(512);
    for (const [user, [train, validation, test]] of shapesOf(split).entries()) {
      const length = lengths[user];
      if (validating.has(user)) expect([train, validation, test]).toEqual([length - 3, length - 2, length - 1]);
      else if (length > 2) expect([train, validation, test]).toEqual([length - 2, undefined, length - 1]);
      else expect([train, validation, test]).toEqual([length, undefined, undefined]);
    }
  });

  it("draws the users by the seed, in their order", () => {
    expect([...split.validation.users]).toEqual([...split.validation.users].sort((a, b) => a - b));
    expect(portSplit(sequencesOf(lengths), 7).validation).toEqual(split.validation);
    expect(portSplit(sequencesOf(lengths), 8).validation).not.toEqual(split.validation);
  });

  it("takes all users of four items where they are fewer than 512", () => {
    expect(shapesOf(portSplit(sequencesOf([3, 4, 9]), 1))).toEqual([
      [1, undefined, 2],
      [1, 2, 3],
      [6, 7, 8],
    ]);
  });

  const ml1m = sharedData("ml1m");
  it.skipIf(!ml1m)("leaves 987,019 of MovieLens-1M's 999,611 interactions to train on", async () => {
    const { sequences, validation } = await readMovieLens(ml1m as string);
    const validating = new Set(validation.map(({ user }) => user));
    const whole = Array.from(
      { length: 6040 },
      (_, user) => sequenceOf(sequences, user).length + (validating.has(user) ? 3 : 2),
    );
    expect(whole.reduce((sum, length) => sum + length)).toBe(999_611);
    expect(trainingSequences(portSplit(sequencesOf(whole), 1)).items).toHaveLength(987_019);
  });
});

describe("splitAsGiven", () => {
  it("puts a validation user's held-out items after the training ones", () => {
    const training = packSequences([[5, 6], [1], [2, 3]]);
    const given = { user: 2, history: Int32Array.of(2, 3, 9), target: 4 };
    const split = splitAsGiven(training, [given]);
    expect(trainingSequences(split)).toEqual(training);
    expect(heldOutOf(split, "validation")).toEqual([given]);
    expect(heldOutOf(split, "test")).toEqual([]);
  });
});
