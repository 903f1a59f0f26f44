import { defineConfig } from "vitest/config";

/** A hang is all that a time limit is to catch: the slowest test, on a machine busy with other work, ends well within it. */
const HANG_MS = 600_000;

export default defineConfig({
  test: { include: ["test/**/*.test.ts"], testTimeout: HANG_MS, hookTimeout: HANG_MS, pool: "forks" },
});
