/**
 * A worker that replays one episode from fresh: a thread of its own has loaded every module anew, and its agent has played
 * nothing. What comes out otherwise than was recorded depends on what was played before, on the time or on unseeded chance.
 */
import { EpisodeError } from "../core/episode-failure.ts";
import type { EpisodeLog } from "../core/episode-log.ts";
import { SlateLabError } from "../core/errors.ts";
import { NO_CLICK } from "../core/types.ts";
import type { Handler, Member } from "../parallel/handler.ts";
import type { RecordedEpisode, ReplayCheck } from "../store/checks.ts";
import { readEpisodeLog } from "../store/click-log.ts";
import { openStore } from "../store/database.ts";
import { Replay } from "./round-digests.ts";
import { openPlayer, type WorkerSetup } from "./suite-worker.ts";

/** Sets up a worker that replays an episode. */
export async function open(setup: WorkerSetup, member: Member): Promise<Handler<RecordedEpisode, ReplayCheck>> {
  const db = openStore(setup.suite.database);
  let replay: Replay | undefined;
  const { world, player, agentOf, close } = await openPlayer(setup, db, {
    onRound: (round) => member.begin(round),
    onRounds: () => !member.stopped && !replay?.isOver,
  });
  const { slateSize } = world;
  return {
    async run(recorded) {
      const { id, agent, seed, episode } = recorded;
      const current = new Replay(recorded, slateSize);
      replay = current;
      const failure = await player.run(agentOf(agent), { seed, episode }, [current]).then(
        () => null,
        (error) => (current.isOver ? null : failureOf(error)),
      );
      const block = failure ? null : current.finish();
      const logged = block && setup.suite.logRounds ? readEpisodeLog(db, id, slateSize) : undefined;
      const difference = failure ?? (block && differenceText(block, current.log, logged));
      return { agent, seed, episode, rounds: current.same, difference };
    },
    close,
  };
}

/** In words. */
function failureOf(error: unknown): string {
  if (!(error instanceof EpisodeError)) throw error;
  const { round, reason } = error.failure;
  return `${round === null ? "before the first round" : `round ${round}`}: the replay failed: ${reason}`;
}

/** Where a replay differs in a block of rounds: the very round, where they were logged. */
function differenceText([first, last]: readonly [number, number], replay: EpisodeLog, logged?: EpisodeLog): string {
  if (!logged) return `within rounds ${first} to ${last}`;
  for (let round = first - 1; round < last; round++) {
    const [was, is] = [roundText(logged, round), roundText(replay, round)];
    if (was !== is) return `round ${round + 1}: ${was}; in the replay ${is}`;
  }
  throw new SlateLabError(`Expected a difference in rounds ${first} to ${last}, got the same: the log was changed`);
}

function roundText({ users, slates, clicked, slateSize, length }: EpisodeLog, round: number): string {
  if (round >= length) return "no such round";
  const slate = slates.subarray(round * slateSize, (round + 1) * slateSize);
  const click = clicked[round] === NO_CLICK ? "no click" : `a click on ${clicked[round]}`;
  return `user ${users[round]} saw ${slate.join(" ")}, ${click}`;
}

/** Address of this module, for the crew. */
export const module: string = import.meta.url;
