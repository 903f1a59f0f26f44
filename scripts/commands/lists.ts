/** Commands that tell what there is: `worlds` and `agents`. */
import type { Command } from "commander";
import type { Definition, Registry } from "../../src/core/registry.ts";
import { formatSpec } from "../../src/core/spec.ts";
import { wrapped } from "../../src/report/text-table.ts";
import { openOwnFiles } from "../../src/run/open-own-files.ts";
import { tables } from "../../tables.ts";
import { type SettingRow, settingRows } from "../setting-rows.ts";
import { terminalStyle } from "../terminal.ts";

/** `slatelab worlds [id]`: lists the worlds, or one world's settings. */
export function defineWorlds(command: Command): void {
  command
    .description("Lists the worlds, or one world's settings and defaults.")
    .option("--json", "print one JSON object a line", false)
    .addHelpText("after", "\nExample:\n  slatelab worlds cup")
    .action(async (id: string | undefined, { json }: { json: boolean }) =>
      print((await openOwnFiles(tables, { world: id })).worlds, id, json),
    );
}

/** `slatelab agents [name]`: lists the agents, or one agent's settings. */
export function defineAgents(command: Command): void {
  command
    .description("Lists the agents, or one agent's settings and defaults.")
    .option("--json", "print one JSON object a line", false)
    .addHelpText("after", "\nExample:\n  slatelab agents epsilon-greedy")
    .action(async (name: string | undefined, { json }: { json: boolean }) =>
      print((await openOwnFiles(tables, { agents: name === undefined ? [] : [name] })).agents, name, json),
    );
}

/** All of a table, or one thing of it. */
function print(table: Registry, spec: string | undefined, json: boolean): void {
  if (spec === undefined) printList(table.list, json);
  else printOne(table.get(table.resolve(spec).name), formatSpec({ name: table.parse(spec).name, settings: {} }), json);
}

function printList(rows: readonly Definition[], json: boolean): void {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const line = (name: string, summary: string) => wrapped(summary, terminalStyle(), `${name.padEnd(width)}  `);
  for (const { name, summary, version } of rows) {
    console.log(json ? JSON.stringify({ name, summary, version }) : line(name, summary));
  }
}

/** `called`: what a spec calls it, a name or the reference of a file. */
function printOne({ name, summary, version, settings }: Definition, called: string, json: boolean): void {
  const rows = settingRows(settings).map(({ type: _, ...row }) => row);
  if (json) console.log(JSON.stringify({ name, summary, version, settings: rows }));
  else
    console.log(
      `${version === undefined ? name : `${name}, version ${version}`}: ${summary}\n\n${settingsText(called, rows)}`,
    );
}

const NO_DEFAULT = "–";

function settingsText(called: string, rows: readonly SettingRow[]): string {
  if (rows.length === 0) return "No settings.";
  const width = Math.max(...rows.map((row) => row.name.length));
  const values = rows.map((row) => JSON.stringify(row.default) ?? NO_DEFAULT);
  const valueWidth = Math.max(...values.map((value) => value.length));
  const lines = rows.map((row, i) =>
    wrapped(row.description, terminalStyle(), `  ${row.name.padEnd(width)}  ${values[i].padEnd(valueWidth)}  `),
  );
  const shown = rows.find((row) => row.default !== undefined) ?? rows[0];
  const example = `Use: ${called}(${shown.name}=${shown.default ?? shown.name.toUpperCase()})`;
  return ["Settings (name, default, meaning):", ...lines, "", example].join("\n");
}
