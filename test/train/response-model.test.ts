import { describe, expect, it } from "vitest";
import { NO_CLICK } from "../../src/core/types.ts";
import { ResponseModel, type SlateResponse } from "../../src/train/response-model.ts";
import { ServedVectors } from "../../src/train/served-vectors.ts";
import { numbers } from "../engine/engines.ts";

const SHAPE = { users: 3, items: 9, width: 6 };
const VECTORS = numbers(SHAPE.items * SHAPE.width, 3);
const STATES = Array.from({ length: SHAPE.users }, (_, user) => numbers(SHAPE.width, 11 + user));

function loaded(): { vectors: ServedVectors; model: ResponseModel } {
  const vectors = new ServedVectors(SHAPE);
  vectors.load(VECTORS);
  STATES.forEach((state, user) => {
    vectors.setState(user, state);
  });
  return { vectors, model: new ResponseModel(vectors) };
}

/** Weights as plain numbers: item vectors and the worth of no click. */
interface Point {
  items: number[][];
  level: number;
}

function start(): Point {
  const rows = (values: Float32Array) =>
    Array.from({ length: SHAPE.items }, (_, item) =>
      Array.from(values.subarray(item * SHAPE.width, (item + 1) * SHAPE.width)),
    );
  return {
    items: rows(VECTORS),
    level: 0,
  };
}

/** −log P of responses, written out. What scores are measured from, the slate's best, is held at `anchors`. */
function loss({ items, level }: Point, responses: readonly SlateResponse[], anchors: readonly number[]): number {
  return responses.reduce((sum, { user, slate, clicked }, n) => {
    const scores = slate.map((item) => scoreOf(items, user, item) - anchors[n]);
    const total = scores.reduce((all, score) => all + Math.exp(score), Math.exp(level));
    const chosen = clicked === NO_CLICK ? level : scores[slate.indexOf(clicked)];
    return sum + Math.log(total) - chosen;
  }, 0);
}

function scoreOf(items: readonly number[][], user: number, item: number): number {
  return items[item].reduce((sum, q, i) => sum + q * STATES[user][i], 0);
}

const RESPONSES: SlateResponse[] = [
  { user: 0, slate: [1, 4, 7], clicked: 4 },
  { user: 2, slate: [4, 2, 0], clicked: NO_CLICK },
  { user: 0, slate: [8, 1, 3], clicked: 8 },
];

describe("ResponseModel", () => {
  it("steps down the gradient of the responses' likelihood", () => {
    const { vectors, model } = loaded();
    const anchors = RESPONSES.map(({ user, slate }) =>
      Math.max(...slate.map((item) => scoreOf(start().items, user, item))),
    );
    const slope = (change: (point: Point, by: number) => void) => {
      const at = (by: number) => {
        const point = structuredClone(start());
        change(point, by);
        return loss(point, RESPONSES, anchors);
      };
      return (at(1e-4) - at(-1e-4)) / 2e-4;
    };
    model.step(RESPONSES, 0.5);
    const { items, level } = vectors.parameters.tables;
    for (let item = 0; item < SHAPE.items; item++) {
      for (let i = 0; i < SHAPE.width; i++) {
        const moved = items.weights[item * items.width + i] - VECTORS[item * SHAPE.width + i];
        const expected =
          -0.5 *
          slope(({ items }, by) => {
            items[item][i] += by;
          });
        expect(Math.abs(moved - expected)).toBeLessThan(1e-5);
      }
    }
    const toLevel = slope((point, by) => {
      point.level += by;
    });
    expect(level.weights[0]).toBeCloseTo(-0.05 * toLevel, 5);
  });

  it("a click lifts its item for its user", () => {
    const { vectors, model } = loaded();
    const score = (user: number, item: number) => {
      const { shape, tables } = vectors.scan;
      let sum = 0;
      for (let i = 0; i < shape.width; i++) {
        sum += tables.users[user * shape.width + i] * tables.items[item * shape.width + i];
      }
      return sum;
    };
    const before = [score(0, 4) - score(0, 1), score(1, 5)];
    for (let n = 0; n < 20; n++) model.step([RESPONSES[0]], 0.05);
    expect(score(0, 4) - score(0, 1)).toBeGreaterThan(before[0] + 0.1);
    expect(score(1, 5)).toBe(before[1]);
  });

  it("goes back to what was loaded, and to what was learnt", () => {
    const { vectors, model } = loaded();
    const all = () => [Array.from(vectors.scan.tables.items), Array.from(vectors.scan.tables.users)];
    const fresh = vectors.parameters.changes();
    const first = all();
    model.step(RESPONSES, 0.1);
    const [later, learnt] = [all(), structuredClone(vectors.parameters.changes())];
    expect(later).not.toEqual(first);
    vectors.parameters.restore(fresh);
    expect(all()).toEqual(first);
    vectors.parameters.restore(learnt);
    expect(all()).toEqual(later);
  });
});
