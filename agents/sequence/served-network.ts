/** A next-item model as agents serve it: weights of a checkpoint, or trained for moments where there is none. */
import type { AgentContext, AgentDefinition, AgentPlace } from "../../src/core/agents.ts";
import type { Checkpoint, CheckpointFacts } from "../../src/core/checkpoint.ts";
import { expected } from "../../src/core/errors.ts";
import { knownUsers } from "../../src/core/known-users.ts";
import { Stream } from "../../src/core/random.ts";
import { toSequences } from "../../src/core/sequences.ts";
import { openEngine } from "../../src/engine/engine.ts";
import { DotTopK } from "../../src/factors/dot-top-k.ts";
import type { ServingDefinition } from "../../src/models/definition.ts";
import { trainBriefly } from "../../src/train/brief-training.ts";
import { blueprintOf, checkFits, checkSettings, sequenceCheckpoint } from "../../src/train/sequence-checkpoint.ts";
import { ServedVectors } from "../../src/train/served-vectors.ts";
import { StateEncoder, type TrainedNetwork } from "../../src/train/state-encoder.ts";
import type { SequenceAgentSettings } from "./settings.ts";

/** A network, the vectors of its items, and an index that finds the best of them for a state. */
export interface ServedNetwork {
  readonly encoder: StateEncoder;
  readonly vectors: ServedVectors;
  readonly index: DotTopK;
}

/** What an agent is made of. */
interface NetworkOrder {
  readonly model: ServingDefinition;
  readonly context: AgentContext;
  readonly settings: SequenceAgentSettings;
  /** Items of a user's list in the index; 256 if not given: states move often, and a short list is made sooner. */
  readonly list?: number;
}

const SHORT_LIST = 256;

/** Opens the engine, takes the weights of the checkpoint or trains briefly. Throws for a checkpoint of something else, by name. */
export async function serveNetwork({
  model,
  context,
  settings,
  list = SHORT_LIST,
}: NetworkOrder): Promise<ServedNetwork> {
  await openEngine(settings.engine);
  const { checkpoint } = context.checkpoints;
  const encoder = new StateEncoder(checkpoint ? load(model, context, checkpoint) : train(model, context, settings));
  const { items, width, output } = encoder;
  const vectors = new ServedVectors({ users: context.users, items, width });
  const index = new DotTopK(vectors.scan, list).watch(vectors.watched);
  vectors.load(output);
  return { encoder, vectors, index };
}

function train(
  { name, architecture, brief }: ServingDefinition,
  { catalogue, users, interactions }: AgentContext,
  { steps, seed }: SequenceAgentSettings,
): TrainedNetwork {
  const known = knownUsers({ users, interactions });
  const configuration = brief({ items: catalogue.size, users: known });
  const training = { architecture, configuration, steps };
  const weights = trainBriefly(training, toSequences(interactions, known), new Stream(`${name}/${seed}`));
  return { architecture, settings: configuration.model.settings, weights };
}

function load(definition: ServingDefinition, context: AgentContext, checkpoint: Checkpoint): TrainedNetwork {
  const { name, architecture } = definition;
  checkServes(definition, checkpoint, context);
  const { model, weights, path } = checkSettings(sequenceCheckpoint(checkpoint, [name]), definition);
  return { architecture, settings: model.settings, weights, path };
}

/** Throws a UsageError for a checkpoint of another network, of another number of items or too few users. */
function checkServes(
  { name, architecture }: ServingDefinition,
  facts: CheckpointFacts,
  { catalogue, users }: AgentPlace,
): void {
  const model = blueprintOf(facts, [name]);
  if (model.architecture !== architecture.name)
    throw expected(`a checkpoint of ${name}`, model.architecture, facts.path);
  checkFits({ path: facts.path, model }, { items: catalogue.size, users });
}

/** That an agent's checkpoint has the network that it serves, for its world. */
export function servesCheckpoint(model: ServingDefinition): NonNullable<AgentDefinition["checkFits"]> {
  return ({ checkpoint }, place) => {
    if (checkpoint) checkServes(model, checkpoint, place);
  };
}
