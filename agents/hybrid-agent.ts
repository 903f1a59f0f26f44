/** Two rankings on one slate: a ranker's best items, and the nearest texts to a random past click. */
import type { AgentContext, NeighbourFinder } from "../src/core/agents.ts";
import type { Stream } from "../src/core/random.ts";
import { fillRandomly, nearestUnseen } from "../src/core/slates.ts";
import { type Agent, NO_CLICK, type Observation, type Slate, type Transition } from "../src/core/types.ts";
import { clickOfHistory, type PastClick } from "./past-click.ts";
import { type Ranker, type RankerSnapshot, RankerState } from "./ranker.ts";

/** What a hybrid is made of. */
export interface HybridParts {
  readonly ranker: Ranker;
  readonly neighbours: NeighbourFinder;
  /** Where texts are sought; of the episode's clicks where absent. */
  readonly pastClick?: PastClick;
  /** As cup-hybrid (docs/sources.md) ran it, defects included: see hybrid.ts. */
  readonly faithful: boolean;
}

/** Share of the slate for text neighbours. */
const CONTENT_SHARE = 3 / 5;

/** An agent that fills a slate from a ranker and from text neighbours. */
export class Hybrid implements Agent {
  readonly #context: Pick<AgentContext, "catalogue" | "slateSize">;
  readonly #parts: HybridParts;
  readonly #state: RankerState;
  readonly #contentPlaces: number;

  /** Any ranker takes the place of FunkSVD. */
  constructor(parts: HybridParts, context: Pick<AgentContext, "catalogue" | "slateSize" | "random">) {
    this.#context = context;
    this.#parts = parts;
    this.#state = new RankerState(parts.ranker, context);
    // FunkSVD keeps a place on the smallest slate.
    this.#contentPlaces = Math.min(context.slateSize - 1, Math.round(context.slateSize * CONTENT_SHARE));
  }

  recommend(observation: Observation): Slate {
    const { neighbours, faithful, pastClick = clickOfHistory } = this.#parts;
    const click = pastClick(observation, this.#state.random);
    const near = click === undefined ? [] : neighbours.of(click).items;
    return faithful ? this.#faithfulSlate(observation, near) : this.#slate(observation, near);
  }

  #slate({ user, history }: Observation, near: Iterable<number>): number[] {
    const { slateSize: size, catalogue } = this.#context;
    const query = { user, last: history.at(-1) ?? NO_CLICK, excluded: history };
    const chosen = new Set(this.#parts.ranker.top({ ...query, k: size - this.#contentPlaces }));
    for (const item of nearestUnseen(near, this.#contentPlaces, history)) chosen.add(item);
    if (chosen.size < size) addUpTo(size, chosen, this.#parts.ranker.top({ ...query, k: 2 * size }));
    return fillRandomly([...chosen], { size, items: catalogue.size, random: this.#state.random, seen: history });
  }

  #faithfulSlate({ user, history }: Observation, near: ArrayLike<number>): number[] {
    const { slateSize: size } = this.#context;
    const query = { user, last: history.at(-1) ?? NO_CLICK };
    const chosen = new Set(this.#parts.ranker.top({ ...query, k: size - this.#contentPlaces }));
    for (const item of Array.from(near).slice(0, this.#contentPlaces)) chosen.add(item);
    if (chosen.size < size) {
      addUpTo(size, chosen, this.#state.random.shuffle(this.#parts.ranker.top({ ...query, k: 2 * size })));
    }
    return [...chosen].sort((a, b) => a - b);
  }

  learn(transition: Transition): void {
    this.#state.learn(transition);
  }

  snapshot(): RankerSnapshot {
    return this.#state.snapshot();
  }

  restore(snapshot: RankerSnapshot, random?: Stream): void {
    this.#state.restore(snapshot, random);
  }

  dispose(): void {}
}

function addUpTo(size: number, chosen: Set<number>, items: Iterable<number>): void {
  for (const item of items) {
    if (chosen.size === size) return;
    chosen.add(item);
  }
}
