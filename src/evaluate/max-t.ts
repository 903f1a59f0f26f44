/**
 * How far two of many agents must be apart: the largest paired t statistic that agents of equal worth show in 95 of 100 suites.
 *
 * The reference is normal noise, independent between agents and of one spread; what a seed does to all agents alike cancels in the
 * differences. Noise of unequal spread or heavier tails stays below it; noise whose skewness differs between agents goes above it.
 * Resampling the seeds that were played would need no such reference, but a handful of them has too few resamples, whose t statistics
 * have no bound: among 20 agents on 10 seeds it finds 3 of 100 differences of which this finds 17 (`npm run coverage`).
 */

import { quantile } from "d3-array";
import { expected } from "../core/errors.ts";
import { normalPair, Stream } from "../core/random.ts";
import { studentT } from "./student-t.ts";

const CONFIDENCE = 0.95;
/** Suites drawn: they place the quantile within a quarter of a point, one standard error. */
const DRAWS = 8_000;
/** Two standard errors of that, so that the level stays below 5% whatever was drawn. */
const MARGIN = 0.005;
/** From here on a spread is as good as known: more seeds are compared as this many, which is hardly wider. */
const MOST_SEEDS = 101;

/**
 * Standard errors by which the difference of two of so many agents must exceed zero on so many seeds. Throws a UsageError on fewer than
 * two of either.
 */
export function criticalDifference(seeds: number, agents: number): number {
  checkCount(seeds, "seeds");
  checkCount(agents, "agents");
  if (agents === 2) return studentT(CONFIDENCE, seeds - 1);
  const random = new Stream("max-t");
  const suite = new NoiseSuite(agents, Math.min(seeds, MOST_SEEDS) - 1);
  return quantile(
    Float64Array.from({ length: DRAWS }, () => suite.largest(random)),
    CONFIDENCE + MARGIN,
  ) as number;
}

function checkCount(count: number, what: string): void {
  if (!Number.isSafeInteger(count) || count < 2) throw expected(`a whole number of at least 2 ${what}`, count);
}

/**
 * Agents that differ by nothing but normal noise. Their means and their deviations are independent, so each is drawn by itself: the
 * squares and products of deviations as Bartlett's triangle (1933, "On the theory of statistical regression").
 */
class NoiseSuite {
  readonly #agents: number;
  readonly #degrees: number;
  readonly #width: number;
  /** [agents], times √seeds */
  readonly #means: Float64Array;
  /** [agents, width]: the squares of the difference of two rows add up to `degrees` times the variance of the pair. */
  readonly #triangle: Float64Array;

  constructor(agents: number, degrees: number) {
    this.#agents = agents;
    this.#degrees = degrees;
    this.#width = Math.min(agents, degrees);
    this.#means = new Float64Array(agents);
    this.#triangle = new Float64Array(agents * this.#width);
  }

  /** Draws a suite: the largest |t| of its pairs. */
  largest(random: Stream): number {
    this.#draw(random);
    let best = 0;
    for (let a = 1; a < this.#agents; a++) {
      for (let b = 0; b < a; b++) {
        const squared = (this.#means[a] - this.#means[b]) ** 2 * this.#degrees;
        const squares = this.#squaresBelow(a, b, squared / best);
        if (squares < squared / best) best = squared / squares;
      }
    }
    return Math.sqrt(best);
  }

  #draw(random: Stream): void {
    fillNormal(this.#means, random);
    for (let a = 0; a < this.#agents; a++) {
      const row = a * this.#width;
      fillNormal(this.#triangle.subarray(row, row + Math.min(a, this.#width)), random);
      if (a < this.#width) this.#triangle[row + a] = Math.sqrt(chiSquare(this.#degrees - a, random));
    }
  }

  /** Squared differences of two rows, added up until they reach `limit`: most pairs are out of the running early. */
  #squaresBelow(a: number, b: number, limit: number): number {
    const width = this.#width;
    let total = 0;
    for (let i = 0; i < width && total < limit; i++) {
      total += (this.#triangle[a * width + i] - this.#triangle[b * width + i]) ** 2;
    }
    return total;
  }
}

function fillNormal(values: Float64Array, random: Stream): void {
  for (let i = 0; i < values.length; i += 2) {
    const [x, y] = normalPair(random.uniform(), random.uniform());
    values[i] = x;
    if (i + 1 < values.length) values[i + 1] = y;
  }
}

/** Sum of squares of so many normal draws; two of them together are exponential. */
function chiSquare(degrees: number, random: Stream): number {
  let product = 1;
  for (let i = 1; i < degrees; i += 2) product *= 1 - random.uniform();
  return (degrees % 2 === 1 ? random.normal() ** 2 : 0) - 2 * Math.log(product);
}
