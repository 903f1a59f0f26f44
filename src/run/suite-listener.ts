import type { EpisodeFailure } from "../core/episode-failure.ts";
import type { ReplayCheck } from "../store/checks.ts";
import type { EpisodeReport } from "./suite-worker.ts";
import type { TextPlace } from "./texts.ts";
import type { EpisodeTask } from "./watched-agent.ts";

/** Hears what goes on while a suite is played, for a progress display. */
export interface SuiteListener extends Pick<TextPlace, "onProgress"> {
  notify?(message: string): void;
  /** Called once, before the first episode; `rounds` are those played so far, over all workers. */
  started?(state: { suite: number; tasks: number; done: number; rounds(): number }): void;
  finished?(task: EpisodeTask, report: EpisodeReport): void;
  /** An episode failed: its agent plays no more, the others do. */
  failed?(failure: EpisodeFailure): void;
  /** An episode of an agent was replayed from fresh. */
  checked?(check: ReplayCheck): void;
}
