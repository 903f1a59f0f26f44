/** The contract of an agent or a world, check by check, as a user is told of it: what `slatelab check` prints. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkDefinition } from "../core/check-definition.ts";
import { Interrupted, isThrown } from "../core/errors.ts";
import type { Stream } from "../core/random.ts";
import type { Env, World } from "../core/types.ts";
import { openEngine } from "../engine/engine.ts";
import { troubles } from "../report/sentence.ts";
import { agentChecks, type CheckResult } from "./check-agent.ts";
import { envChecks } from "./check-env.ts";
import { createAgent } from "./create-agent.ts";
import { openWorld, resolveWorld, type WorldListener } from "./open-world.ts";
import type { OwnKind } from "./own-definitions.ts";
import { reasonIn } from "./own-files.ts";
import { runSuite } from "./play-suite.ts";
import { resolveSuiteAgent } from "./suite.ts";
import { engineOf } from "./suite-engine.ts";
import type { Tables } from "./tables.ts";

/** What is checked, and where. */
export interface ContractPlace extends WorldListener {
  readonly kind: OwnKind;
  /** Of the agent; of the world itself where that is what is checked. */
  readonly spec: string;
  /** The world that it plays in: the world that is checked, for one. */
  readonly world: string;
  readonly home: string;
  readonly data?: string;
}

/** Seeds of the suite that is played at last. */
const SEEDS = 2;

/**
 * Checks a definition of the tables, then what it makes, then a small suite in worker threads. What it throws is a problem too, told with
 * the line of the user's file, and ends the checks. Throws a UsageError for specs that cannot be, and Interrupted when the signal fires.
 */
export async function* contractChecks(tables: Tables, place: ContractPlace): AsyncGenerator<CheckResult> {
  const { kind, spec, world } = place;
  const table = { agent: tables.agents, world: tables.worlds }[kind];
  const definition = table.get(table.resolve(spec).name);
  yield { name: "says what it is, and has settings that are sound", problems: checkDefinition(definition) };
  const agents = kind === "agent" ? [spec] : ["random"];
  try {
    yield* kind === "agent" ? checksOfAgent(tables, place) : checksOfWorld(tables, place);
    const problems = await played(tables, { world, agents }, place);
    yield { name: "plays in worker threads, and comes out the same again from fresh", problems };
  } catch (error) {
    if (isThrown(error, Interrupted)) throw error;
    yield {
      name: "throws nothing",
      problems: [
        reasonIn(
          error,
          tables.own?.flatMap(({ files }) => files),
        ),
      ],
    };
  }
}

function open(tables: Tables, { world: spec, home, data, notify, signal }: ContractPlace): Promise<World> {
  return openWorld(tables, resolveWorld(tables, { spec, home, data }), { notify, signal });
}

async function* checksOfAgent(tables: Tables, place: ContractPlace): AsyncGenerator<CheckResult> {
  const agent = resolveSuiteAgent(tables, place.spec);
  const engine = engineOf([agent]);
  if (engine !== undefined) await openEngine(engine);
  const world = await open(tables, place);
  const { catalogue, users, slateSize, interactions } = world;
  const make = (env: Env, random: Stream) => {
    const oracle = agent.isPrivileged ? tables.openOracle(env) : undefined;
    return createAgent(tables.agents, agent, { catalogue, users, slateSize, interactions, random, oracle });
  };
  yield* agentChecks({ make, makeEnv: () => world.createEnv() });
}

async function* checksOfWorld(tables: Tables, place: ContractPlace): AsyncGenerator<CheckResult> {
  const worlds = [await open(tables, place), await open(tables, place)];
  const [one, other] = worlds.map(({ hash }) => hash);
  const problems = one === other ? [] : [`built again from the same settings it has another hash: ${one}, ${other}`];
  yield { name: "is the same world when it is built again", problems };
  let copies = 0;
  yield* envChecks(() => worlds[copies++ % worlds.length].createEnv());
}

/** Plays a suite in a folder of its own; what went wrong with its agents. */
async function played(
  tables: Tables,
  specs: { readonly world: string; readonly agents: readonly string[] },
  { data, signal }: ContractPlace,
): Promise<string[]> {
  const home = mkdtempSync(join(tmpdir(), "slatelab-check-"));
  try {
    const suite = { ...specs, data, home, seeds: SEEDS, logRounds: false };
    const { board } = await runSuite(tables, suite, { workers: 1, signal });
    return troubles(board);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
