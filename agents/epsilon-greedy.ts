import { z } from "zod";
import type { AgentContext, AgentDefinition } from "../src/core/agents.ts";
import { Stream, type StreamState } from "../src/core/random.ts";
import { specSetting } from "../src/core/settings.ts";
import { fillRandomly } from "../src/core/slates.ts";
import type { Agent, Observation, Slate, Transition } from "../src/core/types.ts";

const schema = z.strictObject({
  inner: specSetting().default("popular").describe("the agent that is followed otherwise"),
  epsilon: z.number().min(0).max(1).default(0.1).describe("probability of a random slate"),
});

type Settings = z.infer<typeof schema>;
type Snapshot = { random: StreamState; inner: unknown };

/** With probability ε a random slate of unseen items, else the inner agent's; the inner agent learns from both. */
class EpsilonGreedy implements Agent {
  readonly #context: AgentContext;
  readonly #inner: Agent;
  readonly #epsilon: number;
  #random: Stream;

  constructor(context: AgentContext, inner: Agent, epsilon: number) {
    this.#context = context;
    this.#inner = inner;
    this.#epsilon = epsilon;
    this.#random = context.random;
  }

  recommend(observation: Observation): Slate {
    if (this.#random.uniform() >= this.#epsilon) return this.#inner.recommend(observation);
    const { slateSize: size, catalogue } = this.#context;
    return fillRandomly([], { size, items: catalogue.size, random: this.#random, seen: observation.history });
  }

  learn(transition: Transition): void {
    this.#inner.learn(transition);
  }

  snapshot(): Snapshot {
    return { random: this.#random.state(), inner: this.#inner.snapshot() };
  }

  restore(snapshot: Snapshot, random?: Stream): void {
    this.#random = random ?? Stream.restore(snapshot.random);
    this.#inner.restore(snapshot.inner, random?.fork("inner"));
  }

  dispose(): void {
    this.#inner.dispose();
  }
}

/** The agent `epsilon-greedy`: another agent's slate, or now and then a random one. */
export const epsilonGreedy: AgentDefinition<Settings> = {
  name: "epsilon-greedy",
  summary: "a random slate with probability epsilon, else the inner agent's",
  settings: schema,
  async create(context, { epsilon }) {
    return new EpsilonGreedy(context, await context.create("inner", context.random.fork("inner")), epsilon);
  },
};
