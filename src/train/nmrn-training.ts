/**
 * Trains NMRN as a stream goes: several passes over the first half of the events, then the second half prequentially, every block scored,
 * counted, learnt from and written.
 *
 * The memory goes on from pass to pass. What one begins with is gone after some hundreds of events (docs/nmrn.md), and no other start is
 * learnt: the values are moved as a weight where the stream stands.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { Interrupted } from "../core/errors.ts";
import { Stream } from "../core/random.ts";
import type { Interactions } from "../core/types.ts";
import { blocksOf, eventsBetween } from "../dataset/streams.ts";
import { Nmrn } from "../models/nmrn/nmrn.ts";
import { configureNmrn, type NmrnConfiguration, type NmrnLearning } from "../models/nmrn/recipes.ts";
import type { WeightValues } from "../models/weights.ts";
import { checkSameRun, type Metrics, type RunIdentity } from "./fit-state.ts";
import { NMRN } from "./nmrn-checkpoint.ts";
import { copyOf, evaluationOf, NMRN_WATCHED, type NmrnCopy, NmrnJudges, namedMetrics } from "./nmrn-judges.ts";
import { divideStream, type NmrnDivision, type NmrnTraining } from "./nmrn-plan.ts";
import { NMRN_FORMAT, type NmrnPosition, type NmrnRow, type NmrnRunState, type NmrnStreamRow } from "./nmrn-state.ts";
import { NmrnStream } from "./nmrn-stream.ts";
import { RunFolder } from "./run-folder.ts";

/**
 * Trains NMRN from end to end of its stream, or goes on where it was stopped. Throws a SlateLabError where a loss is not finite,
 * `Interrupted` at a signal, and a UsageError for settings that the data do not allow and for the folder of another run.
 */
export async function trainNmrn(training: NmrnTraining): Promise<void> {
  const run = new NmrnRun(training);
  try {
    await run.play();
  } finally {
    run.dispose();
  }
}

/** What is done with a block: it has a row where it was judged. */
type TakeEvents = (events: Interactions) => Promise<NmrnStreamRow | undefined>;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

class NmrnRun {
  readonly #training: NmrnTraining;
  readonly #configuration: NmrnConfiguration;
  readonly #identity: RunIdentity;
  readonly #division: NmrnDivision;
  readonly #folder: RunFolder<NmrnRunState, NmrnRow, "base">;
  readonly #model: Nmrn;
  #stream: NmrnStream;
  #position: Mutable<NmrnPosition>;
  /** Of the second half. */
  #judges: NmrnJudges | undefined;
  #frozen: NmrnCopy | undefined;
  /** Events since the process began, and their seconds. */
  #pace = { events: 0, seconds: 0 };

  constructor(training: NmrnTraining) {
    const { settings, data, seed, folder } = training;
    const { blockSize, passes, patience, window } = settings;
    const { dataHash, madeFor } = data;
    this.#training = training;
    this.#configuration = configureNmrn(settings, { users: data.users, items: data.items });
    const configuration = { ...this.#configuration, schedule: { blockSize, passes, patience, window }, ...madeFor };
    this.#identity = { model: NMRN, configuration, seed, dataHash };
    this.#division = divideStream(data.events);
    this.#folder = new RunFolder(folder, NMRN_FORMAT);
    this.#position = { stage: "passes", pass: 0, events: 0, lossSum: 0, best: null, seconds: 0, cpuSeconds: 0 };
    this.#model = new Nmrn(this.#configuration.model, this.#random("weights"));
    this.#stream = this.#newStream();
  }

  async play(): Promise<void> {
    const saved = this.#start();
    while (this.#position.stage === "passes") await this.#pass();
    if (this.#position.stage === "tenth") await this.#learnTenth();
    this.#openSecondHalf(saved?.judged ?? null);
    await this.#secondHalf();
  }

  dispose(): void {
    this.#frozen?.dispose();
    this.#stream.dispose();
    this.#model.dispose();
  }

  #random(name: string): Stream {
    return new Stream(this.#training.seed).fork(name);
  }

  /** The first half teaches all. */
  #newStream(): NmrnStream {
    const { learning } = this.#configuration;
    const learns = this.#position.stage === "second-half" ? learning.learns : "all";
    return new NmrnStream(this.#model, { ...learning, learns }, this.#random("learning"));
  }

  #start(): NmrnRunState | undefined {
    const saved = this.#training.resume ? this.#folder.continue() : undefined;
    if (saved) {
      checkSameRun(saved.identity, this.#identity, this.#folder.path("last"));
      this.#enter(saved.position, saved, this.#folder.path("last"));
    } else if (this.#training.resume) this.#folder.beginAgain(this.#identity);
    else this.#folder.begin();
    return saved;
  }

  /** Goes on at a position with what was learnt by then; `path`: of what it was read from. */
  #enter(
    position: NmrnPosition,
    { weights, learning }: Pick<NmrnRunState, "weights" | "learning">,
    path?: string,
  ): void {
    this.#position = { ...position };
    this.#model.weights.load(weights, path);
    this.#stream.dispose();
    this.#stream = this.#newStream();
    this.#stream.restore(learning, path ?? this.#training.folder);
  }

  async #pass(): Promise<void> {
    const { passes, patience } = this.#training.settings;
    await this.#walk(0, this.#division.tenth, (events) => this.#learn(events));
    const row = this.#endPass(await this.#validate());
    this.#folder.log(row);
    const { pass, best } = this.#position;
    const isOver = pass >= passes || pass - (best?.pass ?? 0) >= patience;
    if (isOver) this.#enter({ ...this.#position, stage: "tenth" }, this.#folder.read("base"));
    this.#save("last");
    this.#training.onRow?.(row);
  }

  async #learn(events: Interactions): Promise<undefined> {
    this.#stream.learn(events);
    this.#position.lossSum += this.#stream.loss * events.users.length;
  }

  /** How well the next events are ranked by a copy whose memory alone goes on. */
  async #validate(): Promise<Metrics> {
    const { tenth, half } = this.#division;
    const copy = this.#copy("memory", this.#model.weights.read());
    try {
      const evaluation = evaluationOf(copy.model, this.#configuration.model, half - tenth);
      for (const events of this.#blocks(0, tenth)) evaluation.meet(events);
      let metrics: Metrics = {};
      for (const events of this.#blocks(tenth, half)) {
        metrics = namedMetrics((await evaluation.take(events)).total);
        await this.#stopIfAsked();
      }
      return metrics;
    } finally {
      copy.dispose();
    }
  }

  /** Its row; where it is the best so far it is kept. */
  #endPass(metrics: Metrics): NmrnRow {
    const position = this.#position;
    const [events, loss] = [position.events, position.lossSum / position.events];
    const isBest = position.best === null || metrics[NMRN_WATCHED] > position.best.metrics[NMRN_WATCHED];
    position.pass++;
    position.events = 0;
    position.lossSum = 0;
    if (isBest) {
      position.best = { pass: position.pass, metrics };
      this.#save("base");
    }
    const { pass, seconds, cpuSeconds } = position;
    return { stage: "passes", pass, events, seconds, cpuSeconds, loss, metrics, best: isBest };
  }

  /** The best pass learns from what it was validated on. */
  async #learnTenth(): Promise<void> {
    const { tenth, half } = this.#division;
    await this.#walk(tenth, half, (events) => this.#learn(events));
    const position: NmrnPosition = { ...this.#position, stage: "second-half", events: 0, lossSum: 0 };
    this.#enter(position, { weights: this.#model.weights.read(), learning: this.#stream.state() });
    this.#save("base");
    this.#save("last");
  }

  #openSecondHalf(judged: NmrnRunState["judged"]): void {
    const { half } = this.#division;
    const { window } = this.#training.settings;
    const { model } = this.#configuration;
    this.#frozen = this.#copy("nothing", this.#folder.read("base").weights);
    this.#judges = new NmrnJudges({
      model: evaluationOf(this.#stream, model, window),
      frozen: evaluationOf(this.#frozen.model, model, window),
    });
    for (const events of this.#blocks(0, half + this.#position.events)) this.#judges.meet(events);
    if (judged) this.#judges.restore(judged);
  }

  async #secondHalf(): Promise<void> {
    const { half, end } = this.#division;
    await this.#walk(half, end, (events) => this.#judges!.take(events));
  }

  /** Takes the events of a part that are left, block by block. */
  async #walk(from: number, to: number, take: TakeEvents): Promise<void> {
    const { window } = this.#training.settings;
    for (const events of this.#blocks(from + this.#position.events, to)) {
      const row = await this.#timed(events.users.length, () => take(events));
      const windows = Math.floor(this.#position.events / window);
      this.#position.events += events.users.length;
      this.#tell(to - from);
      const done = this.#position.events;
      if (Math.floor(done / window) > windows || (row && done === to - from)) this.#mark(row);
      await this.#stopIfAsked();
    }
  }

  *#blocks(from: number, to: number): Generator<Interactions> {
    const { data, settings } = this.#training;
    yield* blocksOf(eventsBetween(data.stream, from, to), settings.blockSize);
  }

  async #timed<T>(events: number, work: () => T): Promise<Awaited<T>> {
    const [began, used] = [performance.now(), process.cpuUsage()];
    const result = await work();
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(used);
    this.#position.seconds += seconds;
    this.#position.cpuSeconds += (user + system) / 1e6;
    this.#pace.seconds += seconds;
    this.#pace.events += events;
    return result;
  }

  #tell(of: number): void {
    const { stage, pass, events } = this.#position;
    const eventsPerSecond = this.#pace.events / this.#pace.seconds;
    this.#training.onBlock?.({ stage, pass: pass + 1, events, of, loss: this.#stream.loss, eventsPerSecond });
  }

  /** A window is full, or the second half is over. */
  #mark(row?: NmrnStreamRow): void {
    if (row) this.#folder.log(row);
    this.#save("last");
    if (row) this.#training.onRow?.(row);
  }

  async #stopIfAsked(): Promise<void> {
    await nextTurn();
    if (!this.#training.signal?.aborted) return;
    this.#save("last");
    throw new Interrupted(`Training stopped; it goes on from ${this.#folder.path("last")}`);
  }

  #save(name: "base" | "last"): void {
    const [identity, position] = [this.#identity, this.#position];
    const [weights, learning] = [this.#model.weights.read(), this.#stream.state()];
    this.#folder.save(name, { identity, position, weights, learning, judged: this.#judges?.state() ?? null });
  }

  /** A copy that learns in another way, of what was learnt so far or was saved. */
  #copy(learns: NmrnLearning["learns"], weights: WeightValues): NmrnCopy {
    const { model, learning } = this.#configuration;
    return copyOf(weights, { model, learning: { ...learning, learns } }, this.#random(learns));
  }
}
