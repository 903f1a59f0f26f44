/** Commands that tell what there is: `worlds` and `agents`. */
import type { Command } from "commander";
import { z } from "zod";
import { AGENTS, resolveAgent } from "../../agents/index.ts";
import { resolveWorld, SCENARIOS } from "../../env/index.ts";

/** `slatelab worlds [id]`. */
export function addWorlds(program: Command): void {
  program
    .command("worlds [id]")
    .summary("list the worlds, or the settings of one")
    .description("Lists the worlds, or one world's settings and defaults.")
    .option("--json", "print one JSON object a line", false)
    .addHelpText("after", "\nExample:\n  slatelab worlds cup")
    .action((id: string | undefined, { json }: { json: boolean }) => {
      const worlds = SCENARIOS.map(({ id: name, summary, settings }) => ({ name, summary, settings }));
      if (id === undefined) printList(worlds, json);
      else printOne(worlds[SCENARIOS.indexOf(resolveWorld(id).scenario)], json);
    });
}

/** `slatelab agents [name]`. */
export function addAgents(program: Command): void {
  program
    .command("agents [name]")
    .summary("list the agents, or the settings of one")
    .description("Lists the agents, or one agent's settings and defaults.")
    .option("--json", "print one JSON object a line", false)
    .addHelpText("after", "\nExample:\n  slatelab agents epsilon-greedy")
    .action((name: string | undefined, { json }: { json: boolean }) => {
      if (name === undefined) printList(AGENTS, json);
      else printOne(resolveAgent(name).definition, json);
    });
}

function printList(rows: readonly { name: string; summary: string }[], json: boolean): void {
  const width = Math.max(...rows.map(({ name }) => name.length));
  for (const { name, summary } of rows) {
    console.log(json ? JSON.stringify({ name, summary }) : `${name.padEnd(width)}  ${summary}`);
  }
}

interface Described {
  name: string;
  summary: string;
  settings: z.ZodType;
}

function printOne({ name, summary, settings }: Described, json: boolean): void {
  const rows = settingRows(settings);
  if (json) console.log(JSON.stringify({ name, summary, settings: rows }));
  else console.log(`${name}: ${summary}\n\n${settingsText(name, rows)}`);
}

function settingsText(name: string, rows: readonly SettingRow[]): string {
  if (rows.length === 0) return "No settings.";
  const width = Math.max(...rows.map((row) => row.name.length));
  const values = rows.map((row) => JSON.stringify(row.default) ?? "");
  const valueWidth = Math.max(...values.map((value) => value.length));
  const lines = rows.map(
    (row, i) => `  ${row.name.padEnd(width)}  ${values[i].padEnd(valueWidth)}  ${row.description}`,
  );
  const example = `Use: ${name}(${rows[0].name}=${values[0].replaceAll('"', "")})`;
  return ["Settings (name, default, meaning):", ...lines, "", example].join("\n");
}

interface SettingRow {
  name: string;
  default: unknown;
  description: string;
}

function settingRows(schema: z.ZodType): SettingRow[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: "input" }) as { properties?: Record<string, object> };
  return Object.entries(properties).map(([name, property]) => {
    const { default: value, description = "" } = property as { default?: unknown; description?: string };
    return { name, default: value, description };
  });
}
