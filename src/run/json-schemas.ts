/** What the package reads and writes as JSON Schemas, for editors and for programs in other languages. */
import { z } from "zod";
import { LEADERBOARD_ID, leaderboardSchema } from "../report/leaderboard-schema.ts";
import { suiteFileSchema } from "./suite-file.ts";

/** The schemas as texts, by file name. */
export function jsonSchemas(): Record<string, string> {
  const text = (id: string, title: string, schema: z.ZodType, io: "input" | "output") =>
    `${JSON.stringify({ $id: id, title, ...z.toJSONSchema(schema, { io }) }, null, 2)}\n`;
  return {
    "suite.json": text("urn:slatelab:suite:1", "A suite of SlateLab", suiteFileSchema, "input"),
    "leaderboard.json": text(LEADERBOARD_ID, "A leaderboard of SlateLab", leaderboardSchema, "output"),
  };
}
