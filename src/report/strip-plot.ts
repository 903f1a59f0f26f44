/** Rounds a user on each seed: a row for each agent, a dot for each seed, the mean with its 95% interval. */
import type { TopLevelSpec } from "vega-lite";
import { displayName, tableRows } from "./columns.ts";
import { estimate, rounded } from "./format.ts";
import type { Leaderboard, LeaderboardRow } from "./leaderboard.ts";
import { colourScale, labelled, logTicks, type Plot } from "./plot.ts";

/** Height of an agent's row: its name, under it the dots, under them the interval. */
const ROW = 60;
const NAME_AT = 0.22;
const DOTS_AT = 0.58;
const INTERVAL_AT = 0.84;
/** Around the rows; below is room for the axis. */
const FRAME = { left: 4, right: 4, top: 2, bottom: 40 };
/** Dots are spread over this part of a row, so that seeds that agree stay visible. */
const SPREAD = 0.2;
/** From this ratio of best to worst on, a linear axis would press the lower agents together. */
const LOG_RATIO = 4;
/** An agent without a rank that is this many times better than the leader is left out: it would press all others together. */
const UNRANKED_RATIO = 3;
/** Width of a character of 12 px, generously. */
const CHARACTER = 7;
/** Characters between a name and its value. */
const GAP = 2;

/** Plot of each agent's mean, its interval and the result on each seed. */
export const stripPlot: Plot = (board, width) => {
  const rows = stripRows(board);
  const x = { ...roundsScale(rows, board), type: "quantitative" };
  const y = { type: "quantitative", scale: { domain: [rows.length, 0], nice: false }, axis: null };
  const colour = { field: "agent", type: "nominal", scale: colourScale(board), legend: null };
  return {
    width,
    height: rows.length * ROW,
    // Names are measured too wide without a canvas and would push the edge out: the frame is fixed instead.
    autosize: "none",
    padding: FRAME,
    data: { values: agentData(rows, width) },
    layer: [
      text("label", { x: { value: 0 }, y: { ...y, field: "name" } }, "left"),
      text("value", { x: { value: width }, y: { ...y, field: "name" } }, "right"),
      {
        data: { values: rows.flatMap((row, position) => seedData(row, position, board)) },
        mark: { type: "circle", size: 70, opacity: 0.65 },
        encoding: { x: { ...x, field: "rounds" }, y: { ...y, field: "dots" }, color: colour },
      },
      {
        transform: [{ filter: "datum.low !== null" }],
        mark: { type: "rule", color: "var(--ink)", strokeWidth: 2 },
        encoding: { x: { ...x, field: "low" }, x2: { field: "high" }, y: { ...y, field: "interval" } },
      },
      {
        mark: { type: "tick", orient: "vertical", color: "var(--ink)", thickness: 2, size: 10 },
        encoding: { x: { ...x, field: "mean" }, y: { ...y, field: "interval" } },
      },
    ],
  } as TopLevelSpec;
};

/** Agents of the strip plot: the ranked ones, and others not too far ahead to share their axis. */
export function stripRows(board: Leaderboard): LeaderboardRow[] {
  const [leader] = board.ranked;
  const limit = leader ? leader.rounds.mean * UNRANKED_RATIO : Number.POSITIVE_INFINITY;
  return tableRows(board).filter(({ rank, rounds }) => rank !== null || rounds.mean <= limit);
}

/** What is written about an agent and where: intervals give way where a name would not fit beside them. */
function agentData(rows: readonly LeaderboardRow[], width: number) {
  const characters = Math.floor(width / CHARACTER) - GAP;
  const fits = rows.every((row) => displayName(row).length + estimate(row.rounds).length <= characters);
  return rows.map((row, position) => {
    const value = fits ? estimate(row.rounds) : rounded(row.rounds.mean);
    const [low, high] = row.rounds.interval ?? [null, null];
    const at = { name: position + NAME_AT, interval: position + INTERVAL_AT };
    return {
      ...at,
      label: shortened(displayName(row), characters - value.length),
      value,
      mean: row.rounds.mean,
      low,
      high,
    };
  });
}

function seedData({ agent, seedScores }: LeaderboardRow, position: number, { suite }: Leaderboard) {
  const step = SPREAD / Math.max(1, seedScores.length - 1);
  return seedScores.map((score, seed) => ({
    agent,
    rounds: score * suite.world.horizon,
    dots: position + DOTS_AT + (seedScores.length > 1 ? step * seed - SPREAD / 2 : 0),
  }));
}

/** Both ends get some air, so that no dot touches the edge. */
function roundsScale(rows: readonly LeaderboardRow[], { suite }: Leaderboard) {
  const all = rows.flatMap(({ seedScores }) => seedScores.map((score) => score * suite.world.horizon));
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const title = "Rounds a user";
  if (high > low * LOG_RATIO) {
    const domain = [low / 1.08, high * 1.08];
    return {
      scale: { type: "log", domain, nice: false },
      axis: { title, ...labelled(logTicks(domain[0], domain[1]), "~s") },
    };
  }
  const air = (high - low) * 0.05 || high * 0.05;
  return { scale: { domain: [low - air, high + air], nice: false, zero: false }, axis: { title, tickCount: 5 } };
}

function text(field: string, encoding: object, align: "left" | "right") {
  const mark = { type: "text", align, fontSize: 12, color: align === "left" ? "var(--ink)" : "var(--muted)" };
  return { mark, encoding: { ...encoding, text: { field, type: "nominal" } } };
}

/** A long name keeps its two ends: agents of one kind differ at the end. */
function shortened(name: string, length: number): string {
  if (name.length <= length) return name;
  const kept = (length - 1) / 2;
  return `${name.slice(0, Math.ceil(kept))}…${name.slice(-Math.floor(kept))}`;
}
