import { existsSync } from "node:fs";
import type { Command } from "commander";
import { fitQuality } from "../../env/index.ts";
import { expected } from "../../src/core/errors.ts";
import { quoted } from "../../src/report/bench-command.ts";
import { openWorld, resolveWorld } from "../../src/run/open-world.ts";
import { tables } from "../../tables.ts";
import { interruptible } from "../interrupt.ts";
import { addHomeOptions, type HomeOptions } from "../options.ts";

interface WorldFitOptions extends HomeOptions {
  world?: string;
  data?: string;
  json: boolean;
}

/** `slatelab world fit <file>`: fits a world to real interactions and keeps it. */
export function defineWorldFit(world: Command): void {
  world.description("Fits worlds to real data.");
  addHomeOptions(world.command("fit <file>"))
    .description(
      "Fits users to 'user item [time]' lines, or to MovieLens-1M when FILE is the word movielens, checks the fit on " +
        "held-out next items and keeps it in the cache.",
    )
    .option("--world <spec>", "settings of the fit, e.g. 'fitted(factors=32,epochs=8)'")
    .option("--data <dir>", "folder with data sets such as ml1m")
    .option("--json", "print the check as JSON", false)
    .addHelpText(
      "after",
      "\nExample:\n  slatelab world fit ratings.txt && slatelab bench --world fitted --interactions ratings.txt",
    )
    .action((file: string, options: WorldFitOptions, command: Command) =>
      fitWorld(file, options, command.getOptionValueSource("home") === "cli"),
    );
}

async function fitWorld(file: string, options: WorldFitOptions, isHomeTyped: boolean): Promise<void> {
  const isMovieLens = file === "movielens";
  if (!isMovieLens && !existsSync(file)) throw expected("a file of interactions that is there", file, "FILE");
  const { world: spec = isMovieLens ? "movielens" : "fitted", home, data } = options;
  const request = resolveWorld(tables, { spec, home, data, files: isMovieLens ? {} : { interactions: file } });
  const world = await interruptible((signal) =>
    openWorld(tables, request, { notify: (line) => console.error(line), signal }),
  );
  const { hitRate, heldOut, seconds } = fitQuality(world);
  if (options.json) {
    console.log(JSON.stringify({ name: "fit.hr10", value: hitRate, unit: "share", against: 0.099, heldOut, seconds }));
    return;
  }
  console.log(
    `HR@10 ${hitRate.toFixed(3)} over ${heldOut} held-out next items, each among 100 random unseen ones (chance .099)`,
  );
  const flags = {
    world: request.spec,
    interactions: isMovieLens ? undefined : file,
    data,
    home: isHomeTyped ? home : undefined,
  };
  console.log(`Fitted in ${seconds.toFixed(0)} s. Use it: slatelab bench ${typed(flags)}`);
}

/** Flags with their values, as a shell takes them. */
function typed(flags: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(flags)
    .flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag} ${quoted(value)}`]))
    .join(" ");
}
