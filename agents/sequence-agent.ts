/**
 * What `sasrec`, `gsasrec` and `ssept` share: a next-item model that ranks the catalogue for a user's clicks and goes on learning
 * from the responses.
 *
 * A round whose user has clicked nothing since and whose model has not moved costs a look-up; otherwise one pass of the network
 * for one user, and the exact best items from `DotTopK`, whose bounds outlive most small moves of the item table.
 */
import { z } from "zod";
import type { AgentContext } from "../src/core/agents.ts";
import type { ClickHistory } from "../src/core/clicks.ts";
import { expected } from "../src/core/errors.ts";
import { Stream, type StreamState } from "../src/core/random.ts";
import { toSequences } from "../src/core/sequences.ts";
import { type Agent, NO_CLICK, type Observation, type Slate, type Transition } from "../src/core/types.ts";
import { ENGINE_CHOICES, openEngine } from "../src/engine/engine.ts";
import { gbceBeta } from "../src/models/sequence-losses.ts";
import type { Objective } from "../src/models/sequence-objective.ts";
import type { WeightValues } from "../src/models/weights.ts";
import { DotTopK } from "../src/retrieval/dot-top-k.ts";
import { type BriefTraining, trainBriefly } from "../src/train/brief-training.ts";
import type { ParameterChanges } from "../src/train/parameters.ts";
import { type Response, RowSequenceModel } from "../src/train/row-sequence-model.ts";
import { readSequenceCheckpoint, type SequenceArchitecture } from "../src/train/sequence-training.ts";
import { fillRandomly } from "./slates.ts";

const UPDATES = ["none", "click", "batch", "replay"] as const;

/** Settings of every agent of a next-item model. */
export const sequenceSettings = {
  checkpoint: z.string().optional().describe("weights to start from (see 'slatelab pretrain'); without, trained here"),
  steps: z.int().min(0).default(100).describe("training steps on the public clicks where there is no checkpoint"),
  seed: z.int().min(0).default(1).describe("draws the initial weights and that training, for every episode alike"),
  engine: z.enum(ENGINE_CHOICES).default("auto").describe("what computes"),
  update: z
    .enum(UPDATES)
    .default("click")
    .describe(
      "when it learns: never, at each response, from `batch` of them at once, or each time from `batch` old ones too",
    ),
  batch: z.int().min(1).max(64).default(8).describe("responses of a step for batch and replay"),
  size: z.int().min(1).max(1_000_000).default(2000).describe("responses that replay draws from, the latest ones"),
  misses: z.boolean().default(true).describe("learn from slates without a click too"),
  learningRate: z.number().min(0).default(0.02).describe("step of the items' and users' vectors"),
  networkRate: z.number().min(0).default(0).describe("step of all other weights; 0 leaves them"),
  negatives: z.int().min(0).max(256).default(16).describe("random items that a click is weighed against"),
};

export type SequenceSettings = z.infer<z.ZodObject<typeof sequenceSettings>>;

/** How a kind of agent begins without a checkpoint, and which checkpoints it takes. */
export interface SequenceKind {
  readonly name: string;
  readonly architecture: SequenceArchitecture["architecture"];
  /** For as many items and users. */
  brief(shape: { items: number; users: number }): Omit<BriefTraining, "steps">;
}

interface Trained {
  readonly model: SequenceArchitecture;
  readonly objective: Objective;
  readonly weights: WeightValues;
}

/** Opens the engine, takes the weights of the checkpoint or trains briefly, and makes the agent. */
export async function openSequenceAgent(
  kind: SequenceKind,
  context: AgentContext,
  settings: SequenceSettings,
): Promise<Agent> {
  await openEngine(settings.engine);
  const { checkpoint } = settings;
  const trained = checkpoint === undefined ? train(kind, context, settings) : load(kind, context, checkpoint);
  return new SequenceAgent(trained, context, settings);
}

function train(
  kind: SequenceKind,
  { catalogue, users, interactions }: AgentContext,
  settings: SequenceSettings,
): Trained {
  const known = interactions.users.reduce((most, user) => Math.max(most, user + 1), users);
  const training = { ...kind.brief({ items: catalogue.size, users: known }), steps: settings.steps };
  const weights = trainBriefly(training, toSequences(interactions, known), new Stream(`${kind.name}/${settings.seed}`));
  return { ...training, weights };
}

function load(kind: SequenceKind, { catalogue, users }: AgentContext, path: string): Trained {
  const { model, objective, weights } = readSequenceCheckpoint(path);
  const { architecture, settings } = model;
  if (architecture !== kind.architecture) throw expected(`a checkpoint of ${kind.name}`, architecture, path);
  if (settings.items !== catalogue.size) throw expected(`weights for ${catalogue.size} items`, settings.items, path);
  if (architecture === "sse-pt" && settings.users < users)
    throw expected(`weights for at least ${users} users`, settings.users, path);
  return { model, objective, weights };
}

interface Snapshot {
  random: StreamState;
  changes: ParameterChanges;
  waiting: Response[];
  memory: Response[];
}

/** A user's slate, and what it was made from. */
interface Served {
  readonly history: ClickHistory;
  readonly version: number;
  readonly slate: number[];
}

class SequenceAgent implements Agent {
  readonly #context: AgentContext;
  readonly #settings: SequenceSettings;
  readonly #objective: Objective;
  readonly #model: RowSequenceModel;
  readonly #index: DotTopK;
  #random: Stream;
  /** Steps of the model so far; never goes back. */
  #version = 0;
  #served: (Served | undefined)[] = [];
  /** Responses of the batch that is filling. */
  #waiting: Response[] = [];
  /** Responses that replay draws from: a ring once it is full. */
  #memory: Response[] = [];

  constructor({ model, objective, weights }: Trained, context: AgentContext, settings: SequenceSettings) {
    const { update, batch, negatives } = settings;
    this.#context = context;
    this.#settings = settings;
    this.#objective = objective;
    this.#random = context.random;
    this.#model = new RowSequenceModel({
      model,
      objective,
      users: context.users,
      batch: update === "none" || update === "click" ? 1 : batch,
      candidates: context.slateSize + negatives,
    });
    this.#index = new DotTopK(this.#model.scan, LIST).watch(this.#model.scanned);
    this.#model.load(weights);
  }

  recommend({ user, history }: Observation): Slate {
    const served = this.#served[user];
    if (served?.history === history && served.version === this.#version) return served.slate;
    const { slateSize: size, catalogue } = this.#context;
    this.#model.encode(user, Int32Array.from(history));
    const best = Array.from(this.#index.top({ user, k: size, excluded: history }));
    const slate = fillRandomly(best, { size, items: catalogue.size, random: this.#random });
    this.#served[user] = { history, version: this.#version, slate };
    return slate;
  }

  learn(transition: Transition): void {
    const { update, misses, batch } = this.#settings;
    const { observation, clicked } = transition;
    if (update === "none" || observation.history.length === 0 || (clicked === NO_CLICK && !misses)) return;
    const response = this.#responseOf(transition);
    if (update === "click") this.#step([response]);
    else if (update === "replay") this.#step(this.#replayed(response));
    else if (this.#waiting.push(response) === batch) this.#step(this.#waiting.splice(0));
  }

  snapshot(): Snapshot {
    const { parameters } = this.#model;
    return {
      random: this.#random.state(),
      changes: parameters.changes(),
      waiting: this.#waiting.slice(),
      memory: this.#memory.slice(),
    };
  }

  restore({ random, changes, waiting, memory }: Snapshot, stream = Stream.restore(random)): void {
    this.#random = stream;
    this.#model.restore(changes);
    this.#waiting = waiting.slice();
    this.#memory = memory.slice();
    this.#served = [];
    this.#version++;
  }

  dispose(): void {
    this.#model.dispose();
  }

  /** The click, what was passed over for it, and sampled items; or all that was passed over. */
  #responseOf({ observation: { user, history }, slate, clicked }: Transition): Response {
    const { negatives } = this.#settings;
    const { slateSize: size, catalogue } = this.#context;
    const items = new Int32Array(size + negatives);
    const weights = new Float32Array(size + negatives);
    for (let i = 0; i < size; i++) {
      items[i] = slate[i];
      weights[i] = slate[i] === clicked ? this.#clickWeight : -1;
    }
    if (clicked !== NO_CLICK) {
      for (let i = size; i < items.length; i++) {
        items[i] = this.#random.int(catalogue.size);
        weights[i] = -1;
      }
    }
    return { user, history: Int32Array.from(history), items, weights };
  }

  /** β of gBCE, so that a click weighs as it did in training. */
  get #clickWeight(): number {
    const { negatives } = this.#settings;
    if (this.#objective.loss !== "gbce") return 1;
    return gbceBeta({ negatives, items: this.#context.catalogue.size, t: this.#objective.t });
  }

  /** A response with old ones, and it joins them. */
  #replayed(response: Response): Response[] {
    const { size, batch } = this.#settings;
    const old =
      this.#memory.length === 0 ? [] : Array.from({ length: batch - 1 }, () => this.#random.pick(this.#memory));
    if (this.#memory.length < size) this.#memory.push(response);
    else this.#memory[this.#random.int(size)] = response;
    return [response, ...old];
  }

  #step(responses: readonly Response[]): void {
    const { learningRate: rows, networkRate: network } = this.#settings;
    if (this.#objective.loss === "softmax" && !responses.some(hasClick)) return;
    this.#model.step(responses, { rows, network });
    this.#version++;
  }
}

function hasClick({ weights }: Response): boolean {
  return weights.some((weight) => weight > 0);
}

/** Items of a user's list. Users move often, and a short list is made sooner. */
const LIST = 256;
