/**
 * What `sasrec`, `gsasrec` and `ssept` share: a next-item model ranks the catalogue for a user's clicks, and responses move its
 * item vectors (src/train/response-model.ts).
 *
 * The network runs when a user's clicks have grown; where nothing has moved a round costs a look-up, and otherwise the exact
 * best items from `DotTopK`, whose bounds outlive most moves.
 */
import { z } from "zod";
import type { AgentContext, AgentDefinition } from "../src/core/agents.ts";
import type { Checkpoint } from "../src/core/checkpoint.ts";
import type { ClickHistory } from "../src/core/clicks.ts";
import { expected } from "../src/core/errors.ts";
import { Stream, type StreamState } from "../src/core/random.ts";
import { toSequences } from "../src/core/sequences.ts";
import { checkpointSetting } from "../src/core/settings.ts";
import { fillRandomly } from "../src/core/slates.ts";
import type { Agent, Observation, Slate, Transition } from "../src/core/types.ts";
import { ENGINE_CHOICES, openEngine } from "../src/engine/engine.ts";
import { DotTopK } from "../src/factors/dot-top-k.ts";
import type { ParameterChanges } from "../src/factors/parameters.ts";
import type { WeightValues } from "../src/models/weights.ts";
import { type BriefTraining, trainBriefly } from "../src/train/brief-training.ts";
import { type Response, ResponseModel } from "../src/train/response-model.ts";
import { type SequenceArchitecture, sequenceCheckpointOf } from "../src/train/sequence-training.ts";
import { StateEncoder } from "../src/train/state-encoder.ts";

const UPDATES = ["none", "click", "batch", "replay"] as const;

/** Settings of every agent of a next-item model. */
const schema = z.strictObject({
  checkpoint: checkpointSetting()
    .optional()
    .describe("weights to start from (see 'slatelab pretrain'); without, trained here"),
  steps: z.int().min(0).default(100).describe("training steps on the public clicks where there is no checkpoint"),
  seed: z.int().min(0).default(1).describe("draws the initial weights and that training, for every episode alike"),
  engine: z.enum(ENGINE_CHOICES).default("wasm").describe("what computes; for one user at a time wasm is the quicker"),
  update: z
    .enum(UPDATES)
    .default("click")
    .describe("learns: never, from each response, from `batch` at once, or from each with `batch` - 1 old ones"),
  batch: z.int().min(1).max(64).default(8).describe("responses of a step for batch and replay"),
  size: z.int().min(1).max(1_000_000).default(2000).describe("responses that replay keeps and draws from"),
  learningRate: z.number().min(0).default(0.003).describe("step of item vectors"),
});

type SequenceSettings = z.infer<typeof schema>;

/** How a kind of agent begins without a checkpoint, and which checkpoints it takes. */
export interface SequenceKind {
  readonly name: string;
  /** The model, as its authors write it. */
  readonly title: string;
  readonly architecture: SequenceArchitecture["architecture"];
  /** For as many items and users. */
  brief(shape: { items: number; users: number }): Pick<BriefTraining, "model" | "objective" | "negatives">;
}

/** The agent of a kind of model. */
export function sequenceAgent(kind: SequenceKind): AgentDefinition<SequenceSettings> {
  return {
    name: kind.name,
    summary: `the user's unseen items of highest ${kind.title} score, updated online`,
    settings: schema,
    create: (context, settings) => openSequenceAgent(kind, context, settings),
  };
}

/** Steps of the training that takes a checkpoint's place. */
const BRIEF_STEPS = { batchSize: 64, learningRate: 3e-3 };

interface Trained {
  readonly model: SequenceArchitecture;
  readonly weights: WeightValues;
}

/** Opens the engine, takes the weights of the checkpoint or trains briefly, and makes the agent. */
async function openSequenceAgent(
  kind: SequenceKind,
  context: AgentContext,
  settings: SequenceSettings,
): Promise<Agent> {
  await openEngine(settings.engine);
  const { checkpoint } = context.checkpoints;
  const trained = checkpoint ? load(kind, context, checkpoint) : train(kind, context, settings);
  return new SequenceAgent(trained, context, settings);
}

function train(
  kind: SequenceKind,
  { catalogue, users, interactions }: AgentContext,
  settings: SequenceSettings,
): Trained {
  const known = interactions.users.reduce((most, user) => Math.max(most, user + 1), users);
  const training = { ...kind.brief({ items: catalogue.size, users: known }), steps: settings.steps, ...BRIEF_STEPS };
  const weights = trainBriefly(training, toSequences(interactions, known), new Stream(`${kind.name}/${settings.seed}`));
  return { model: training.model, weights };
}

function load(kind: SequenceKind, { catalogue, users }: AgentContext, checkpoint: Checkpoint): Trained {
  const { path } = checkpoint;
  const { model, weights } = sequenceCheckpointOf(checkpoint);
  const { architecture, settings } = model;
  if (architecture !== kind.architecture) throw expected(`a checkpoint of ${kind.name}`, architecture, path);
  if (settings.items !== catalogue.size) throw expected(`weights for ${catalogue.size} items`, settings.items, path);
  if (architecture === "sse-pt" && settings.users < users)
    throw expected(`weights for at least ${users} users`, settings.users, path);
  return { model, weights };
}

interface Snapshot {
  random: StreamState;
  changes: ParameterChanges;
  waiting: Response[];
  memory: Response[];
}

/** What a user was last served, and from what. */
interface Served {
  readonly history: ClickHistory;
  readonly version: number;
  readonly slate: number[];
}

class SequenceAgent implements Agent {
  readonly #context: AgentContext;
  readonly #settings: SequenceSettings;
  readonly #encoder: StateEncoder;
  readonly #model: ResponseModel;
  readonly #index: DotTopK;
  #random: Stream;
  /** Changes of the model so far; never goes back. */
  #version = 0;
  #served: (Served | undefined)[] = [];
  /** Responses of the batch that is filling. */
  #waiting: Response[] = [];
  /** Responses that replay draws from. */
  #memory: Response[] = [];

  constructor({ model, weights }: Trained, context: AgentContext, settings: SequenceSettings) {
    this.#context = context;
    this.#settings = settings;
    this.#random = context.random;
    this.#encoder = new StateEncoder(model, weights);
    const { items, width, output } = this.#encoder;
    this.#model = new ResponseModel({ users: context.users, items, width });
    this.#index = new DotTopK(this.#model.scan, LIST).watch(this.#model.watched);
    this.#model.load(output);
  }

  recommend({ user, history }: Observation): Slate {
    const served = this.#served[user];
    if (served?.history === history && served.version === this.#version) return served.slate;
    if (served?.history !== history) this.#model.setState(user, this.#encoder.encode(user, Int32Array.from(history)));
    const { slateSize: size, catalogue } = this.#context;
    const best = Array.from(this.#index.top({ user, k: size, excluded: history }));
    const slate = fillRandomly(best, { size, items: catalogue.size, random: this.#random });
    this.#served[user] = { history, version: this.#version, slate };
    return slate;
  }

  learn({ observation: { user }, slate, clicked }: Transition): void {
    const { update, batch } = this.#settings;
    const response = { user, slate: Array.from(slate), clicked };
    if (update === "click") this.#step([response]);
    else if (update === "replay") this.#step(this.#withOld(response));
    else if (update === "batch" && this.#waiting.push(response) === batch) this.#step(this.#waiting.splice(0));
  }

  snapshot(): Snapshot {
    return {
      random: this.#random.state(),
      changes: this.#model.parameters.changes(),
      waiting: this.#waiting.slice(),
      memory: this.#memory.slice(),
    };
  }

  /** Costs the rows that changed. */
  restore({ random, changes, waiting, memory }: Snapshot, stream = Stream.restore(random)): void {
    this.#random = stream;
    this.#model.parameters.restore(changes);
    this.#waiting = waiting.slice();
    this.#memory = memory.slice();
    this.#served = [];
    this.#version++;
  }

  dispose(): void {
    this.#encoder.dispose();
  }

  /** A response with old ones; it takes the place of one of them once there are `size`. */
  #withOld(response: Response): Response[] {
    const { size, batch } = this.#settings;
    const memory = this.#memory;
    const old = memory.length === 0 ? [] : Array.from({ length: batch - 1 }, () => this.#random.pick(memory));
    memory[memory.length < size ? memory.length : this.#random.int(size)] = response;
    return [response, ...old];
  }

  #step(responses: readonly Response[]): void {
    this.#model.step(responses, this.#settings.learningRate);
    this.#version++;
  }
}

/** Items of a user's list in the index: states move often, and a short list is made sooner. */
const LIST = 256;
