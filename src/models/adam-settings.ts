/** Settings of Adam (src/train/adam.ts), as recipes of models name them. */
export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** How the rate changes from step to step; without it, it does not. */
  readonly schedule?: RateSchedule;
  /** Decay of an exponential moving average of the weights, to be validated and kept as the best in place of them. */
  readonly averageDecay?: number;
}

/**
 * How the learning rate goes: it rises linearly for `warmUp` steps, then falls as half a cosine to nothing at step `end`, if
 * there is one.
 */
export interface RateSchedule {
  readonly warmUp: number;
  readonly end: number | null;
}

/** Default settings of Adam: PyTorch's, which gsasrec-pytorch trains with (docs/sources.md); TensorFlow.js' own ε is 1e-7. */
export const ADAM: AdamSettings = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
