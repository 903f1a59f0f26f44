/**
 * Training of a ranker by playing (cup-hybrid): the hybrid explores with it, and before each episode it is trained one pass over all
 * pairs so far. The faithful one seeks texts around any pair known of the user, of earlier episodes too.
 */
import type { TrainingDefinition } from "../src/core/agents.ts";
import { trainingUsers } from "../src/core/training-users.ts";
import { sectionsState, stateSections } from "../src/factors/parameters.ts";
import { Gathering } from "./gathering.ts";
import { Hybrid } from "./hybrid-agent.ts";
import { clickOfAllKnown, clickOfHistory } from "./past-click.ts";
import { type RankerKind, shapeOf, trainRanker } from "./ranker.ts";

/** How training by playing differs between agents of rankers. */
export interface RankerTraining<C> {
  readonly summary: string;
  /** Whether the hybrid that explores is the one its authors ran; it is not where absent. */
  readonly isFaithful?: (configuration: C) => boolean;
  /** Pairs for each training user that text neighbours gather first; none where absent. */
  readonly carried?: (configuration: C) => number;
}

/** Makes the training by playing of an agent of a ranker. */
export function rankerTraining<C extends object>(
  kind: RankerKind<C>,
  training: RankerTraining<C>,
): TrainingDefinition<C> {
  const { summary, isFaithful = () => false, carried = () => 0 } = training;
  return {
    summary,
    settings: kind.configuration,
    usesTexts: true,
    async create(context, configuration) {
      const shape = shapeOf(context);
      const { items } = shape;
      const ranker = kind.build(shape, configuration);
      const { parameters } = ranker.model;
      const faithful = isFaithful(configuration);
      const neighbours = await context.resources.neighbours();
      return {
        configuration: { settings: configuration, faithful },
        initialise: (random) => ranker.model.initialise(random),
        train(interactions, stream) {
          const [loss] = trainRanker(ranker, { interactions, items, stream, epochs: 1 });
          parameters.mark();
          return loss;
        },
        gathering: {
          pairs: carried(configuration) * trainingUsers(context.users),
          explorer: (random, known) => new Gathering({ ...context, random }, { neighbours, known }),
        },
        explorer(random, known) {
          const pastClick = faithful ? clickOfAllKnown(known) : clickOfHistory;
          return new Hybrid({ ranker, neighbours, pastClick, faithful }, { ...context, random });
        },
        learnt: () => stateSections(parameters.state()),
        load: (sections, where) => parameters.load(sectionsState(sections), where),
      };
    },
  };
}
