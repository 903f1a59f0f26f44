/** Who is judged on the second half of NMRN's stream, event by event: the model as it learns, and its copy that does not. */
import type { Stream } from "../core/random.ts";
import type { StreamModel } from "../core/stream-model.ts";
import type { Interactions } from "../core/types.ts";
import { PrequentialEvaluation, type PrequentialMetrics, type PrequentialRow } from "../evaluate/prequential.ts";
import type { NmrnConfiguration } from "../models/nmrn/recipes.ts";
import type { WeightValues } from "../models/weights.ts";
import type { Metrics } from "./fit-state.ts";
import { nmrnOf } from "./nmrn-checkpoint.ts";
import { eachJudged, type Judged, type NmrnRunState, type NmrnStreamRow, type StreamFigures } from "./nmrn-state.ts";
import { NmrnStream } from "./nmrn-stream.ts";

/** k: how many items are shown. */
const CUTOFF = 10;

/** The metric that picks the best pass. */
export const NMRN_WATCHED = `nDCG@${CUTOFF}`;

/** Metrics by the names that logs have. */
export function namedMetrics(metrics: PrequentialMetrics): Metrics {
  return Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name.replace("@k", `@${CUTOFF}`), value]));
}

/** A copy of an NMRN that learns in a way of its own. */
export interface NmrnCopy {
  readonly model: StreamModel;
  dispose(): void;
}

/** Copies a model by its weights. */
export function copyOf(weights: WeightValues, { model, learning }: NmrnConfiguration, random: Stream): NmrnCopy {
  const network = nmrnOf({ path: "copy", model, learning, weights, sampler: {} });
  const stream = new NmrnStream(network, learning, random);
  const dispose = () => {
    stream.dispose();
    network.dispose();
  };
  return { model: stream, dispose };
}

/** Evaluates a model on events, those before them met. `window`: of the sliding means. */
export function evaluationOf(
  model: StreamModel,
  { users }: Pick<NmrnConfiguration["model"], "users">,
  window: number,
): PrequentialEvaluation {
  return new PrequentialEvaluation({ model, users, cutoff: CUTOFF, window });
}

/** The model and its frozen copy, judged on the same events. */
export class NmrnJudges {
  readonly #evaluations: Readonly<Record<Judged, PrequentialEvaluation>>;

  constructor(evaluations: Readonly<Record<Judged, PrequentialEvaluation>>) {
    this.#evaluations = evaluations;
  }

  /** Users met these before. */
  meet(events: Interactions): void {
    eachJudged((name) => this.#evaluations[name].meet(events));
  }

  /** Scores a block, counts it, and lets the model learn from it. */
  async take(events: Interactions): Promise<NmrnStreamRow> {
    const [model, frozen] = [await this.#evaluations.model.take(events), await this.#evaluations.frozen.take(events)];
    return { stage: "second-half", events: model.events, model: figuresOf(model), frozen: figuresOf(frozen) };
  }

  state(): NonNullable<NmrnRunState["judged"]> {
    return eachJudged((name) => this.#evaluations[name].state());
  }

  restore(judged: NonNullable<NmrnRunState["judged"]>): void {
    eachJudged((name) => this.#evaluations[name].restore(judged[name]));
  }
}

function figuresOf({ total, window, milliseconds }: PrequentialRow): StreamFigures {
  return { total: namedMetrics(total), window: namedMetrics(window), milliseconds };
}
