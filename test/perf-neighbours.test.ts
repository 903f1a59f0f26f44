import { expect, it } from "vitest";
import { type PerfRow, perfNeighbours } from "../scripts/perf/neighbours.ts";
import { topicCatalogue } from "./retrieval-fixture.ts";

async function measure(sample?: number): Promise<Map<string, PerfRow>> {
  const rows: PerfRow[] = [];
  await perfNeighbours((row) => rows.push(row), { catalogue: topicCatalogue(300), sample, modelDir: "no-models" });
  return new Map(rows.map((row) => [row.name, row]));
}

it("reports each measurement, and says which is extrapolated", async () => {
  const rows = await measure(100);
  expect([...rows.keys()]).toEqual(["embed.lsa_s", "neighbours.6000_s", "neighbours.bulk_s"]);
  for (const { value, against } of rows.values()) {
    expect(value).toBeGreaterThan(0);
    expect(against).not.toBe("");
  }
  expect(rows.get("neighbours.bulk_s")?.unit).toBe("s, EXTRAPOLATED from 100 of 300 items");
  expect((await measure()).get("neighbours.bulk_s")?.unit).toBe("s");
});
