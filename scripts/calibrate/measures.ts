/** How each published figure of the cup is measured in a world that stands in for it. */
import { firstUsers, sharedFigures } from "./hidden-figures.ts";
import { hybridFigures, replayFigures } from "./learnt.ts";
import { type CalibratedWorld, playEpisodes, populationOf, roundsAndClicks, trainingHalf } from "./scene.ts";

/** Values by the name of the figure; more of them than are published, here and there. */
export type MeasuredFigures = Readonly<Record<string, number>>;

/** Something that is measured, and the published figures that come of it. */
export interface Measure {
  /** The first part of its figures' names. */
  readonly name: string;
  measure(scene: CalibratedWorld): Promise<MeasuredFigures>;
}

/** Users whose first clicks are compared. */
const COMPARED = 1000;

function named(name: string, values: MeasuredFigures): MeasuredFigures {
  return Object.fromEntries(Object.entries(values).map(([figure, value]) => [`${name}.${figure}`, value]));
}

/** All measures, in the order of the published figures. */
export const MEASURES: readonly Measure[] = [
  {
    name: "random",
    measure: async (scene) => named("random", roundsAndClicks(await playEpisodes("random", scene))),
  },
  {
    name: "funksvd",
    measure: async (scene) => named("funksvd", roundsAndClicks(await playEpisodes("funksvd", scene))),
  },
  {
    name: "neighbours",
    async measure(scene) {
      const test = roundsAndClicks(await playEpisodes("headline-neighbours", scene));
      const half = { ...scene, world: trainingHalf(scene.world) };
      const train = roundsAndClicks(await playEpisodes("headline-neighbours-of-starts", half));
      return { ...named("neighbours", test), ...named("neighbours.train", train) };
    },
  },
  {
    name: "mean-of-starts",
    async measure(scene) {
      const half = { ...scene, world: trainingHalf(scene.world) };
      return named(
        "mean-of-starts",
        roundsAndClicks(await playEpisodes("mean-of-starts", half, await scene.resources())),
      );
    },
  },
  { name: "hybrid", measure: hybridFigures },
  {
    name: "shared",
    async measure(scene) {
      const population = populationOf(scene);
      return sharedFigures(population, firstUsers(population, COMPARED));
    },
  },
  { name: "replay", measure: replayFigures },
];
