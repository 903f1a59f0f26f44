/**
 * Binary focal cross-entropy on logits (Lin, Goyal, Girshick, He, Dollár: Focal Loss for Dense Object Detection, ICCV
 * 2017), with class balancing and label smoothing as Keras' BinaryFocalCrossentropy defines them:
 *
 *   ỹ = y(1−ε) + ε/2     p = σ(s)     p_t = ỹp + (1−ỹ)(1−p)
 *   ℓ = [ỹα + (1−ỹ)(1−α)] · (1−p_t)^γ · BCE(ỹ, s)
 *
 * With ε = .5, α = .25, γ = 2 the least loss is at s = ±2.48193: a surer score is penalised again. With γ = 0, ε = 0 and no
 * balancing it is the plain binary cross-entropy.
 *
 * Departure: Keras clips p to [1e-7, 1 − 1e-7]; here the cross-entropy is computed from the logit and needs no clipping.
 */
export interface FocalSettings {
  /** Weight of the positive class, the negative one's is 1 − α; undefined weighs both with 1. */
  alpha?: number;
  /** Focusing exponent γ ≥ 0. */
  gamma: number;
  /** Label smoothing ε, 0..1. */
  smoothing: number;
}

/** Settings of the focal loss that cup-hybrid (docs/sources.md) trains FunkSVD with. */
export const FOCAL: Readonly<FocalSettings> = { alpha: 0.25, gamma: 2, smoothing: 0.5 };
/** Settings that make the focal loss the plain cross-entropy (log loss). */
export const CROSS_ENTROPY: Readonly<FocalSettings> = { gamma: 0, smoothing: 0 };

/** The logistic function, without overflow. */
export function sigmoid(logit: number): number {
  return logit >= 0 ? 1 / (1 + Math.exp(-logit)) : Math.exp(logit) / (1 + Math.exp(logit));
}

/** BCE(ỹ, s) for a soft label, finite for every logit. */
function crossEntropy(label: number, logit: number): number {
  return Math.max(logit, 0) - logit * label + Math.log1p(Math.exp(-Math.abs(logit)));
}

/** ỹ, its class weight, and 1 − p_t: what loss and slope share. */
function parts(label: number, logit: number, { alpha, smoothing }: FocalSettings) {
  const soft = label * (1 - smoothing) + smoothing / 2;
  const weight = alpha === undefined ? 1 : soft * alpha + (1 - soft) * (1 - alpha);
  const miss = soft * sigmoid(-logit) + (1 - soft) * sigmoid(logit);
  return { soft, weight, miss };
}

/** Focal loss of one example; the label is 0 or 1. */
export function focalLoss(label: number, logit: number, settings: FocalSettings): number {
  const { soft, weight, miss } = parts(label, logit, settings);
  return weight * miss ** settings.gamma * crossEntropy(soft, logit);
}

/** Derivative of the focal loss of one example by its score, dℓ/ds. */
export function focalSlope(label: number, logit: number, settings: FocalSettings): number {
  const { gamma } = settings;
  const { soft, weight, miss } = parts(label, logit, settings);
  const slope = miss ** gamma * (sigmoid(logit) - soft);
  if (gamma === 0) return weight * slope;
  const missSlope = (1 - 2 * soft) * sigmoid(logit) * sigmoid(-logit);
  return weight * (slope + gamma * miss ** (gamma - 1) * missSlope * crossEntropy(soft, logit));
}
