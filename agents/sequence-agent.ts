/**
 * Agents of next-item models: the model ranks the catalogue for a user's clicks, and responses move its item vectors
 * (src/train/response-model.ts). Without a checkpoint the model is trained for moments, as its definition says.
 *
 * The network runs when a user's clicks have grown; where nothing has moved a round costs a look-up, and otherwise the exact
 * best items from `DotTopK`, whose bounds outlive most moves.
 */
import { z } from "zod";
import type { AgentContext, AgentDefinition } from "../src/core/agents.ts";
import type { Checkpoint } from "../src/core/checkpoint.ts";
import type { ClickHistory } from "../src/core/clicks.ts";
import { ENGINE_CHOICES } from "../src/core/engines.ts";
import { expected } from "../src/core/errors.ts";
import { Stream, type StreamState } from "../src/core/random.ts";
import { toSequences } from "../src/core/sequences.ts";
import { checkpointSetting, formerly } from "../src/core/settings.ts";
import { fillRandomly } from "../src/core/slates.ts";
import type { Agent, Observation, Slate, Transition } from "../src/core/types.ts";
import { openEngine } from "../src/engine/engine.ts";
import { DotTopK } from "../src/factors/dot-top-k.ts";
import type { ParameterChanges } from "../src/factors/parameters.ts";
import type { ServingDefinition } from "../src/models/definition.ts";
import { trainBriefly } from "../src/train/brief-training.ts";
import { ResponseModel, type SlateResponse } from "../src/train/response-model.ts";
import { checkFits, checkSettings, sequenceCheckpoint } from "../src/train/sequence-checkpoint.ts";
import { StateEncoder, type TrainedNetwork } from "../src/train/state-encoder.ts";

const UPDATES = ["none", "click", "batch", "replay"] as const;

/** Settings of every agent of a next-item model. */
const schema = z.strictObject({
  checkpoint: checkpointSetting()
    .optional()
    .describe("weights to start from (see 'slatelab pretrain'); without, trained here"),
  steps: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(100)
    .describe("training steps on the public clicks where there is no checkpoint"),
  seed: z
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .default(1)
    .describe("draws the initial weights and that training, for every episode alike"),
  engine: z.enum(ENGINE_CHOICES).default("wasm").describe("what computes; for one user at a time wasm is the quicker"),
  update: z
    .enum(UPDATES)
    .default("click")
    .describe(
      "learns: never, from each response, from `batchSize` at once, or from each with `batchSize` - 1 old ones",
    ),
  batchSize: formerly("batch", z.int().min(1).max(64).default(8).describe("responses of a step for batch and replay")),
  replaySize: formerly(
    "size",
    z.int().min(1).max(1_000_000).default(2000).describe("responses that replay keeps and draws from"),
  ),
  learningRate: z.number().min(0).max(10).default(0.003).describe("step of item vectors"),
});

type AgentSettings = z.infer<typeof schema>;

/** The agent of a next-item model that can score a user by a state. */
export function servingAgent(model: ServingDefinition): AgentDefinition<AgentSettings> {
  return {
    name: model.name,
    summary: `the user's unseen items of highest ${model.title} score, updated online`,
    engine: ({ engine }) => engine,
    settings: schema,
    create: (context, settings) => openSequenceAgent(model, context, settings),
  };
}

/** Opens the engine, takes the weights of the checkpoint or trains briefly, and makes the agent. */
async function openSequenceAgent(
  model: ServingDefinition,
  context: AgentContext,
  settings: AgentSettings,
): Promise<Agent> {
  await openEngine(settings.engine);
  const { checkpoint } = context.checkpoints;
  const trained = checkpoint ? load(model, context, checkpoint) : train(model, context, settings);
  return new SequenceAgent(trained, context, settings);
}

function train(
  { name, architecture, brief }: ServingDefinition,
  { catalogue, users, interactions }: AgentContext,
  { steps, seed }: AgentSettings,
): TrainedNetwork {
  const known = interactions.users.reduce((most, user) => Math.max(most, user + 1), users);
  const configuration = brief({ items: catalogue.size, users: known });
  const training = { architecture, configuration, steps };
  const weights = trainBriefly(training, toSequences(interactions, known), new Stream(`${name}/${seed}`));
  return { architecture, settings: configuration.model.settings, weights };
}

function load(
  definition: ServingDefinition,
  { catalogue, users }: AgentContext,
  checkpoint: Checkpoint,
): TrainedNetwork {
  const { name, architecture } = definition;
  const read = sequenceCheckpoint(checkpoint, name);
  const { architecture: found } = read.model;
  if (found !== architecture.name) throw expected(`a checkpoint of ${name}`, found, read.path);
  checkFits(read, { items: catalogue.size, users });
  const { model, weights, path } = checkSettings(read, definition);
  return { architecture, settings: model.settings, weights, path };
}

interface Snapshot {
  random: StreamState;
  changes: ParameterChanges;
  waiting: SlateResponse[];
  memory: SlateResponse[];
  /** Of the users whose responses these are: a step may come before they are served again. */
  states: Map<number, Float32Array>;
}

/** What a user was last served, and from what. */
interface Served {
  readonly history: ClickHistory;
  readonly version: number;
  readonly slate: number[];
}

class SequenceAgent implements Agent {
  readonly #context: AgentContext;
  readonly #settings: AgentSettings;
  readonly #encoder: StateEncoder;
  readonly #model: ResponseModel;
  readonly #index: DotTopK;
  #random: Stream;
  /** Changes of the model so far; never goes back. */
  #version = 0;
  #served: (Served | undefined)[] = [];
  /** Responses of the batch that is filling. */
  #waiting: SlateResponse[] = [];
  /** Responses that replay draws from. */
  #memory: SlateResponse[] = [];

  constructor(trained: TrainedNetwork, context: AgentContext, settings: AgentSettings) {
    this.#context = context;
    this.#settings = settings;
    this.#random = context.random;
    this.#encoder = new StateEncoder(trained);
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
    const { update, batchSize } = this.#settings;
    const response = { user, slate: Array.from(slate), clicked };
    if (update === "click") this.#step([response]);
    else if (update === "replay") this.#step(this.#withOld(response));
    else if (update === "batch" && this.#waiting.push(response) === batchSize) this.#step(this.#waiting.splice(0));
  }

  snapshot(): Snapshot {
    return {
      random: this.#random.state(),
      changes: this.#model.parameters.changes(),
      waiting: this.#waiting.slice(),
      memory: this.#memory.slice(),
      states: new Map([...this.#waiting, ...this.#memory].map(({ user }) => [user, this.#model.stateOf(user)])),
    };
  }

  /** Costs the rows that changed. */
  restore({ random, changes, waiting, memory, states }: Snapshot, stream = Stream.restore(random)): void {
    this.#random = stream;
    this.#model.parameters.restore(changes);
    this.#waiting = waiting.slice();
    this.#memory = memory.slice();
    for (const [user, state] of states) this.#model.setState(user, state);
    this.#served = [];
    this.#version++;
  }

  dispose(): void {
    this.#encoder.dispose();
  }

  /** A response with old ones; it takes the place of one of them once there are `replaySize`. */
  #withOld(response: SlateResponse): SlateResponse[] {
    const { replaySize, batchSize } = this.#settings;
    const memory = this.#memory;
    const old = memory.length === 0 ? [] : Array.from({ length: batchSize - 1 }, () => this.#random.pick(memory));
    memory[memory.length < replaySize ? memory.length : this.#random.int(replaySize)] = response;
    return [response, ...old];
  }

  #step(responses: readonly SlateResponse[]): void {
    this.#model.step(responses, this.#settings.learningRate);
    this.#version++;
  }
}

/** Items of a user's list in the index: states move often, and a short list is made sooner. */
const LIST = 256;
