/** Progress of a suite on stderr: a bar on a terminal, plain lines otherwise. Results go to stdout. */
import cliProgress from "cli-progress";
import type { Control } from "../src/parallel/pool.ts";
import type { EpisodeTask } from "./player.ts";
import type { SuiteListener } from "./suite.ts";
import type { EpisodeReport } from "./worker.ts";

const BAR_EVERY_MS = 250;
/** At least this long between two plain lines. */
const LINE_EVERY_MS = 2000;

export class SuiteProgress implements SuiteListener {
  readonly #bar = new cliProgress.SingleBar({
    format: "{bar} {value}/{total} episodes  {speed} rounds/s  ETA {eta_formatted}",
    etaBuffer: 50,
    hideCursor: true,
    barCompleteChar: "█",
    barIncompleteChar: "░",
  });
  readonly #plain = !process.stderr.isTTY;
  #control: Control | undefined;
  #timer: NodeJS.Timeout | undefined;
  #started = 0;
  #total = 0;
  #done = 0;
  #doneAtStart = 0;
  #lastLine = 0;

  notify = (message: string): void => {
    console.error(message);
  };

  started({ tasks, done, control }: { tasks: number; done: number; control: Control }): void {
    this.#control = control;
    this.#started = performance.now();
    this.#total = tasks;
    this.#done = this.#doneAtStart = done;
    if (this.#plain) return;
    this.#bar.start(tasks, done, { speed: "…" });
    this.#timer = setInterval(() => this.#bar.update(this.#done, { speed: this.#speed() }), BAR_EVERY_MS);
  }

  finished({ agent, seed }: EpisodeTask, { rounds, clicks }: EpisodeReport): void {
    this.#done++;
    if (this.#plain) this.#printLine(`${agent}, seed ${seed}: ${grouped(rounds)} rounds, ${grouped(clicks)} clicks`);
    else this.#bar.update(this.#done, { speed: this.#speed() });
  }

  close(): void {
    clearInterval(this.#timer);
    if (!this.#plain) this.#bar.stop();
  }

  /** Now and then, and at the end. */
  #printLine(facts: string): void {
    const now = performance.now();
    if (now - this.#lastLine < LINE_EVERY_MS && this.#done < this.#total) return;
    this.#lastLine = now;
    console.error(`${this.#done}/${this.#total} episodes (${this.#speed()} rounds/s, ETA ${this.#eta()}): ${facts}`);
  }

  #speed(): string {
    const seconds = (performance.now() - this.#started) / 1000;
    return grouped(Math.round((this.#control?.rounds ?? 0) / Math.max(seconds, 1e-3)));
  }

  #eta(): string {
    const played = this.#done - this.#doneAtStart;
    const seconds = (performance.now() - this.#started) / 1000;
    return `${Math.ceil((seconds / Math.max(1, played)) * (this.#total - this.#done))} s`;
  }
}

function grouped(value: number): string {
  return value.toLocaleString("en-US");
}
