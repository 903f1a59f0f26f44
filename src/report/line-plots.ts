/** Curves over rounds, one line an agent. */
import type { TopLevelSpec } from "vega-lite";
import { tableRows } from "./columns.ts";
import type { Curve } from "./curves.ts";
import type { Leaderboard, LeaderboardRow } from "./leaderboard.ts";
import { colourScale, dashScale, labelled, logTicks, type Plot } from "./plot.ts";

const HEIGHT = 250;

interface RoundPoint {
  readonly agent: string;
  readonly round: number;
  readonly value: number;
}

interface Axis {
  readonly title: string;
  readonly scale: object;
  readonly ticks: readonly number[];
  /** d3-format of a tick's label. */
  readonly format: string;
}

/** Plot of the clicks so far by round of the episode; both axes logarithmic, the upright one so that zero has a place. */
export const clicksPlot: Plot = (board, width) => {
  const points = pointsOf(board, ({ clickCurve }) => clickCurve);
  const most = Math.max(1, ...points.map(({ value }) => value));
  return linePlot(board, width, {
    points,
    x: roundsAxis("Round of the episode", points, 1),
    y: {
      title: "Clicks so far",
      scale: { type: "symlog", constant: 0.5, domain: [0, most * 1.2], nice: false },
      ticks: [0, ...powersOfTen(most)],
      format: "~s",
    },
  });
};

/** Plot of the share of users served at least so many rounds, from where the first of them left. */
export const survivalPlot: Plot = (board, width) => {
  const start = Math.min(...tableRows(board).map(({ survival }) => lastWithAll(survival)));
  const points = pointsOf(board, ({ survival }) => survival).filter(({ round }) => round >= start);
  return linePlot(board, width, {
    points,
    x: roundsAxis("Rounds the user was served", points, start),
    y: { title: "Users still there", scale: { domain: [0, 1] }, ticks: [0, 0.25, 0.5, 0.75, 1], format: ".0%" },
  });
};

interface Lines {
  readonly points: readonly RoundPoint[];
  readonly x: Axis;
  readonly y: Axis;
}

function linePlot(board: Leaderboard, width: number, { points, x, y }: Lines): TopLevelSpec {
  return {
    width,
    height: HEIGHT,
    data: { values: points },
    mark: { type: "line", strokeWidth: 2.25, strokeCap: "butt", strokeJoin: "round" },
    encoding: {
      x: axis("round", x),
      y: axis("value", y),
      color: { field: "agent", type: "nominal", scale: colourScale(board), legend: null },
      strokeDash: { field: "agent", type: "nominal", scale: dashScale(board), legend: null },
    },
  } as TopLevelSpec;
}

function axis(field: string, { title, scale, ticks, format }: Axis) {
  return { field, type: "quantitative", scale, axis: { title, ...labelled(ticks, format) } };
}

function roundsAxis(title: string, points: readonly RoundPoint[], start: number): Axis {
  const end = Math.max(start + 1, ...points.map(({ round }) => round));
  const scale = { type: "log", domain: [start, end], nice: false };
  return { title, scale, ticks: logTicks(start, end), format: "~s" };
}

/** Agents without a rank first: those that are compared are drawn above them. */
function pointsOf(board: Leaderboard, curve: (row: LeaderboardRow) => Curve): RoundPoint[] {
  return [...board.references, ...board.notReproducible, ...board.ranked].flatMap((row) => {
    const { rounds, values } = curve(row);
    return rounds.map((round, i) => ({ agent: row.agent, round, value: values[i] }));
  });
}

/** The last round of a survival curve that everybody reached. */
function lastWithAll({ rounds, values }: Curve): number {
  return rounds[values.lastIndexOf(1)] ?? 1;
}

function powersOfTen(limit: number): number[] {
  return Array.from({ length: Math.floor(Math.log10(limit)) + 1 }, (_, power) => 10 ** power);
}
