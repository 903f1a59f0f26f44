/**
 * An agent at the far end of a line that carries plain data only: what the loop of an episode (`runEpisode`) tells an agent and hears
 * from it, as messages that can be cloned, and so sent to another thread, process or machine. `checkAgent` plays every agent over
 * such a line and finds no difference.
 */
import { copyPropensities, copySlate, type SlateShape } from "../core/check-slate.ts";
import { UserClicks } from "../core/clicks.ts";
import type { Stream } from "../core/random.ts";
import type { Agent, Observation, Step, Transition } from "../core/types.ts";

/** Whom the agent is to serve. */
interface ServeMessage {
  readonly user: number;
  /** The user's public clicks so far, oldest first. */
  readonly clicks: readonly number[];
  readonly round: number;
}

/** What the agent shows. */
interface AnswerMessage {
  readonly slate: readonly number[];
  readonly propensities: readonly number[] | undefined;
}

/** What came of it. */
type ResponseMessage = Omit<Step, "observation">;

/** The near end: an agent like any other, which knows the one that it stands for by messages alone. */
export class DistantAgent implements Agent {
  readonly #agent: Agent;
  readonly #far: FarEnd;
  #answer: AnswerMessage | undefined;

  constructor(agent: Agent, shape: SlateShape) {
    this.#agent = agent;
    this.#far = new FarEnd(agent, shape);
  }

  recommend({ user, history, round }: Observation): readonly number[] {
    const message: ServeMessage = { user, clicks: history.toArray(), round };
    this.#answer = structuredClone(this.#far.answer(structuredClone(message)));
    return this.#answer.slate;
  }

  propensities(): readonly number[] | undefined {
    return this.#answer?.propensities;
  }

  learn({ clicked, reward, terminated, truncated }: Transition): void {
    this.#far.hear(structuredClone({ clicked, reward, terminated, truncated }));
  }

  snapshot(): unknown {
    return structuredClone(this.#agent.snapshot());
  }

  restore(snapshot: unknown, random?: Stream): void {
    this.#agent.restore(structuredClone(snapshot), random);
  }

  dispose(): void {
    this.#agent.dispose();
  }
}

/** The far end: keeps what the agent was told last, for the response says nothing of it. */
class FarEnd {
  readonly #agent: Agent;
  readonly #shape: SlateShape;
  /** By user, for the episode under way: a user without a new click has the very history of last time. */
  readonly #clicks = new Map<number, Observation["history"]>();
  #shown: Pick<Transition, "observation" | "slate" | "propensities"> | undefined;

  constructor(agent: Agent, shape: SlateShape) {
    this.#agent = agent;
    this.#shape = shape;
  }

  answer({ user, clicks, round }: ServeMessage): AnswerMessage {
    if (round === 0) this.#clicks.clear();
    const observation = { user, history: this.#historyOf(user, clicks), round };
    const slate = this.#agent.recommend(observation);
    const copy = copySlate(slate, this.#shape);
    const propensities = this.#agent.propensities?.();
    this.#shown = { observation, slate, propensities };
    return { slate: copy, propensities: propensities && copyPropensities(propensities, this.#shape.size) };
  }

  hear(response: ResponseMessage): void {
    if (this.#shown) this.#agent.learn({ ...this.#shown, ...response });
  }

  #historyOf(user: number, clicks: readonly number[]): Observation["history"] {
    const known = this.#clicks.get(user);
    const history = known?.length === clicks.length ? known : new UserClicks(clicks).view();
    this.#clicks.set(user, history);
    return history;
  }
}
