import { z } from "zod";
import type { AgentDefinition } from "../src/core/agents.ts";
import { UsageError } from "../src/core/errors.ts";
import type { Agent, Observation, Oracle, Slate } from "../src/core/types.ts";

/** The unseen items of highest true utility: the upper end of a leaderboard and the zero of regret. */
class OracleAgent implements Agent {
  readonly #oracle: Oracle;
  readonly #slateSize: number;

  constructor(oracle: Oracle, slateSize: number) {
    this.#oracle = oracle;
    this.#slateSize = slateSize;
  }

  recommend({ user }: Observation): Slate {
    return this.#oracle.best(user, this.#slateSize);
  }

  learn(): void {}

  snapshot(): null {
    return null;
  }

  restore(): void {}

  dispose(): void {}
}

/** The agent `oracle`, which reads hidden state. */
export const oracle: AgentDefinition = {
  name: "oracle",
  summary: "unseen items of highest true utility (reads hidden state: a reference, not a competitor)",
  privileged: true,
  settings: z.strictObject({}),
  create({ oracle: door, slateSize }) {
    if (!door) throw new UsageError("Expected a world that opens its oracle, got one without");
    return new OracleAgent(door, slateSize);
  },
};
