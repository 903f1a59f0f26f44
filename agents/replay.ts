/**
 * Memory alone: which items each user clicked how often, and the surest of them shown again. It is what the best public result of
 * the cup did (docs/sources.md): random slates for some tens of thousands of episodes, and what was clicked in them replayed.
 *
 * A slate holds the user's five most clicked items of those not clicked in this episode (of two clicked equally often, the one
 * that was so first). Places left over, all of a stranger's, are filled with what others clicked most who clicked the same
 * items as the user has so far; then with random items. It learns from every click.
 *
 * Departure: the published run found others by the texts of first clicks. Clicks in common tell more, and need no texts.
 */
import { z } from "zod";
import type { AgentContext, AgentDefinition, TrainingDefinition } from "../src/core/agents.ts";
import { checkTrainedFor, trainedAs } from "../src/core/checkpoint.ts";
import type { ClickHistory } from "../src/core/clicks.ts";
import { Stream, type StreamState } from "../src/core/random.ts";
import { checkpointSetting } from "../src/core/settings.ts";
import { fillRandomly } from "../src/core/slates.ts";
import { type Agent, NO_CLICK, type Observation, type Slate, type Transition } from "../src/core/types.ts";
import { RandomAgent } from "./random.ts";
import { ClickLists, clickListsOf, type PackedClicks } from "./replay/click-lists.ts";
import { Lenders } from "./replay/lenders.ts";

interface Snapshot {
  random: StreamState;
  clicks: PackedClicks;
  borrowed: Map<number, Int32Array>;
}

/** Shows each user what it clicked most, a stranger what users like it did. */
class ReplayAgent implements Agent {
  readonly #context: AgentContext;
  readonly #lenders: Lenders;
  readonly #clicks: ClickLists;
  /** Fills slates. */
  #random: Stream;
  /** What each user gets of others, best first, until its next click or its leaving. */
  #borrowed = new Map<number, Int32Array>();

  constructor(context: AgentContext, clicks: ClickLists, neighbours: number) {
    this.#context = context;
    this.#lenders = new Lenders(context, clicks, neighbours);
    this.#clicks = clicks;
    this.#random = context.random;
  }

  recommend({ user, history }: Observation): Slate {
    const { slateSize: size, catalogue } = this.#context;
    const slate: number[] = [];
    const addUnseen = (items: Iterable<number>) => {
      for (const item of items) {
        if (slate.length === size) return;
        if (!history.includes(item) && !slate.includes(item)) slate.push(item);
      }
    };
    addUnseen(this.#clicks.of(user).items);
    if (slate.length < size) addUnseen(this.#borrow(user, history));
    return fillRandomly(slate, { size, items: catalogue.size, random: this.#random, seen: history });
  }

  #borrow(user: number, history: ClickHistory): Int32Array {
    const items = this.#borrowed.get(user) ?? this.#lenders.borrow(user, history);
    this.#borrowed.set(user, items);
    return items;
  }

  learn({ observation: { user }, clicked, terminated, truncated }: Transition): void {
    if (clicked !== NO_CLICK) this.#clicks.add(user, clicked);
    if (clicked !== NO_CLICK || terminated || truncated) this.#borrowed.delete(user);
  }

  snapshot(): Snapshot {
    return { random: this.#random.state(), clicks: this.#clicks.packed, borrowed: structuredClone(this.#borrowed) };
  }

  restore({ random, clicks, borrowed }: Snapshot, stream = Stream.restore(random)): void {
    this.#random = stream;
    this.#clicks.packed = clicks;
    this.#borrowed = structuredClone(borrowed);
  }

  dispose(): void {}
}

/** Uniform random slates, of which every click is kept. */
class Explorer extends RandomAgent {
  readonly #clicks: ClickLists;

  constructor(context: AgentContext, clicks: ClickLists) {
    super(context);
    this.#clicks = clicks;
  }

  override learn({ observation: { user }, clicked }: Transition): void {
    if (clicked !== NO_CLICK) this.#clicks.add(user, clicked);
  }
}

const settings = z.strictObject({
  checkpoint: checkpointSetting().optional().describe("clicks to replay (see 'slatelab pretrain'); none without"),
  neighbours: z.int().min(1).max(1000).default(30).describe("users that a stranger borrows from"),
});

const training = z.strictObject({
  plays: z.int().min(1).max(1_000_000).default(1000).describe("plays of the world in a training episode"),
});

const replayTraining: TrainingDefinition<z.infer<typeof training>> = {
  summary: "the clicks that the agent replay shows again",
  settings: training,
  async create(context, { plays }) {
    const { users, catalogue } = context;
    const clicks = new ClickLists(users);
    return {
      configuration: { settings: { plays } },
      randomPlays: plays,
      initialise() {},
      train: () => null,
      explorer: (random) => new Explorer({ ...context, random }, clicks),
      learnt: () => ({ ...clicks.packed }),
      load(sections, where) {
        clicks.packed = clickListsOf(sections, { users, items: catalogue.size }, where);
      },
    };
  },
};

/** The agent `replay`. */
export const replay: AgentDefinition<z.infer<typeof settings>> = {
  name: "replay",
  summary: "the user's own most clicked items again; strangers borrow from users who clicked the same",
  settings,
  checkFits: trainedAs("replay"),
  create: (context, { neighbours }) => new ReplayAgent(context, startOf(context), neighbours),
  training: replayTraining,
};

/** The clicks of its checkpoint, none without. */
function startOf(context: AgentContext): ClickLists {
  const { users, catalogue, checkpoints } = context;
  const { checkpoint } = checkpoints;
  const clicks = new ClickLists(users);
  if (!checkpoint) return clicks;
  checkTrainedFor(checkpoint, { ...context, model: replay.name });
  clicks.packed = clickListsOf(checkpoint.sections, { users, items: catalogue.size }, checkpoint.path);
  return clicks;
}
