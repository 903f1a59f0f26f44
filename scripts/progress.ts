/** Progress of a suite on stderr: a bar on a terminal, plain lines otherwise. Results go to stdout. */
import cliProgress from "cli-progress";
import type { SuiteListener } from "../src/run/play-suite.ts";
import type { EpisodeTask } from "../src/run/player.ts";
import type { EpisodeReport } from "../src/run/suite-worker.ts";
import { startBars } from "./bar.ts";

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
  readonly #texts = startBars();
  #rounds = () => 0;
  #timer: NodeJS.Timeout | undefined;
  #started = 0;
  #total = 0;
  #done = 0;
  #doneAtStart = 0;
  #lastLine = 0;

  notify = (message: string): void => {
    console.error(message);
  };

  onProgress = this.#texts.update;

  started({ tasks, done, rounds }: { tasks: number; done: number; rounds(): number }): void {
    this.#rounds = rounds;
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
    this.#texts.stop();
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
    return grouped(Math.round(this.#rounds() / Math.max(seconds, 1e-3)));
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
