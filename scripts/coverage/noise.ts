/** Made-up suites whose truth is known. */
import { Stream } from "../../src/core/random.ts";
import { interquartileMean } from "../../src/evaluate/intervals.ts";

const TRUTH_DRAWS = 200_000;

/** Noise of an agent on a seed. */
export interface Noise {
  readonly name: string;
  /** A draw; its mean is 0, where it has one. */
  readonly draw: (random: Stream) => number;
  /** Standard deviation, where it has one; what differences are measured in. */
  readonly sd: number;
}

/** How agents and seeds share the noise. */
export interface NoiseScene {
  readonly name: string;
  /** Agents take them in turn; differences are measured in the deviation of the first. */
  readonly noises: readonly Noise[];
  /** Standard deviation, in that of the first noise, of what a seed does to all agents alike. */
  readonly seedEffect: number;
}

const NORMAL: Noise = { name: "normal", draw: (random) => random.normal(), sd: 1 };
const LOG_NORMAL = logNormal(1);
const STEADY = scaled(NORMAL, 0.05);
const EXPONENTIAL: Noise = { name: "exponential", draw: (random) => random.exponential(1) - 1, sd: 1 };
const HEAVY: Noise = { name: "heavy-tailed (t, 3 degrees)", draw: studentDraw, sd: Math.sqrt(3) };
const CAUCHY: Noise = {
  name: "Cauchy",
  draw: (random) => Math.tan(Math.PI * (random.uniform() - 0.5)),
  sd: 1,
};

/** What one mean, one difference, one IQM and one probability are tried on. */
export const NOISES: readonly Noise[] = [NORMAL, logNormal(0.5), LOG_NORMAL, HEAVY];

/** What comparisons of many agents are tried on. */
export const SCENES: readonly NoiseScene[] = [
  ...[...NOISES, CAUCHY].map((noise) => ({ name: noise.name, noises: [noise], seedEffect: 0 })),
  { name: "normal, seeds in common", noises: [NORMAL], seedEffect: 3 },
  { name: "normal, unequal spread", noises: [NORMAL, scaled(NORMAL, 0.1)], seedEffect: 0 },
  { name: "log-normal σ = 1, unequal spread", noises: [LOG_NORMAL, scaled(LOG_NORMAL, 0.1)], seedEffect: 0 },
  { name: "log-normal σ = 1 beside steady", noises: [LOG_NORMAL, STEADY], seedEffect: 0 },
  { name: "log-normal σ = 0.5 beside steady", noises: [logNormal(0.5), STEADY], seedEffect: 0 },
  { name: "exponential, opposite tails", noises: [EXPONENTIAL, scaled(EXPONENTIAL, -1)], seedEffect: 0 },
];

/** How many play. */
export interface SuiteSize {
  readonly agents: number;
  readonly seeds: number;
}

/** Scores of agents that are equally good, [agents][seeds]. */
export function equals(scene: NoiseScene, { agents, seeds }: SuiteSize, random: Stream): number[][] {
  const { noises, seedEffect } = scene;
  const common = Array.from({ length: seeds }, () => seedEffect * noises[0].sd * random.normal());
  return Array.from({ length: agents }, (_, agent) => {
    const { draw } = noises[agent % noises.length];
    return common.map((effect) => effect + draw(random));
  });
}

/** Draws of a noise, `count` of them. */
export function sample(noise: Noise, count: number, random: Stream): number[] {
  return Array.from({ length: count }, () => noise.draw(random));
}

/** What is true of a noise, from many draws: its interquartile mean, and the lead with which an agent wins on four seeds of five. */
export function truthOf(noise: Noise): { iqm: number; lead: number } {
  const random = new Stream(`truth/${noise.name}`);
  const draws = sample(noise, TRUTH_DRAWS, random);
  const leads = Float64Array.from(draws, (draw) => draw - noise.draw(random)).sort();
  return { iqm: interquartileMean(draws).mean, lead: leads[Math.floor(0.8 * TRUTH_DRAWS)] };
}

/** exp of a normal draw of that deviation, less its mean. */
function logNormal(sigma: number): Noise {
  const mean = Math.exp(sigma ** 2 / 2);
  return {
    name: `log-normal σ = ${sigma}`,
    draw: (random) => Math.exp(random.normal(0, sigma)) - mean,
    sd: mean * Math.sqrt(Math.exp(sigma ** 2) - 1),
  };
}

/** A noise so many times as wide; turned round where that is negative. */
function scaled({ name, draw, sd }: Noise, factor: number): Noise {
  return { name: `${name} × ${factor}`, draw: (random) => factor * draw(random), sd: Math.abs(factor) * sd };
}

function studentDraw(random: Stream): number {
  const squares = random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2;
  return random.normal() / Math.sqrt(squares / 3);
}
