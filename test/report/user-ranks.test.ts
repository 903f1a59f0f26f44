import { expect, it } from "vitest";
import type { UserRank } from "../../src/evaluate/user-ranks.ts";
import { userRanksCsv } from "../../src/report/user-ranks.ts";

const rank = (better: number, tied = 0) => ({ better, tied });
const held = (user: number, target: number) => ({ user, target, history: Int32Array.of(0) });

it("writes names, training events and both ranks from 1, and leaves empty what was not ranked", () => {
  const ranks: UserRank[] = [
    { heldOut: held(1, 2), events: 31, catalogue: rank(0), sampled: rank(4, 2) },
    { heldOut: held(0, 1), events: 0, catalogue: rank(250, 3), sampled: null },
  ];
  const names = { userNames: ["ann", "bob"], itemNames: ["x", 'a "b"', "c, d"] };
  expect([...userRanksCsv(ranks, names)].join("")).toBe(
    'user,item,training_events,rank,tied,sampled_rank,sampled_tied\nbob,"c, d",31,1,0,5,2\nann,"a ""b""",0,251,3,,\n',
  );
});
