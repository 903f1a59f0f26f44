/** What NMRN is compared with on a stream. Settings were chosen on the last tenth of the first half, seed 1. */
import { Stream } from "../../src/core/random.ts";
import type { StreamModel } from "../../src/core/stream-model.ts";
import { FUNKSVD, FunkSvd } from "../../src/models/funksvd.ts";
import { itemKnnStream } from "../../src/models/item-knn-stream.ts";
import type { DataSize } from "../../src/models/sequence-model.ts";
import { popularityStream, recencyStream } from "../../src/models/stream-baselines.ts";
import { pointwiseStream } from "../../src/train/pointwise-stream.ts";

/** A model of streams. */
export interface StreamBaseline {
  readonly name: string;
  /** Over the first half. */
  readonly passes: number;
  make(size: DataSize, seed: number): StreamModel;
}

/** What counts events must meet each once. */
export const BASELINES: readonly StreamBaseline[] = [
  { name: "funksvd", passes: 5, make: funksvd },
  {
    name: "item_knn",
    passes: 1,
    make: ({ users, items }) => itemKnnStream({ users, items, reach: 20, recent: 5, shrinkage: 20 }),
  },
  { name: "popularity", passes: 1, make: ({ items }) => popularityStream(items) },
  { name: "most_recent", passes: 1, make: ({ items }) => recencyStream(items) },
];

function funksvd({ users, items }: DataSize, seed: number): StreamModel {
  const model = new FunkSvd({ users, items, width: 32 }, { ...FUNKSVD, learningRate: 0.02 });
  const random = new Stream(seed);
  model.initialise(random.fork("weights"));
  return pointwiseStream({
    ...{ model, users, items, stream: random.fork("negatives") },
    negatives: { count: 8, together: false },
    scoreOf: ({ user, item }) => model.score(user, item),
  });
}
