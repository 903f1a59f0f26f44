import type { AgentContext } from "../src/core/agents.ts";
import { Stream, type StreamState } from "../src/core/random.ts";
import type { Agent, Observation, Slate, Transition } from "../src/core/types.ts";

/** A policy that learns nothing within an episode: its random stream is all the state it has. */
export abstract class FixedPolicy implements Agent {
  protected readonly context: AgentContext;
  protected random: Stream;

  constructor(context: AgentContext) {
    this.context = context;
    this.random = context.random;
  }

  abstract recommend(observation: Observation): Slate;

  learn(_transition: Transition): void {}

  snapshot(): StreamState {
    return this.random.state();
  }

  restore(snapshot: StreamState, random = Stream.restore(snapshot)): void {
    this.random = random;
  }

  dispose(): void {}
}
