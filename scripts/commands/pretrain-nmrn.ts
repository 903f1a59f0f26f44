import { join } from "node:path";
import type { Command } from "commander";
import { shapeOf } from "../../src/core/settings.ts";
import { openEngine } from "../../src/engine/engine.ts";
import { configureNmrn, NMRN_RECIPES, nmrnRecipeSettings, resolveNmrn } from "../../src/models/nmrn/recipes.ts";
import { nmrnData, pretrainNmrn } from "../../src/run/pretrain-nmrn.ts";
import { NMRN } from "../../src/train/nmrn-checkpoint.ts";
import type { NmrnProgress } from "../../src/train/nmrn-plan.ts";
import type { NmrnRow } from "../../src/train/nmrn-state.ts";
import { interruptible } from "../interrupt.ts";
import { outFolder } from "../options.ts";
import { startProgress } from "../progress.ts";
import { checkUnusedTraining } from "../training-folder.ts";
import { metricsText, notify } from "../training-lines.ts";
import {
  addTrainingOptions,
  readPrepared,
  type TrainingOptions,
  typedCommand,
  WHICH_DATA,
} from "../training-options.ts";

/** Adds NMRN to `slatelab pretrain`. */
export function addNmrnPretrain(pretrain: Command): void {
  const command = pretrain
    .command(`${NMRN} [folder]`)
    .summary("NMRN: a memory that users read and what they meet is written to, on a stream of events")
    .description(
      `Trains NMRN. ${WHICH_DATA} Its events are a stream, by their times or, without times, merged by the seed. Several passes ` +
        "over the first half, each validated on that half's last tenth; then the second half, every event scored, counted and only " +
        "then learnt from, beside a frozen copy. Keeps base.ckpt (after the first half), last.ckpt, log.jsonl and, once it is done, " +
        "curve.html. It can be stopped at any event and goes on to the same numbers.",
    );
  const recipes = Object.keys(NMRN_RECIPES);
  addTrainingOptions(command, { name: NMRN, recipes, change: "sampler=uniform,passes=3" })
    .addHelpText("after", `${settingsHelp()}\n\nExample:\n  slatelab pretrain ${NMRN} --set passes=3`)
    .action(train);
}

function settingsHelp(): string {
  const lines = Object.entries(shapeOf(nmrnRecipeSettings)).map(
    ([name, { description }]) => `  ${name.padEnd(13)}${description}`,
  );
  return `\nSettings:\n${lines.join("\n")}`;
}

async function train(folder: string | undefined, options: TrainingOptions): Promise<void> {
  const settings = resolveNmrn(options);
  const { seed, resume, json } = options;
  const out = outFolder(options, "checkpoints", NMRN);
  checkUnusedTraining(out, resume);
  const prepared = await readPrepared(folder, options);
  const data = nmrnData(prepared, seed, folder);
  configureNmrn(settings, data);
  if (!prepared.timeOrder)
    notify(`The data have no times: users' items are merged, each in their order, by seed ${seed}`);
  const engine = await openEngine(options.engine);
  notify(engine.why);
  const progress = stageProgress();
  const onRow = (row: NmrnRow) => {
    progress.stop();
    console.log(json ? JSON.stringify(row) : rowLine(row));
  };
  const words = { title: `${NMRN}, recipe ${options.recipe}`, command: typedCommand() };
  try {
    const training = { settings, data, seed, folder: out, resume, onBlock: progress.block, onRow, ...words };
    const { last } = await interruptible((signal) => pretrainNmrn({ ...training, signal }));
    notify(
      `After ${last.events} events of the second half: ${metricsText(last.model.total)}: ${join(out, "last.ckpt")}`,
    );
  } finally {
    progress.stop();
    engine.close();
  }
}

/** Progress of a pass, the tenth or the second half, one after the other. */
function stageProgress(): { block(progress: NmrnProgress): void; stop(): void } {
  let [name, progress] = ["", startProgress({ what: "events" })];
  return {
    block({ stage, pass, events, of, loss, eventsPerSecond }) {
      const under = stage === "passes" ? `pass ${pass}` : stage;
      if (under !== name) {
        progress.stop();
        [name, progress] = [under, startProgress({ what: `events of ${under}` })];
      }
      progress.update(events, of, `loss ${loss.toFixed(4)}, ${eventsPerSecond.toFixed(0)} events/s`);
    },
    stop: () => progress.stop(),
  };
}

/** A line of the log in words. */
function rowLine(row: NmrnRow): string {
  if (row.stage === "second-half") {
    const { events, model, frozen } = row;
    return `event ${String(events).padStart(8)}  ${metricsText(model.window)}  frozen: ${metricsText(frozen.window)}`;
  }
  const { pass, loss, metrics, seconds, best } = row;
  const figures = `loss ${loss.toFixed(4)}  ${metricsText(metrics)}  ${(seconds / 60).toFixed(1)} min`;
  return `pass ${String(pass).padStart(9)}  ${figures}${best ? "  best" : ""}`;
}
