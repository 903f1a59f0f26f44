/** What a file of one's own exports: an agent, with what it leaves out filled in. */
import type { AgentContext, AgentDefinition } from "./agents.ts";
import { expected } from "./errors.ts";
import { type SettingsOf, type SettingsSource, settingsSchema } from "./plain-settings.ts";
import type { Stream, StreamState } from "./random.ts";
import { restoreInto } from "./restore-into.ts";
import type { Agent, Observation, Slate, Transition } from "./types.ts";

/** An agent that says what changes as it plays; its snapshots are made of that. */
export interface StateAgent
  extends Pick<Agent, "recommend" | "propensities">,
    Partial<Pick<Agent, "learn" | "dispose">> {
  /**
   * All that `recommend` and `learn` change, beside the context's random stream: plain data (numbers, texts, lists, maps, sets, arrays of
   * numbers, objects of these). It is restored in place, so that parts of it may be kept in variables.
   */
  readonly state?: object;
}

/** A definition of an agent as its file writes it. */
export interface OwnAgent<Source extends SettingsSource = SettingsSource>
  extends Omit<AgentDefinition<SettingsOf<Source>>, "name" | "summary" | "settings" | "create"> {
  /** The file's name, or that of the export, where absent. */
  readonly name?: string;
  readonly summary?: string;
  /** A schema, or the settings with their defaults. */
  readonly settings?: Source;
  create(context: AgentContext, settings: SettingsOf<Source>): StateAgent | Agent | Promise<StateAgent | Agent>;
}

/**
 * Makes the definition of an agent from what its file says: settings may be plain defaults, and `create` may give an agent that names its
 * `state` in place of taking snapshots itself. Its name is "" where it has none: the file gives it one. Throws a UsageError for
 * settings that cannot be.
 */
export function defineAgent<const Source extends SettingsSource = Record<never, never>>(
  definition: OwnAgent<Source>,
): AgentDefinition {
  const { name = "", summary = "", settings, create, ...more } = definition as unknown as OwnAgent;
  return {
    ...(more as Partial<AgentDefinition>),
    ...{ name, summary, settings: settingsSchema(settings) },
    create: async (context, values) => complete(await create.call(definition, context, values), context.random),
  };
}

/** Throws a UsageError for what is no agent. */
function complete(made: StateAgent | Agent, random: Stream): Agent {
  if (typeof made?.recommend !== "function") throw expected("an agent with a function recommend", made, "create");
  return "snapshot" in made ? made : new StatefulAgent(made, random);
}

interface StateSnapshot {
  readonly state: object;
  readonly random: StreamState;
}

/** An agent whose snapshots are copies of its state and of its random stream. */
class StatefulAgent implements Agent {
  readonly propensities?: Agent["propensities"];
  readonly #made: StateAgent;
  readonly #state: object;
  readonly #random: Stream;

  constructor(made: StateAgent, random: Stream) {
    const { state = {} } = made;
    if (typeof state !== "object" || state === null) throw expected("an object", state, "state");
    if (made.propensities) this.propensities = () => made.propensities?.();
    this.#made = made;
    this.#state = state;
    this.#random = random;
  }

  recommend(observation: Observation): Slate {
    return this.#made.recommend(observation);
  }

  learn(transition: Transition): void {
    this.#made.learn?.(transition);
  }

  snapshot(): StateSnapshot {
    return structuredClone({ state: this.#state, random: this.#random.state() });
  }

  restore({ state, random: before }: StateSnapshot, random?: Stream): void {
    restoreInto(this.#state, structuredClone(state));
    this.#random.follow(random?.state() ?? before);
  }

  dispose(): void {
    this.#made.dispose?.();
  }
}
