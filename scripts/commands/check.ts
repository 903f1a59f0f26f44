import type { Command } from "commander";
import { SlateLabError, UsageError } from "../../src/core/errors.ts";
import { isReference } from "../../src/core/reference.ts";
import { parseSpec } from "../../src/core/spec.ts";
import type { CheckResult } from "../../src/run/check-agent.ts";
import { contractChecks } from "../../src/run/contract.ts";
import { openOwnFiles } from "../../src/run/open-own-files.ts";
import { kindOf } from "../../src/run/own-definitions.ts";
import { tables } from "../../tables.ts";
import { interruptible } from "../interrupt.ts";
import { homeOption } from "../options.ts";

/** Small enough for seconds, with all that a contract is about. */
const WORLD = "cup-small(items=400,users=30)";

/** `slatelab check <file>`: the contract suite over an agent or a world of a user's own. */
export function defineCheck(command: Command): void {
  command
    .description(
      "Checks what FILE defines, an agent or a world, against the contract that all of ours keep, and plays a small suite of it. " +
        "FILE may have settings after it, './my-agent.ts(alpha=0.5)', or name an export, './bandits.ts#ucb'. An agent is checked in --world.",
    )
    .option("--world <spec>", "the world that an agent is checked in", WORLD)
    .addOption(homeOption("what worlds keep"))
    .option("--data <dir>", "folder with data sets such as ml1m")
    .addHelpText("after", "\nExample:\n  slatelab check ./my-agent.ts")
    .action((file: string, options: CheckOptions) => interruptible((signal) => check(file, options, signal)));
}

interface CheckOptions {
  readonly world: string;
  readonly home: string;
  readonly data?: string;
}

async function check(spec: string, options: CheckOptions, signal: AbortSignal): Promise<void> {
  const { name } = parseSpec(spec, "FILE");
  if (!isReference(name)) throw new UsageError(`FILE: Expected a file, such as ./${name}.ts, got "${name}"`);
  const kind = await kindOf(name);
  const { home, data } = options;
  const world = kind === "world" ? spec : options.world;
  const all = await openOwnFiles(tables, { world, agents: kind === "agent" ? [spec] : [] });
  const where = kind === "agent" ? ` in ${all.worlds.resolve(world).spec}` : "";
  const table = { agent: all.agents, world: all.worlds }[kind];
  console.log(`${kind} ${table.resolve(spec).spec}${where}`);
  const results: CheckResult[] = [];
  for await (const result of contractChecks(all, { kind, spec, world, home, data, signal, notify: console.error })) {
    print(result);
    results.push(result);
  }
  conclude(results);
}

function print({ name, problems }: CheckResult): void {
  console.log(`${problems.length === 0 ? "✓" : "✗"} ${name}`);
  for (const problem of problems) console.log(`    ${problem}`);
}

/** Throws a SlateLabError where a check has failed. */
function conclude(results: readonly CheckResult[]): void {
  const failed = results.filter(({ problems }) => problems.length > 0).length;
  if (failed > 0) throw new SlateLabError(`${failed} of ${results.length} checks failed`);
  console.log(`All ${results.length} checks passed`);
}
