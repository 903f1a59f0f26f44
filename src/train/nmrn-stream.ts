/** NMRN on a stream of events: scored by the memory as it is, then trained on what happened, which then is written. */
import type { Stream } from "../core/random.ts";
import type { StreamModel } from "../core/stream-model.ts";
import type { Interactions } from "../core/types.ts";
import { type NegativeSampler, PopularitySampler, uniformSampler } from "../dataset/negatives.ts";
import { numbersOf } from "../engine/numbers-of.ts";
import type { AdamSettings } from "../models/adam-settings.ts";
import type { Phase } from "../models/model.ts";
import { type Nmrn, nmrnPhase } from "../models/nmrn/nmrn.ts";
import { NoiseSampler, type NoiseSamplerSettings, noiseSamplerPhase } from "../models/nmrn/noise-sampler.ts";
import { Adam } from "./adam.ts";

/** Who proposes negatives: every item alike, items as often as they were met, or the noise sampler. */
export type NmrnSampler = "uniform" | "popularity" | "adversarial";

/** How NMRN learns from a stream. */
export interface NmrnLearning {
  readonly sampler: NmrnSampler;
  /** Most negatives tried for an event. */
  readonly tries: number;
  readonly optimiser: AdamSettings;
  /** Of the sampler `adversarial`. */
  readonly noise: NoiseSamplerSettings;
  /** What events change: the weights and the memory, the memory alone, or nothing, which are controls. */
  readonly learns: "all" | "memory" | "nothing";
}

/** NMRN as a stream meets it. A block of events is one step of each optimiser. */
export class NmrnStream implements StreamModel {
  readonly items: number;
  readonly #model: Nmrn;
  readonly #learning: NmrnLearning;
  readonly #random: Stream;
  readonly #sampler: LearningSampler;
  readonly #trained: TrainedPhase;
  #steps = 0;

  /** Learns into the model's own weights, which stay the caller's to free. */
  constructor(model: Nmrn, learning: NmrnLearning, random: Stream) {
    const { sampler, tries, optimiser } = learning;
    this.items = model.settings.items;
    this.#model = model;
    this.#learning = learning;
    this.#random = random.fork("steps");
    this.#sampler = SAMPLERS[sampler](model, learning, random.fork("sampler"));
    this.#trained = new TrainedPhase(nmrnPhase(model, { negatives: this.#sampler.negatives, tries }), optimiser);
  }

  score(users: Int32Array): Float32Array {
    return numbersOf(() => this.#model.scores(users));
  }

  /** How to write is learnt from what is read later in the block: blocks of one event teach nothing of it. */
  learn(events: Interactions): void {
    const { learns } = this.#learning;
    if (learns === "nothing") return;
    if (learns === "all") this.#step(events);
    this.#model.write(events);
  }

  dispose(): void {
    this.#sampler.dispose();
    this.#trained.dispose();
  }

  #step(events: Interactions): void {
    const random = this.#random.fork(this.#steps++);
    this.#trained.step(events, random.fork("model"));
    this.#sampler.learn(events, random.fork("sampler"));
  }
}

/** A phase with its optimiser. */
class TrainedPhase {
  readonly #phase: Phase<Interactions>;
  readonly #adam: Adam;

  constructor(phase: Phase<Interactions>, optimiser: AdamSettings) {
    this.#phase = phase;
    this.#adam = new Adam(phase.variables, optimiser);
  }

  step(events: Interactions, random: Stream): void {
    this.#adam.minimise(() => this.#phase.loss(events, random));
  }

  dispose(): void {
    this.#adam.dispose();
  }
}

/** A sampler of negatives with the way it learns. */
interface LearningSampler {
  readonly negatives: NegativeSampler;
  learn(events: Interactions, random: Stream): void;
  dispose(): void;
}

type MakeSampler = (model: Nmrn, learning: NmrnLearning, random: Stream) => LearningSampler;

const SAMPLERS: Readonly<Record<NmrnSampler, MakeSampler>> = {
  uniform: ({ settings }) => ({ negatives: uniformSampler(settings.items), learn() {}, dispose() {} }),
  popularity: ({ settings }) => {
    const negatives = new PopularitySampler(settings.items);
    return { negatives, learn: ({ items }) => negatives.count(items), dispose() {} };
  },
  adversarial: (model, { noise, optimiser }, random) => {
    const negatives = new NoiseSampler(model, noise, random);
    const trained = new TrainedPhase(noiseSamplerPhase(negatives), optimiser);
    return {
      negatives,
      learn: (events, random) => trained.step(events, random),
      dispose: () => {
        negatives.dispose();
        trained.dispose();
      },
    };
  },
};
