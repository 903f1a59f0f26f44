/** Leaderboard → text for a terminal. */
import { BEHAVIOUR, CERTAINTY, type Column, displayName, HEADLINE, tableRows } from "./columns.ts";
import { counted, listed, NOTHING, whole } from "./format.ts";
import type { Leaderboard } from "./leaderboard.ts";
import { resultSentences, seedsPhrase } from "./sentence.ts";
import { codeText } from "./suite.ts";
import { PLAIN, type TextStyle } from "./text-style.ts";
import { textTables, wrapped } from "./text-table.ts";

/** How fast an agent ran here. Shown in the terminal only: files stay the same on every machine. */
export interface Speed {
  readonly roundsPerSecond: number;
  /** Peak memory of the process. */
  readonly peakMegabytes: number;
}

/** How a leaderboard is shown in the terminal. */
export interface TableStyle extends TextStyle {
  /** By agent; their columns go when there are none. */
  readonly speeds: ReadonlyMap<string, Speed>;
}

/**
 * The leaderboard for the terminal: headline, certainty and behaviour of each agent, in as many tables as its columns ask for, and
 * the result in words.
 */
export function leaderboardTable(board: Leaderboard, style: Partial<TableStyle> = {}): string {
  const { speeds, ...look }: TableStyle = { ...PLAIN, speeds: new Map(), ...style };
  const columns = [...HEADLINE, ...(speeds.size > 0 ? speedColumns(speeds) : []), ...CERTAINTY, ...BEHAVIOUR];
  const words = [...footnotes(board), ...resultSentences(board)].map((text) => wrapped(text, look)).join("\n");
  return `${[wrapped(title(board), look), ...textTables(columns, tableRows(board), look), words].join("\n\n")}\n`;
}

function title(board: Leaderboard): string {
  const { world, episodesPerSeed } = board.suite;
  const size = `${counted(world.users, "user")}, ${counted(world.catalogueSize, "item")}, horizon ${whole(world.horizon)}`;
  return `${world.id}: ${size}; ${seedsPhrase(board)} × ${counted(episodesPerSeed, "episode")}`;
}

function speedColumns(speeds: ReadonlyMap<string, Speed>): Column[] {
  const column = (short: string, value: (speed: Speed) => number): Column => ({
    label: short,
    short,
    cell: ({ agent }) => {
      const speed = speeds.get(agent);
      return speed ? whole(value(speed)) : NOTHING;
    },
  });
  return [column("rounds/s", (s) => s.roundsPerSecond), column("MB", (s) => s.peakMegabytes)];
}

function footnotes({ references, notReproducible, unfinished, code }: Leaderboard): string[] {
  return [
    ...(references.length > 0 ? ["* reads the hidden state: the upper reference, not ranked"] : []),
    ...(notReproducible.length > 0 ? ["† does not come out the same when it is replayed from fresh: not ranked"] : []),
    ...(code.length > 1 ? [`mixed: played by ${listed(code.map(codeText))}`] : []),
    ...unfinished.map((agent) => {
      const seeds = agent.finishedSeeds + agent.missingSeeds.length;
      return `unfinished: ${displayName(agent)}, ${agent.finishedSeeds} of ${counted(seeds, "seed")}`;
    }),
  ];
}
