import { expect, it } from "vitest";
import type { Measurement } from "../../scripts/measurements.ts";
import { perfCatalogue } from "../../scripts/perf/neighbours.ts";
import { topicCatalogue } from "../texts/fixture.ts";

it("reports each measurement of a catalogue", async () => {
  const rows: Measurement[] = [];
  await perfCatalogue((row) => rows.push(row), { catalogue: topicCatalogue(300), modelDir: "no-models" });
  expect(rows.map(({ name }) => name)).toEqual([
    "embed.lsa_s",
    "neighbours.6000_s",
    "neighbours.bulk_s",
    "neighbours.peak_mb",
  ]);
  for (const { value, against } of rows) {
    expect(value).toBeGreaterThan(0);
    expect(against).not.toBe("");
  }
});
