import { describe, expect, it } from "vitest";
import { learningCurveHtml } from "../../src/report/learning-curve.ts";
import type { LogRow } from "../../src/train/run-folder.ts";

/** Rounds of 100 steps, a wall minute and half a processor minute each. */
const rowsOf = (values: number[]): LogRow[] =>
  values.map((value, i) => ({
    round: i + 1,
    steps: { train: 100 * (i + 1) },
    seconds: 60 * (i + 1),
    cpuSeconds: 30 * (i + 1),
    stepsPerSecond: 1.7,
    losses: { train: 7 - value },
    metrics: { "nDCG@10": value, "HR@10": 2 * value },
    best: value === Math.max(...values.slice(0, i + 1)),
  }));
const page = (values: number[], command = "slatelab pretrain sasrec") =>
  learningCurveHtml({ title: "sasrec, recipe cpu", command, rows: rowsOf(values), watch: "nDCG@10" });

describe("learningCurveHtml", () => {
  it("tells the best round, the end, and draws the metric and the loss at two widths", async () => {
    const text = await page([0.05, 0.12, 0.11]);
    expect(text).toContain(
      "The best validation nDCG@10 is 0.1200, after 200 of 300 steps and 2.000 of 3.000 minutes of training (1.500 of one processor).",
    );
    expect(
      text.match(/<svg role="img" aria-label="Validation nDCG@10 by optimiser steps: 0.0500 after 100/g),
    ).toHaveLength(2);
    expect(text.match(/<svg role="img" aria-label="Loss, train by optimiser steps: 6.9500 after 100/g)).toHaveLength(2);
  });

  it("draws a metric from where the log has it on", async () => {
    const rows = rowsOf([0.05, 0.12, 0.11]);
    const later = rows.map((row, i) => (i === 0 ? row : { ...row, metrics: { ...row.metrics, entropy: 7 } }));
    const text = await learningCurveHtml({ title: "", command: "", rows: later, watch: "nDCG@10", also: ["entropy"] });
    expect(text).toContain("Validation entropy by optimiser steps: 7.0000 after 200, 7.0000 after 300.");
  });

  it("is one file without script or address, and shows the command as text", async () => {
    const text = await page([0.05, 0.12], `slatelab pretrain sasrec --set '<script>'`);
    expect(text).not.toMatch(/<script/);
    expect(text).toContain("&#60;script&#62;");
    expect(text.replaceAll("http://www.w3.org/", "")).not.toMatch(/https?:/);
  });

  it("draws a run of one round as a dot", async () => {
    const text = await page([0.05]);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    expect(text).toContain("mark-symbol");
  });
});
