/** NMRN on a stream of events: scored by the memory as it is, then trained on what happened, which then is written. */
import type { Sections } from "../core/checkpoint.ts";
import { SlateLabError } from "../core/errors.ts";
import type { Stream } from "../core/random.ts";
import { checkSection } from "../core/section-rules.ts";
import type { StreamModel } from "../core/stream-model.ts";
import type { Interactions } from "../core/types.ts";
import { type NegativeSampler, PopularitySampler, uniformSampler } from "../dataset/negatives.ts";
import { numbersOf } from "../engine/numbers-of.ts";
import type { AdamSettings } from "../models/adam-settings.ts";
import type { Phase } from "../models/model.ts";
import { type Nmrn, nmrnPhase } from "../models/nmrn/nmrn.ts";
import { NoiseSampler, noiseSamplerPhase } from "../models/nmrn/noise-sampler.ts";
import type { NmrnLearning } from "../models/nmrn/recipes.ts";
import { type WeightValues, weightsOf } from "../models/weights.ts";
import { Adam, type AdamState } from "./adam.ts";

/** What is learnt beside the weights of the model, and what it takes to go on exactly: draws are functions of seed and step. */
export interface NmrnStreamState {
  /** Blocks learnt from so far. */
  readonly steps: number;
  /** What the sampler has learnt: its weights, or how often items were met. */
  readonly sampler: Sections;
  /** Of the model and of the sampler; one that is left out begins anew. */
  readonly optimisers: Readonly<Partial<Record<NmrnPart, AdamState>>>;
}

/** What a step of NMRN trains. */
type NmrnPart = "model" | "sampler";

/** NMRN as a stream meets it. A block of events is one step of each optimiser. */
export class NmrnStream implements StreamModel {
  readonly items: number;
  readonly #model: Nmrn;
  readonly #learning: NmrnLearning;
  readonly #random: Stream;
  readonly #sampler: LearningSampler;
  readonly #trained: TrainedPhase;
  #steps = 0;
  #loss = Number.NaN;

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

  /** Draws its negatives, by what it has learnt so far. */
  get negatives(): NegativeSampler {
    return this.#sampler.negatives;
  }

  score(users: Int32Array): Float32Array {
    return numbersOf(() => this.#model.scores(users));
  }

  /** Of the model, in the last block that its weights learnt from; not a number before the first. */
  get loss(): number {
    return this.#loss;
  }

  /**
   * How to write is learnt from what is read later in the block: blocks of one event teach nothing of it. Throws a SlateLabError where
   * the loss is not finite.
   */
  learn(events: Interactions): void {
    const { learns } = this.#learning;
    if (learns === "nothing") return;
    if (learns === "all") this.#step(events);
    this.#model.write(events);
  }

  state(): NmrnStreamState {
    const ofSampler = this.#sampler.trained?.state();
    return {
      steps: this.#steps,
      sampler: this.#sampler.learnt(),
      optimisers: { model: this.#trained.state(), ...(ofSampler && { sampler: ofSampler }) },
    };
  }

  /** Throws a SlateLabError or UsageError that begins with `where` for the state of another model or sampler. */
  restore({ steps, sampler, optimisers }: NmrnStreamState, where: string): void {
    this.#sampler.load(sampler, where);
    if (optimisers.model) this.#trained.restore(optimisers.model, where);
    if (optimisers.sampler) this.#sampler.trained?.restore(optimisers.sampler, where);
    this.#steps = steps;
  }

  dispose(): void {
    this.#sampler.dispose();
    this.#trained.dispose();
  }

  #step(events: Interactions): void {
    const random = this.#random.fork(this.#steps++);
    this.#loss = this.#trained.step(events, random.fork("model"));
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

  /** Returns the loss. */
  step(events: Interactions, random: Stream): number {
    const loss = this.#adam.minimise(() => this.#phase.loss(events, random));
    if (Number.isFinite(loss)) return loss;
    throw new SlateLabError(`NMRN: Expected a finite loss, got ${loss}: a smaller learning rate may help`);
  }

  state(): AdamState {
    return this.#adam.state();
  }

  restore(state: AdamState, where: string): void {
    this.#adam.restore(state, where);
  }

  dispose(): void {
    this.#adam.dispose();
  }
}

/** A sampler of negatives with the way it learns. */
interface LearningSampler {
  readonly negatives: NegativeSampler;
  /** There where it has weights. */
  readonly trained?: TrainedPhase;
  learn(events: Interactions, random: Stream): void;
  /** What it has learnt. */
  learnt(): Sections;
  load(learnt: Sections, where: string): void;
  dispose(): void;
}

type MakeSampler = (model: Nmrn, learning: NmrnLearning, random: Stream) => LearningSampler;

const SAMPLERS: Readonly<Record<NmrnLearning["sampler"], MakeSampler>> = {
  uniform: ({ settings }) => ({
    negatives: uniformSampler(settings.items),
    learn() {},
    learnt: () => ({}),
    load() {},
    dispose() {},
  }),
  popularity: ({ settings: { items } }) => {
    const negatives = new PopularitySampler(items);
    return {
      negatives,
      learn: (events) => negatives.count(events.items),
      learnt: () => ({ met: negatives.met.slice() }),
      load: ({ met }, where) => {
        checkSection(met, { type: Int32Array, length: items, least: 0 }, `${where}: met`);
        negatives.met = met as Int32Array;
      },
      dispose() {},
    };
  },
  adversarial: (model, { noise, optimiser }, random) => {
    const negatives = new NoiseSampler(model, noise, random);
    const trained = new TrainedPhase(noiseSamplerPhase(negatives), optimiser);
    return {
      negatives,
      trained,
      learn: (events, random) => trained.step(events, random),
      learnt: () => negatives.weights.read(),
      load: (learnt, where) => {
        const { weights } = negatives;
        const source = weightsOf(learnt as WeightValues, where);
        weights.load(Object.fromEntries(weights.names.map((name) => [name, source(name, weights.get(name).size)])));
      },
      dispose: () => {
        negatives.dispose();
        trained.dispose();
      },
    };
  },
};
