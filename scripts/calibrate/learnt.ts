/** The published figures that take learning: the hybrid's training and test, and a replay of collected clicks. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClickLists } from "../../agents/replay/click-lists.ts";
import { Stream } from "../../src/core/random.ts";
import type { Spec } from "../../src/core/spec.ts";
import { trainingUsers } from "../../src/core/training-users.ts";
import { writeCheckpoint } from "../../src/files/checkpoint.ts";
import { resolveTraining, trainAgent } from "../../src/run/train-agent.ts";
import type { TrainingEpisode } from "../../src/run/train-by-playing.ts";
import { startProgress } from "../progress.ts";
import { clickableOf } from "./click-model.ts";
import { roundsFigures } from "./hidden-figures.ts";
import { collectClicks, showingsOf } from "./replayed.ts";
import { type CalibratedWorld, meanOver, playEpisodes, populationOf, roundsAndClicks, tables } from "./scene.ts";

/** Episodes of the training that the notebook shows, its label smoothing, and the rate that its losses tell of (docs/sources.md). */
const SHOWN = { episodes: 5, settings: { smoothing: 0.5, learningRate: 1e-4 } };
/** Episodes of the training that was tested: of up to 88 the best was taken; they gain little after these. */
const TESTED = 30;
/** Test episodes, as in the competition. */
const TEST_EPISODES = 5;

/** Trains the faithful hybrid as its notebook shows, and as it was tested. */
export async function hybridFigures(scene: CalibratedWorld): Promise<Record<string, number>> {
  return inFolder(async (folder) => {
    const shown = await trainHybrid(scene, { folder: join(folder, "shown"), ...SHOWN });
    const tested = join(folder, "tested");
    await trainHybrid(scene, { folder: tested, episodes: TESTED });
    const agent = { name: "hybrid", settings: { faithful: true, checkpoint: join(tested, "best.json") } };
    const test = await playEpisodes(agent, { ...scene, seeds: TEST_EPISODES }, await scene.resources());
    const { rounds, clicks } = roundsAndClicks(test);
    const losses = shown.map(({ loss }, n) => [`hybrid.train.loss.${n + 1}`, loss as number]);
    return {
      "hybrid.train.rounds": meanOver(shown, (episode) => episode.rounds),
      ...Object.fromEntries(losses),
      "hybrid.test.rounds": rounds,
      "hybrid.test.clicks": clicks,
    };
  });
}

/** The episodes after those that gather pairs. */
async function trainHybrid(
  { world, resources }: CalibratedWorld,
  { folder, episodes, settings }: { folder: string; episodes: number; settings?: Spec["settings"] },
): Promise<TrainingEpisode[]> {
  const training = resolveTraining(tables.agents, { name: "funksvd", settings: { faithful: true, ...settings } });
  const place = { world, folder, episodes, seed: 1, resume: false, resources: await resources() };
  const progress = startProgress({ what: "episodes of the hybrid" });
  let done = 0;
  const onEpisode = ({ gathering, pairs }: TrainingEpisode) => {
    if (!gathering) done++;
    progress.update(done, episodes, `${pairs} pairs`);
  };
  const curve = await trainAgent(tables.agents, training, { ...place, onEpisode }).finally(progress.stop);
  return curve.filter(({ gathering }) => !gathering);
}

/**
 * A replay of what the training users clicked on random slates. The clicks are drawn from the click model, not played: in seconds, of
 * the same distribution.
 */
export async function replayFigures(scene: CalibratedWorld): Promise<Record<string, number>> {
  const { users, catalogue } = scene.world;
  const met = trainingUsers(users);
  const clicks = collect(scene, met);
  return inFolder(async (folder) => {
    const checkpoint = join(folder, "replay.ckpt");
    const configuration = { users, items: catalogue.size, catalogueHash: catalogue.hash };
    writeCheckpoint(checkpoint, { model: "replay", configuration, training: {}, sections: { ...clicks.packed } });
    const agent = { name: "replay", settings: { checkpoint: join(folder, "replay.json") } };
    const summaries = await playEpisodes(agent, { ...scene, seeds: 1 });
    const rounds = Array.from(summaries[0].userRounds);
    return {
      "replay.pairs": (clicks.packed.items.length / met) * 1000,
      ...roundsFigures("replay", rounds.slice(0, met)),
      "replay.strangers": meanOver(rounds.slice(met), (it) => it),
    };
  });
}

function collect(scene: CalibratedWorld, met: number): ClickLists {
  const population = populationOf(scene);
  const clicks = new ClickLists(scene.world.users);
  const random = new Stream("calibrate/replay");
  for (let user = 0; user < met; user++) {
    const clickable = clickableOf(population, user);
    for (const place of collectClicks(clickable, showingsOf(scene.settings), random)) {
      clicks.add(user, clickable.items[place]);
    }
  }
  return clicks;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "slatelab-calibrate-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
