/** A worker of a suite: opens the world from the cache, then plays the episodes it is handed. */
import type { EpisodeSummary } from "../src/evaluate/summary.ts";
import { serveTasks } from "../src/parallel/pool.ts";
import { openStore } from "../src/store/database.ts";
import { openWorld, type WorldRequest } from "./open-world.ts";
import { type EpisodeTask, Player } from "./player.ts";
import { openResources, type SharedTexts } from "./texts.ts";

export interface WorkerSetup {
  readonly world: WorldRequest;
  readonly database: string;
  readonly suite: number;
  readonly logRounds: boolean;
  /** Where an agent asks for them. */
  readonly texts?: SharedTexts;
}

/** What the main thread is told of a finished episode; the whole summary is in the store. */
export interface EpisodeReport extends Pick<EpisodeSummary, "rounds" | "clicks"> {
  readonly seconds: number;
}

await serveTasks<WorkerSetup, EpisodeTask, EpisodeReport>(async (setup, { index, control }) => {
  const world = await openWorld(setup.world);
  const db = openStore(setup.database);
  const onRounds = (more: number) => {
    control.addRounds(index, more);
    return !control.stopped;
  };
  const resources = setup.texts && openResources(setup.texts, db);
  const player = new Player({
    world,
    store: { db, suite: setup.suite, logRounds: setup.logRounds },
    resources,
    onRounds,
  });
  return {
    async run(task) {
      const { summary, seconds } = await player.play(task);
      return { rounds: summary.rounds, clicks: summary.clicks, seconds };
    },
    close() {
      player.close();
      db.close();
    },
  };
});
