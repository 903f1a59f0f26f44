import { availableParallelism } from "node:os";
import { chunks } from "../core/arrays.ts";
import { Interrupted, SlateLabError } from "../core/errors.ts";
import { type Crew, openCrew, runAll } from "../parallel/crew.ts";
import type { Open } from "../parallel/handler.ts";
import type { Embedder } from "./embedder.ts";

/** Texts handed to a thread at a time. */
const BATCH = 16;
/** Each thread holds the model's weights. */
const MOST_THREADS = 8;

/** What an embedder's workers run. */
export interface CrewEmbedderOptions<Data> {
  readonly name: string;
  readonly dimensions: number;
  readonly hash: string;
  /** Module that exports `open`; a task is a few texts, its result their unit rows. */
  readonly module: string;
  readonly open: Open<Data, string[], Float32Array>;
  readonly data: Data;
}

/** A model on every core, each embedding one text at a time: so a vector never depends on the texts beside it. */
export class CrewEmbedder<Data> implements Embedder {
  readonly name: string;
  readonly dimensions: number;
  readonly hash: string;
  readonly #options: CrewEmbedderOptions<Data>;
  #crew: Crew<string[], Float32Array> | undefined;

  constructor(options: CrewEmbedderOptions<Data>) {
    this.name = options.name;
    this.dimensions = options.dimensions;
    this.hash = options.hash;
    this.#options = options;
  }

  /** Throws a SlateLabError when the model cannot be loaded or run. */
  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array> {
    const rows = new Float32Array(texts.length * this.dimensions);
    try {
      this.#crew ??= this.#open();
      const onResult = (result: Float32Array, batch: number) => rows.set(result, batch * BATCH * this.dimensions);
      await runAll(this.#crew, chunks(texts, BATCH), { onResult, signal });
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      throw new SlateLabError(`The embedder '${this.name}' failed: ${(error as Error).message}`, { cause: error });
    }
    return rows;
  }

  async dispose(): Promise<void> {
    const crew = this.#crew;
    this.#crew = undefined;
    await crew?.close();
  }

  #open(): Crew<string[], Float32Array> {
    const { module, open, data } = this.#options;
    return openCrew({ module, open, data, threads: Math.min(availableParallelism(), MOST_THREADS) });
  }
}
