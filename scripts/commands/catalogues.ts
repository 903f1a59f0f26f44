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
      if (id === undefined) return printList(SCENARIOS.map(({ id: name, summary }) => ({ name, summary })), json);
      const { scenario } = resolveWorld(id);
      printOne({ name: scenario.id, summary: scenario.summary, settings: scenario.settings }, json);
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
      if (name === undefined) return printList(AGENTS, json);
      printOne(resolveAgent(name).definition, json);
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
  if (json) return console.log(JSON.stringify({ name, summary, settings: rows }));
  console.log(`${name}: ${summary}`);
  if (rows.length === 0) return console.log("\nNo settings.");
  const width = Math.max(...rows.map((row) => row.name.length));
  const values = rows.map((row) => JSON.stringify(row.default) ?? "");
  const valueWidth = Math.max(...values.map((value) => value.length));
  console.log("\nSettings (name, default, meaning):");
  for (const [i, row] of rows.entries()) {
    console.log(`  ${row.name.padEnd(width)}  ${values[i].padEnd(valueWidth)}  ${row.description}`);
  }
  console.log(`\nUse: ${name}(${rows[0].name}=${values[0].replaceAll('"', "")})`);
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
