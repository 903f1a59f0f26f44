import { expect, it } from "vitest";
import type { Measurement } from "../../scripts/measurements.ts";
import { perfCatalogue } from "../../scripts/perf/neighbours.ts";
import { topicCatalogue } from "../texts/fixture.ts";

it("reports how long each part of a catalogue takes, by its clock, and names how many items it was", async () => {
  const rows: Measurement[] = [];
  let [time, step] = [0, 0];
  // Asked before and after each part: half a second goes by in the first, 1.5 in the next, 2.5 in the last.
  const now = () => (time += 500 * step++);
  await perfCatalogue((row) => rows.push(row), { catalogue: topicCatalogue(300), modelDir: "no-models", now });
  const peak = rows.pop();
  expect(rows.map(({ name, value, unit }) => [name, value, unit])).toEqual([
    ["embed.lsa_s", 0.5, "s"],
    ["neighbours.300_s", 1.5, "s"],
    ["neighbours.bulk_s", 2.5, "s"],
  ]);
  expect(peak).toMatchObject({ name: "neighbours.peak_mb", unit: "MB" });
  expect(peak?.value).toBeGreaterThan(0);
  expect(peak?.value).toBeLessThanOrEqual(process.resourceUsage().maxRSS / 1024);
});
