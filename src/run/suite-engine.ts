/** The engine of a suite: what its agents ask for, and what that comes to where they are played. */
import type { ResolvedAgent } from "../core/agents.ts";
import type { EngineChoice } from "../core/engines.ts";
import { UsageError } from "../core/errors.ts";
import { type Engine, hushNative, openEngine } from "../engine/engine.ts";
import { openCrew } from "../parallel/crew.ts";
import type { Handler } from "../parallel/handler.ts";

/** An engine as suites record it: another name or version may round otherwise. */
export type EngineFacts = Pick<Engine, "name" | "version">;

/**
 * The engine that agents of one suite ask for, where any computes on one; `auto` takes what others name. Throws a UsageError where
 * they name two: a worker plays all of them, on one engine.
 */
export function engineOf(agents: readonly ResolvedAgent[]): EngineChoice | undefined {
  const asked = agents.flatMap(({ spec, engines }) => engines.map((engine) => ({ spec, engine })));
  const named = asked.filter(({ engine }) => engine !== "auto");
  const [first = asked[0]] = named;
  const other = named.find(({ engine }) => engine !== first.engine);
  if (!other) return first?.engine;
  const both = [first, other].map(({ spec, engine }) => `${engine} (${spec})`).join(" and ");
  throw new UsageError(`agents: Expected one engine in a suite, got ${both}: play them in two`);
}

/** What a choice comes to in a worker thread. Throws a UsageError where it does not start. */
export async function findEngine(choice: EngineChoice, signal?: AbortSignal): Promise<EngineFacts> {
  hushNative();
  const crew = openCrew({ module, open, data: null, threads: 1 });
  return crew.run(choice, signal).finally(() => crew.close());
}

/** Sets up a worker that opens an engine and says which it is. */
export async function open(): Promise<Handler<EngineChoice, EngineFacts>> {
  return {
    async run(choice) {
      const { name, version } = await openEngine(choice);
      return { name, version };
    },
  };
}

/** Address of this module, for the crew. */
export const module: string = import.meta.url;
