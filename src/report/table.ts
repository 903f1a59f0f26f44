/** Leaderboard → text for a terminal of 100 columns. */
import Table from "cli-table3";
import { sum } from "d3-array";
import { BEHAVIOUR, CERTAINTY, type Column, displayName, HEADLINE, isName, tableRows } from "./columns.ts";
import { counted, listed, NOTHING, whole } from "./format.ts";
import type { Leaderboard, LeaderboardRow } from "./leaderboard.ts";
import { resultSentences, seedsPhrase } from "./sentence.ts";
import { codeText } from "./suite.ts";

const WIDTH = 100;
/** Between two columns. */
const GAP = "  ";
/** Agent names are wrapped, never below this width. */
const NARROWEST_NAME = 12;

/** How fast an agent ran here. Shown in the terminal only: files stay the same on every machine. */
export interface Speed {
  readonly roundsPerSecond: number;
  /** Peak memory of the process. */
  readonly peakMegabytes: number;
}

/**
 * The leaderboard for the terminal: headline, certainty and behaviour of each agent, and the result in words. `speeds`: by
 * agent; their columns go when it is empty.
 */
export function leaderboardTable(board: Leaderboard, speeds: ReadonlyMap<string, Speed> = new Map()): string {
  const rows = tableRows(board);
  const headline = speeds.size > 0 ? [...HEADLINE, ...speedColumns(speeds)] : HEADLINE;
  const tables = rows.length > 0 ? [headline, CERTAINTY, BEHAVIOUR].map((columns) => textTable(columns, rows)) : [];
  const words = [...footnotes(board), ...resultSentences(board)].map(wrapped).join("\n");
  return `${[wrapped(title(board)), ...tables, words].join("\n\n")}\n`;
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

/** Breaks a line at spaces so that it fits. */
function wrapped(text: string): string {
  return text.replace(new RegExp(`(.{1,${WIDTH}})(?: +|$)`, "g"), "$1\n").trimEnd();
}

function textTable(columns: readonly Column[], rows: readonly LeaderboardRow[]): string {
  const colWidths = widths(columns, rows);
  const table = new Table({
    head: columns.map(({ short }) => short),
    colWidths,
    colAligns: columns.map((column) => (isName(column) ? "left" : "right")),
    wordWrap: true,
    wrapOnWordBoundary: false,
    chars: RULED_HEAD,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true },
  });
  for (const row of rows) table.push(columns.map(({ cell }, i) => broken(cell(row), colWidths[i])));
  return table.toString().replace(/ +$/gm, "");
}

/** Each column as wide as its longest cell; long names are broken and take what is left. */
function widths(columns: readonly Column[], rows: readonly LeaderboardRow[]): number[] {
  const natural = columns.map(({ short, cell }) => longest([short, ...rows.map(cell)]));
  const name = columns.findIndex(isName);
  const left = WIDTH - sum(natural) + natural[name] - GAP.length * (columns.length - 1);
  if (natural[name] <= left) return natural;
  const pieces = rows.flatMap((row) => broken(displayName(row), left).split("\n"));
  return natural.with(name, Math.max(NARROWEST_NAME, Math.min(left, longest(pieces))));
}

function longest(texts: readonly string[]): number {
  return Math.max(...texts.map(({ length }) => length));
}

/** A name too long for its column breaks where its settings begin and after each of them. */
function broken(text: string, width: number): string {
  return text.length > width ? text.replace(/[(,]/g, "$&\n") : text;
}

/** No lines but one under the heading. */
const RULED_HEAD = {
  ...{ top: "", "top-mid": "", "top-left": "", "top-right": "", left: "", "left-mid": "", middle: GAP },
  ...{ bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "", right: "", "right-mid": "" },
  ...{ mid: "─", "mid-mid": "─".repeat(GAP.length) },
};
