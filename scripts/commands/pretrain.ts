import { join } from "node:path";
import type { Command } from "commander";
import type { AgentDefinition, AgentResources, TrainingDefinition } from "../../src/core/agents.ts";
import type { Spec, SpecValue } from "../../src/core/spec.ts";
import { openWorld } from "../../src/run/open-world.ts";
import { resolveTraining, trainAgent, trainableAgents } from "../../src/run/train-agent.ts";
import type { TrainingEpisode } from "../../src/run/train-by-playing.ts";
import { checkStore } from "../../src/store/database.ts";
import { tables } from "../../tables.ts";
import { interruptible } from "../interrupt.ts";
import { SettingsOption } from "../option-once.ts";
import {
  addTextOptions,
  addWorldOptions,
  databaseOf,
  outFolder,
  resolveWorldOptions,
  type TextOptions,
  type WorldOptions,
  wholeNumber,
} from "../options.ts";
import { settingRows } from "../setting-rows.ts";
import { checkUnusedTraining } from "../training-folder.ts";
import { withTexts } from "../world-texts.ts";
import { addMfganPretrain } from "./pretrain-mfgan.ts";
import { addNmrnPretrain } from "./pretrain-nmrn.ts";
import { addSequencePretrain } from "./pretrain-sequence.ts";

interface PretrainOptions extends WorldOptions, TextOptions {
  readonly episodes: number;
  readonly seed: number;
  /** Settings of an agent that trains itself. */
  readonly set?: string;
  readonly out?: string;
  readonly resume: boolean;
  readonly json: boolean;
}

/** `slatelab pretrain <model>`: weights that agents start from. */
export function definePretrain(pretrain: Command): void {
  pretrain.description("Trains a model and keeps it as a checkpoint.");
  for (const agent of trainableAgents(tables.agents)) {
    if (agent.training) addAgent(pretrain, agent, agent.training);
  }
  addSequencePretrain(pretrain);
  addMfganPretrain(pretrain);
  addNmrnPretrain(pretrain);
}

function addAgent(pretrain: Command, { name }: AgentDefinition, training: TrainingDefinition): void {
  const { summary, usesTexts } = training;
  const inWorld = addWorldOptions(pretrain.command(name));
  const command = (usesTexts ? addTextOptions(inWorld) : inWorld)
    .summary(`${summary}, by the cup's protocol`)
    .description(
      `Trains ${summary}, by the cup's protocol: episodes on the first half of the users, each after training on all pairs so ` +
        "far. A ranker explores with the hybrid, replay by random slates; another agent plays itself. Prints the curve; keeps " +
        "last.ckpt and best.ckpt, and what they say as JSON.",
    )
    .option("--episodes <n>", "training episodes", wholeNumber("--episodes", 1, 10_000), 5)
    .option("--seed <n>", "draws weights, negatives and episodes", wholeNumber("--seed", 0), 1);
  const specOf = addSettings(command, name, training);
  command
    .option("--out <dir>", `folder of the checkpoints (default: checkpoints/${name} in the home folder)`)
    .option("--resume", "go on from last.ckpt, where there is one", false)
    .option("--json", "print the curve as JSON lines", false)
    .addHelpText("after", `\nExample:\n  slatelab pretrain ${name} --world cup-small --episodes 3`)
    .action((options: PretrainOptions) => interruptible((signal) => train(specOf(options), options, signal)));
}

/** Each setting of the training as a flag of its own, or `--set` for all those of the agent. Returns what reads them. */
function addSettings(
  command: Command,
  name: string,
  { settings }: TrainingDefinition,
): (given: PretrainOptions) => Spec {
  if (!settings) {
    command.addOption(new SettingsOption("settings of the agent, e.g. 'leastChance=0.4,relatedItems=20'"));
    return ({ set = "" }) => tables.agents.parse(`${name}(${set})`);
  }
  const rows = settingRows(settings);
  for (const { name: setting, type, default: value, description } of rows) {
    if (type === "boolean") command.option(`--${setting}`, description, value as boolean);
    else command.option(`--${setting} <n>`, description, numberIfAny, value as SpecValue);
  }
  return (given) => {
    const all = given as unknown as Record<string, SpecValue>;
    return { name, settings: Object.fromEntries(rows.map((row) => [row.name, all[row.name]])) };
  };
}

/** What is no number is left to the setting to refuse. */
function numberIfAny(text: string): SpecValue {
  return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
}

async function train(spec: Spec, options: PretrainOptions, signal: AbortSignal): Promise<void> {
  const training = resolveTraining(tables.agents, spec);
  const { episodes, seed, resume, json } = options;
  const folder = outFolder(options, "checkpoints", spec.name);
  checkUnusedTraining(folder, resume);
  const database = databaseOf(options);
  checkStore(database);
  const place = { ...options, database, signal, notify };
  const named = await resolveWorldOptions(options);
  const world = await openWorld(named.tables, named.resolved, { notify, signal });
  const play = async (resources?: AgentResources) => {
    if (!json) console.log("episode   pairs    loss   rounds  clicks    score");
    await trainAgent(tables.agents, training, {
      ...{ world, resources, seed, episodes, folder, resume, signal },
      onEpisode: (done) => console.log(json ? JSON.stringify(done) : curveLine(done)),
    });
    notify(`Best: ${join(folder, "best.json")}`);
  };
  await (tables.agents.get(spec.name).training?.usesTexts ? withTexts(world, place, play) : play());
}

function notify(message: string): void {
  console.error(message);
}

function curveLine({ episode, pairs, loss, rounds, clicks, score }: TrainingEpisode): string {
  const cells = [episode, pairs, loss === null ? "–" : loss.toFixed(4), rounds, clicks, score.toFixed(6)];
  const widths = [7, 8, 8, 9, 8, 9];
  return cells.map((cell, i) => String(cell).padStart(widths[i])).join("");
}
