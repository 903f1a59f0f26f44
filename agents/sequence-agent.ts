/**
 * Agents of next-item models: the model ranks the catalogue for a user's clicks, and responses move its item vectors
 * (src/train/response-model.ts). Without a checkpoint the model is trained for moments, as its definition says.
 *
 * The network runs when a user's clicks have grown; where nothing has moved a round costs a look-up, and otherwise the exact
 * best items from `DotTopK`, whose bounds outlive most moves.
 */
import type { AgentContext, AgentDefinition } from "../src/core/agents.ts";
import type { ClickHistory } from "../src/core/clicks.ts";
import { Stream, type StreamState } from "../src/core/random.ts";
import { fillRandomly } from "../src/core/slates.ts";
import type { Agent, Observation, Slate, Transition } from "../src/core/types.ts";
import type { ParameterChanges } from "../src/factors/parameters.ts";
import type { ServingDefinition } from "../src/models/definition.ts";
import { ResponseModel } from "../src/train/response-model.ts";
import type { ServedVectors } from "../src/train/served-vectors.ts";
import type { SlateLearner } from "../src/train/slate-learner.ts";
import type { StateEncoder } from "../src/train/state-encoder.ts";
import { type ServedNetwork, serveNetwork, servesCheckpoint } from "./sequence/served-network.ts";
import { type SequenceAgentSettings, sequenceAgentSettings } from "./sequence/settings.ts";

/** The agent of a next-item model that can score a user by a state. */
export function servingAgent(model: ServingDefinition): AgentDefinition<SequenceAgentSettings> {
  return {
    name: model.name,
    summary: `the user's unseen items of highest ${model.title} score, updated online`,
    engine: ({ engine }) => engine,
    settings: sequenceAgentSettings,
    checkFits: servesCheckpoint(model),
    async create(context, settings) {
      const served = await serveNetwork({ model, context, settings });
      const parts = { ...served, chooser: bestUnseen(served), learner: new ResponseModel(served.vectors) };
      return new SequenceAgent(parts, context, settings);
    },
  };
}

/** For whom a slate is made, and of how many items. */
export interface SlateQuery {
  readonly user: number;
  readonly history: ClickHistory;
  readonly size: number;
}

/** How a slate is made of a user's state. */
export interface SlateChooser {
  /** Whether it draws: the same state then gets another slate each time. */
  readonly draws: boolean;
  /** Distinct items that the user has not clicked: fewer than asked for where there are no more. */
  choose(query: SlateQuery, random: Stream): number[];
}

/** The unseen items of highest score. */
export function bestUnseen({ index }: Pick<ServedNetwork, "index">): SlateChooser {
  return {
    draws: false,
    choose: ({ user, history, size }) => Array.from(index.top({ user, k: size, excluded: history })),
  };
}

/** What an agent of a next-item model is made of; `R` is what it learns from. */
export interface SequenceAgentParts<R extends { readonly user: number }> {
  readonly encoder: StateEncoder;
  readonly vectors: ServedVectors;
  readonly chooser: SlateChooser;
  readonly learner: SlateLearner<R>;
}

interface Snapshot<R> {
  random: StreamState;
  changes: ParameterChanges;
  waiting: R[];
  memory: R[];
  /** Of the users whose responses these are: a step may come before they are served again. */
  states: Map<number, Float32Array>;
}

/** What a user was last served, and from what. */
interface Served {
  readonly history: ClickHistory;
  readonly version: number;
  readonly slate: number[];
}

/** Plays a next-item model: what slates are made by and what responses do to the vectors are parts of it. */
export class SequenceAgent<R extends { readonly user: number }> implements Agent {
  readonly #context: AgentContext;
  readonly #settings: SequenceAgentSettings;
  readonly #parts: SequenceAgentParts<R>;
  #random: Stream;
  /** Changes of the model so far; never goes back. */
  #version = 0;
  #served: (Served | undefined)[] = [];
  /** Responses of the batch that is filling. */
  #waiting: R[] = [];
  /** Responses that replay draws from. */
  #memory: R[] = [];

  constructor(parts: SequenceAgentParts<R>, context: AgentContext, settings: SequenceAgentSettings) {
    this.#parts = parts;
    this.#context = context;
    this.#settings = settings;
    this.#random = context.random;
  }

  recommend({ user, history }: Observation): Slate {
    const { encoder, vectors, chooser } = this.#parts;
    const served = this.#served[user];
    if (served?.history === history && served.version === this.#version && !chooser.draws) return served.slate;
    if (served?.history !== history) vectors.setState(user, encoder.encode(user, Int32Array.from(history)));
    const { slateSize: size, catalogue } = this.#context;
    const chosen = chooser.choose({ user, history, size }, this.#random);
    const slate = fillRandomly(chosen, { size, items: catalogue.size, random: this.#random });
    this.#served[user] = { history, version: this.#version, slate };
    return slate;
  }

  learn(transition: Transition): void {
    const { update, batchSize } = this.#settings;
    if (update === "none") return;
    const response = this.#parts.learner.note(transition, this.#random);
    if (update === "click") this.#step([response]);
    else if (update === "replay") this.#step(this.#withOld(response));
    else if (this.#waiting.push(response) === batchSize) this.#step(this.#waiting.splice(0));
  }

  snapshot(): Snapshot<R> {
    const { vectors } = this.#parts;
    return {
      random: this.#random.state(),
      changes: vectors.parameters.changes(),
      waiting: this.#waiting.slice(),
      memory: this.#memory.slice(),
      states: new Map([...this.#waiting, ...this.#memory].map(({ user }) => [user, vectors.stateOf(user)])),
    };
  }

  /** Costs the rows that changed. */
  restore({ random, changes, waiting, memory, states }: Snapshot<R>, stream = Stream.restore(random)): void {
    const { vectors } = this.#parts;
    this.#random = stream;
    vectors.parameters.restore(changes);
    this.#waiting = waiting.slice();
    this.#memory = memory.slice();
    for (const [user, state] of states) vectors.setState(user, state);
    this.#served = [];
    this.#version++;
  }

  dispose(): void {
    this.#parts.encoder.dispose();
    this.#parts.learner.dispose();
  }

  /** A response with old ones; it takes the place of one of them once there are `replaySize`. */
  #withOld(response: R): R[] {
    const { replaySize, batchSize } = this.#settings;
    const memory = this.#memory;
    const old = memory.length === 0 ? [] : Array.from({ length: batchSize - 1 }, () => this.#random.pick(memory));
    memory[memory.length < replaySize ? memory.length : this.#random.int(replaySize)] = response;
    return [response, ...old];
  }

  #step(responses: readonly R[]): void {
    this.#parts.learner.step(responses, this.#settings.learningRate);
    this.#version++;
  }
}
