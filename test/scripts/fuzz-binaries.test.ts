import { expect, it } from "vitest";
import { fuzzBinaries } from "../../scripts/fuzz/binaries.ts";
import { fuzz } from "../../scripts/fuzz/target.ts";

it("files that are changed and sealed again are refused, or used without harm", async () => {
  const tried = await fuzz(fuzzBinaries, { seed: 2, first: 0, runs: 60 });
  expect(tried.filter(({ verdict }) => verdict === "fault")).toEqual([]);
  expect(tried.some(({ verdict }) => verdict === "accepted")).toBe(true);
  expect(tried.some(({ verdict }) => verdict === "refused")).toBe(true);
});
