/** A worker of a suite: opens the world from the cache, then plays the episodes it is handed. It parses nothing. */
import type { EngineName } from "../core/engines.ts";
import { SlateLabError } from "../core/errors.ts";
import { openEngine } from "../engine/engine.ts";
import type { EpisodeSummary } from "../evaluate/summary.ts";
import type { Handler, Member } from "../parallel/handler.ts";
import { openStore } from "../store/database.ts";
import { openWorld } from "./open-world.ts";
import { type EpisodeTask, Player } from "./player.ts";
import type { ResolvedSuite } from "./suite.ts";
import { loadTables } from "./tables.ts";
import { openResources, type SharedTexts } from "./texts.ts";

/** What a worker of a suite is set up from. */
export interface WorkerSetup {
  readonly suite: ResolvedSuite;
  /** The suite's number in the store. */
  readonly id: number;
  /** Where an agent asks for them. */
  readonly texts?: SharedTexts;
  /** Open before any agent asks for one. */
  readonly engine?: EngineName;
}

/** What the main thread is told of a finished episode; the whole summary is in the store. */
export interface EpisodeReport extends Pick<EpisodeSummary, "rounds" | "clicks"> {
  readonly seconds: number;
}

/** Sets up a worker of a suite: opens the world, the store and a player. */
export async function open(
  { suite, id, texts, engine }: WorkerSetup,
  member: Member,
): Promise<Handler<EpisodeTask, EpisodeReport>> {
  const tables = await loadTables(suite.tables);
  const world = await openWorld(tables, suite.world);
  if (engine) await openEngine(engine);
  const db = openStore(suite.database);
  const agents = new Map(suite.agents.map((agent) => [agent.spec, agent]));
  const player = new Player({
    tables,
    world,
    store: { db, suite: id, logRounds: suite.logRounds },
    resources: texts && openResources(texts, db),
    onRounds(more) {
      member.count(more);
      return !member.stopped;
    },
  });
  return {
    async run({ agent: spec, seed, episode }) {
      const agent = agents.get(spec);
      if (!agent) throw new SlateLabError(`Expected an agent of the suite, got '${spec}'`);
      const { summary, seconds } = await player.play(agent, { seed, episode });
      return { rounds: summary.rounds, clicks: summary.clicks, seconds };
    },
    close() {
      player.close();
      db.close();
    },
  };
}

/** Address of this module, for the crew. */
export const module: string = import.meta.url;
