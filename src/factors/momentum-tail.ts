/**
 * Where a dense AdamW takes a row whose gradient is zero for k steps, in closed form.
 *
 * With m and v as they are after step s, q = √β2 and c_t = √(1−β2^t)/(1−β1^t), step s+j moves a weight by −λ c_{s+j} β1ʲ m / (qʲ√v + ε).
 * In the frame of src/factors/dense-clock.ts, whose unit shrinks by ρ = 1 − λ·decay a step, that is divided by ρʲ. With
 * e = ε/(√v + ε), expanded around j = 0,
 *
 *   1/(qʲ√v + ε) = q⁻ʲ/(√v + ε) · [1 − e(q⁻ʲ − 1) + e²(q⁻ʲ − 1)² − e³(q⁻ʲ − 1)³ …].
 *
 * All that is left are the sums Σ_{j≤k} c_{s+j} r_lʲ with r_l = β1/(ρ q^{l+1}), l = 0..3. Each is U_l(s) − r_lᵏ U_l(s+k), U_l being the
 * sum without end, which is tabled. What the expansion leaves out is below 2·10⁻⁸ of the move, less than float32 tells.
 */
import { type AdamWSettings, BETA1, BETA2, biasCorrection } from "./adamw.ts";

/** Terms of the expansion. */
const TERMS = 4;
/** From this step on the bias correction is 1: .999^36,864 < 2⁻⁵³. */
const CORRECTED = 36_864;
/** After so many steps nothing of a momentum is left: r⁵¹² < 2⁻⁷⁶. */
const SPENT = 512;

/** How a row moves through some steps without a gradient. */
export interface Coast {
  /** A weight moves by −m/(√v + ε) · (a₀ − e(a₁ − e(a₂ − e·a₃))): [4] */
  readonly terms: Float64Array;
  /** What becomes of the moments: factors. */
  first: number;
  second: number;
}

/** The closed form for one learning rate and weight decay. */
export class MomentumTail {
  readonly settings: Readonly<AdamWSettings>;
  /** What a weight keeps of itself in a step: 1 − λ·decay. */
  readonly keeps: number;
  /** r_l */
  readonly #ratios: Float64Array;
  /** U_l(s): [CORRECTED + 1, 4] */
  readonly #endless: Float64Array;
  /** r_lᵏ: [SPENT, 4] */
  readonly #powers: Float64Array;
  readonly #coast: Coast = { terms: new Float64Array(TERMS), first: 1, second: 1 };

  constructor(settings: Readonly<AdamWSettings>) {
    const { learningRate, weightDecay } = settings;
    this.settings = settings;
    this.keeps = 1 - learningRate * weightDecay;
    this.#ratios = Float64Array.from({ length: TERMS }, (_, l) => BETA1 / this.keeps / Math.sqrt(BETA2) ** (l + 1));
    this.#endless = endlessSums(this.#ratios);
    this.#powers = Float64Array.from(
      { length: SPENT * TERMS },
      (_, i) => this.#ratios[i % TERMS] ** Math.floor(i / TERMS),
    );
  }

  /** What is left of a row's present speed after `steps` steps, as a share of what it moves in them. */
  leftAfter(steps: number): number {
    if (steps >= SPENT) return 0;
    const power = this.#powers[steps * TERMS];
    return power / (1 - power);
  }

  /** From step `from` on, where a unit of the frame is worth `unit`, through `steps` steps. The next call overwrites it. */
  coast(from: number, steps: number, unit: number): Coast {
    const { terms } = this.#coast;
    for (let l = 0; l < TERMS; l++) terms[l] = this.#sum(from, steps, l);
    differences(terms);
    const rate = this.settings.learningRate / unit;
    for (let l = 0; l < TERMS; l++) terms[l] *= rate;
    this.#coast.first = steps < SPENT ? BETA1 ** steps : 0;
    this.#coast.second = BETA2 ** steps;
    return this.#coast;
  }

  #sum(from: number, steps: number, l: number): number {
    const all = this.#endlessAt(from, l);
    return steps < SPENT ? all - this.#powers[steps * TERMS + l] * this.#endlessAt(from + steps, l) : all;
  }

  #endlessAt(step: number, l: number): number {
    return this.#endless[Math.min(step, CORRECTED) * TERMS + l];
  }
}

/** Turns Σ x q⁻ˡʲ, l = 0..3, into Σ x (q⁻ʲ − 1)ˡ. */
function differences(terms: Float64Array): void {
  const [a, b, c, d] = terms;
  terms[1] = b - a;
  terms[2] = c - 2 * b + a;
  terms[3] = d - 3 * c + 3 * b - a;
}

/** U(s) = r·(c_{s+1} + U(s+1)), from where c = 1 and U = r/(1−r) downwards. */
function endlessSums(ratios: Float64Array): Float64Array {
  const sums = new Float64Array((CORRECTED + 1) * TERMS);
  ratios.forEach((ratio, l) => {
    sums[CORRECTED * TERMS + l] = ratio / (1 - ratio);
    for (let step = CORRECTED - 1; step >= 0; step--) {
      sums[step * TERMS + l] = ratio * (biasCorrection(step + 1) + sums[(step + 1) * TERMS + l]);
    }
  });
  return sums;
}
