/** A suite's progress on stderr: what is prepared, then episodes done, and how fast rounds are played. */
import { failureText } from "../src/core/episode-failure.ts";
import type { SuiteListener } from "../src/run/suite-listener.ts";
import { type Display, startJobsProgress, startProgress } from "./progress.ts";

/** A listener that shows the progress of a suite; `stop` goes last, whether the suite ended or failed. */
export function suiteProgress(display?: Display): Required<SuiteListener> & { stop(): void } {
  let rounds = () => 0;
  let [done, total] = [0, 0];
  const texts = startJobsProgress(display);
  const episodes = startProgress({ what: "episodes", speed: { unit: "rounds", count: () => rounds() } }, display);
  return {
    notify: (message) => console.error(message),
    onProgress: texts.update,
    started(suite) {
      ({ rounds, done, tasks: total } = suite);
      episodes.update(done, total);
    },
    finished({ agent, seed }, { rounds, clicks }) {
      episodes.update(++done, total, `${agent}, seed ${seed}: ${grouped(rounds)} rounds, ${grouped(clicks)} clicks`);
    },
    failed(failure) {
      console.error(`${failureText(failure)}; its other episodes are left out`);
      episodes.update(++done, total);
    },
    checked({ agent, difference }) {
      if (difference !== null) console.error(`agent ${agent}: the replay of an episode from fresh differs`);
    },
    stop() {
      texts.stop();
      episodes.stop();
    },
  };
}

function grouped(value: number): string {
  return value.toLocaleString("en-US");
}
