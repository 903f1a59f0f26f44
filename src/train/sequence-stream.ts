/** A next-item model on a stream of events: scored by what each user met last, then trained on what happened. */
import { checkIds } from "../core/check-ids.ts";
import type { Stream } from "../core/random.ts";
import type { StreamModel } from "../core/stream-model.ts";
import type { Interactions } from "../core/types.ts";
import type { TrainingBatch } from "../dataset/samplers.ts";
import { leftPadded } from "../dataset/sequence-batch.ts";
import type { AdamSettings } from "../models/adam-settings.ts";
import type { Phase } from "../models/model.ts";
import type { SequenceModel } from "../models/sequence-model.ts";
import { sequencePhase } from "../models/sequence-objective.ts";
import { sequenceScorer } from "../models/sequence-scorer.ts";
import { Adam } from "./adam.ts";

/** Learns by a softmax over the catalogue at every position of the windows that events complete; a block is a step. */
export class SequenceStream implements StreamModel {
  readonly items: number;
  readonly #model: SequenceModel;
  readonly #phase: Phase<TrainingBatch>;
  readonly #adam: Adam;
  readonly #random: Stream;
  /** The newest L + 1 items of each user, from 0. */
  readonly #histories: number[][];
  #steps = 0;

  /** Learns into the model's own weights, which stay the caller's to free. */
  constructor(model: SequenceModel, { users, optimiser }: { users: number; optimiser: AdamSettings }, random: Stream) {
    this.items = model.settings.items;
    this.#model = model;
    this.#phase = sequencePhase(model, { loss: "softmax" });
    this.#adam = new Adam(this.#phase.variables, optimiser);
    this.#random = random;
    this.#histories = Array.from({ length: users }, () => []);
  }

  async score(users: Int32Array): Promise<Float32Array> {
    checkIds(users, { what: "users", last: this.#histories.length - 1 }, "users");
    const histories = Array.from(users, (user) => Int32Array.from(this.#histories[user]));
    return sequenceScorer(this.#model).score({ users, histories });
  }

  learn({ users, items }: Interactions): void {
    for (const [i, user] of users.entries()) this.#meet(user, items[i]);
    const batch = this.#batchOf([...new Set(users)].filter((user) => this.#histories[user].length > 1));
    if (batch.count === 0) return;
    const random = this.#random.fork(this.#steps++);
    this.#adam.minimise(() => this.#phase.loss(batch, random));
  }

  dispose(): void {
    this.#adam.dispose();
  }

  #meet(user: number, item: number): void {
    const history = this.#histories[user];
    history.push(item);
    if (history.length > this.#model.settings.length + 1) history.shift();
  }

  /** Ids from 1: inputs [:-1], labels [1:]. */
  #batchOf(users: readonly number[]): TrainingBatch {
    const lists = users.map((user) => this.#histories[user].map((item) => item + 1));
    const inputs = leftPadded(
      lists.map((list) => list.slice(0, -1)),
      this.#model.settings,
    );
    const labels = Int32Array.from(lists.flatMap((list) => list.slice(1)));
    return { ...inputs, users: Int32Array.from(users), labels, negatives: new Int32Array(0) };
  }
}
