import { join } from "node:path";
import { type Command, Option } from "commander";
import { shapeOf } from "../../src/core/settings.ts";
import { openEngine } from "../../src/engine/engine.ts";
import {
  MFGAN_RECIPES,
  MFGAN_STAGES,
  type MfganSettings,
  type MfganStage,
  mfganSettings,
  resolveMfgan,
} from "../../src/models/mfgan/recipes.ts";
import { mfganData, pretrainMfgan } from "../../src/run/pretrain-mfgan.ts";
import type { StageOutcome, StagesRun } from "../../src/train/stages.ts";
import { interruptible } from "../interrupt.ts";
import { outFolder } from "../options.ts";
import { metricsText, notify, roundLine, stepProgress } from "../training-lines.ts";
import {
  addTrainingOptions,
  readPrepared,
  type TrainingOptions,
  typedCommand,
  WHICH_DATA,
} from "../training-options.ts";

const NAME = "mfgan";
const ALL = "all";

interface MfganOptions extends TrainingOptions {
  readonly stage: string;
  readonly samples?: string;
}

/** Adds the stages of MFGAN to `slatelab pretrain`. */
export function addMfganPretrain(pretrain: Command): void {
  const command = pretrain
    .command(`${NAME} [folder]`)
    .summary("MFGAN: a generator against a discriminator for each factor of the items, in four stages")
    .description(
      `Trains MFGAN. ${WHICH_DATA} The stages are ${MFGAN_STAGES.join(", ")}: each has a folder of its own below --out, starts ` +
        "from those before it, and keeps best.ckpt, last.ckpt, log.jsonl and curve.html; samples are lines of samples.jsonl.",
    )
    .addOption(
      new Option("--stage <name>", "the stage to run, after those before it")
        .choices([...MFGAN_STAGES, ALL])
        .default(ALL),
    )
    .option("--samples <file>", "samples of another tool, in place of those that the generator would draw");
  const recipes = Object.keys(MFGAN_RECIPES);
  addTrainingOptions(command, { name: NAME, recipes, change: "generator.width=32,adversarial.reward=constant" })
    .addHelpText("after", `${settingsHelp()}\n\nExample:\n  slatelab pretrain ${NAME} --stage generator`)
    .action(train);
}

function settingsHelp(): string {
  const lines = MFGAN_STAGES.flatMap((stage) =>
    Object.entries(shapeOf(mfganSettings.shape[stage])).map(
      ([name, { description }]) => `  ${`${stage}.${name}`.padEnd(33)}${description}`,
    ),
  );
  return `\nSettings:\n${lines.join("\n")}`;
}

async function train(folder: string | undefined, options: MfganOptions): Promise<void> {
  const settings = resolveMfgan(options);
  const out = outFolder(options, "checkpoints", NAME);
  const data = mfganData(await readPrepared(folder, options), folder);
  const engine = await openEngine(options.engine);
  notify(engine.why);
  const { stage, samples, seed, resume, json } = options;
  const only = stage === ALL ? undefined : stage;
  const words = { title: `${NAME}, recipe ${options.recipe}`, command: typedCommand() };
  const lines = new StageLines(settings, json);
  const asked = { settings, data, seed, samples, folder: out, resume, only, engine, notify };
  try {
    const outcomes = await interruptible((signal) =>
      pretrainMfgan({ ...asked, ...words, ...lines.listeners(), signal }),
    );
    for (const outcome of outcomes) notify(outcomeLine(outcome));
  } finally {
    lines.stop();
    engine.close();
  }
}

/** What is said of the stages while they run. */
class StageLines {
  readonly #settings: MfganSettings;
  readonly #json: boolean;
  #progress = stepProgress(0);

  constructor(settings: MfganSettings, json: boolean) {
    this.#settings = settings;
    this.#json = json;
  }

  listeners(): Required<Pick<StagesRun, "onStage" | "onStep" | "onRound">> {
    return {
      onStage: (stage) => {
        notify(`Stage ${stage}`);
        this.#progress = stepProgress(roundsOf(this.#settings, stage as MfganStage));
      },
      onStep: (step) => this.#progress.step(step),
      onRound: (row) => {
        this.stop();
        console.log(this.#json ? JSON.stringify(row) : `${row.stage.padEnd(14)} ${roundLine(row)}`);
      },
    };
  }

  stop(): void {
    this.#progress.stop();
  }
}

/** None of a stage that does not train. */
function roundsOf(settings: MfganSettings, stage: MfganStage): number {
  const own = settings[stage];
  return "rounds" in own ? own.rounds : 0;
}

function outcomeLine({ stage, folder, fit }: StageOutcome): string {
  if (!fit) return `${stage}: ${folder}`;
  return `${stage}: round ${fit.best.round}, ${metricsText(fit.best.metrics)}: ${join(folder, "best.ckpt")}`;
}
