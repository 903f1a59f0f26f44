import { describe, expect, it } from "vitest";
import { CROSS_ENTROPY, FOCAL, type FocalSettings, focalLoss, focalSlope } from "../../src/models/focal.ts";

const SETTINGS: [string, FocalSettings][] = [
  ["cup-hybrid's", FOCAL],
  ["cross-entropy", CROSS_ENTROPY],
  ["focal without balancing", { gamma: 2, smoothing: 0 }],
  ["fractional γ", { alpha: 0.6, gamma: 0.5, smoothing: 0.1 }],
];

describe("focal loss", () => {
  it.each([
    [1, -2, 0.290803],
    [1, 0, 0.064983],
    [1, 2, 0.022535],
    [1, 4, 0.025611],
    [0, -2, 0.037558],
    [0, 0, 0.108304],
    [0, 2, 0.484672],
    [0, 4, 1.035775],
  ])("of label %d at logit %d is %f", (label, logit, loss) => {
    expect(focalLoss(label, logit, FOCAL)).toBeCloseTo(loss, 6);
  });

  it("is .10349 for an untrained mix of one click and eight negatives", () => {
    expect((focalLoss(1, 0, FOCAL) + 8 * focalLoss(0, 0, FOCAL)) / 9).toBeCloseTo(0.10349, 5);
  });

  it.each([
    [1, 2.48193],
    [0, -2.48193],
  ])("is least for label %d at %f", (label, best) => {
    expect(focalSlope(label, best, FOCAL)).toBeCloseTo(0, 6);
    for (const aside of [-0.1, 0.1]) {
      expect(focalLoss(label, best + aside, FOCAL)).toBeGreaterThan(focalLoss(label, best, FOCAL));
    }
  });

  it("is the binary cross-entropy without focus, smoothing and balancing", () => {
    for (const logit of [-5, -0.3, 0, 1.7, 6]) {
      const p = 1 / (1 + Math.exp(-logit));
      expect(focalLoss(1, logit, CROSS_ENTROPY)).toBeCloseTo(-Math.log(p), 12);
      expect(focalLoss(0, logit, CROSS_ENTROPY)).toBeCloseTo(-Math.log(1 - p), 12);
      expect(focalSlope(1, logit, CROSS_ENTROPY)).toBeCloseTo(p - 1, 12);
    }
  });

  it.each(SETTINGS)("and its slope are finite far out (%s)", (_, settings) => {
    for (const label of [0, 1]) {
      for (const logit of [-1000, -100, 100, 1000]) {
        expect(focalLoss(label, logit, settings)).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(focalLoss(label, logit, settings))).toBe(true);
        expect(Number.isFinite(focalSlope(label, logit, settings))).toBe(true);
      }
    }
  });

  it.each(SETTINGS)("has the slope of its finite differences (%s)", (_, settings) => {
    for (const label of [0, 1]) {
      for (const logit of [-4, -1.3, 0, 0.2, 2.5, 5]) {
        const step = 1e-5;
        const rise = focalLoss(label, logit + step, settings) - focalLoss(label, logit - step, settings);
        expect(focalSlope(label, logit, settings)).toBeCloseTo(rise / (2 * step), 8);
      }
    }
  });
});
