import { join, resolve } from "node:path";
import type { Command } from "commander";
import { fmKind } from "../../agents/fm.ts";
import { funksvdKind } from "../../agents/funksvd.ts";
import { resolveAgent } from "../../agents/index.ts";
import { neumfKind } from "../../agents/neumf.ts";
import type { RankerKind } from "../../agents/ranker.ts";
import { tastePosterior } from "../../agents/taste-posterior.ts";
import type { AgentResources } from "../../src/core/agents.ts";
import { Stream } from "../../src/core/random.ts";
import type { World } from "../../src/core/types.ts";
import { NEUMF } from "../../src/models/neumf.ts";
import { openStore } from "../../src/store/database.ts";
import { rankerLearner, tasteLearner } from "../cup-learners.ts";
import { outputFolder } from "../folders.ts";
import { onInterrupt } from "../interrupt.ts";
import { openWorld } from "../open-world.ts";
import { addWorldOptions, databaseOf, type WorldOptions, wholeNumber, worldRequest } from "../options.ts";
import { type CupLearner, pretrainCup, type TrainingEpisode } from "../pretrain-cup.ts";
import { addTextOptions, openResources, prepareTexts, type TextOptions } from "../texts.ts";
import { addSequencePretrain } from "./pretrain-sequence.ts";

interface PretrainOptions extends WorldOptions, TextOptions {
  readonly episodes: number;
  readonly seed: number;
  /** Of rankers. */
  readonly factors: number;
  readonly faithful?: boolean;
  /** Of agents that remember. */
  readonly set?: string;
  readonly out?: string;
  readonly resume: boolean;
  readonly json: boolean;
}

interface LearnerRequest {
  readonly world: World;
  readonly resources: AgentResources;
  readonly options: PretrainOptions;
}

interface CupModel {
  readonly name: string;
  readonly summary: string;
  addOptions(command: Command): void;
  /** Throws a UsageError for settings that cannot be, before anything is prepared. */
  check?(options: PretrainOptions): void;
  create(request: LearnerRequest): Promise<CupLearner>;
}

const MODELS: readonly CupModel[] = [
  rankerModel(funksvdKind, { summary: "FunkSVD with biases", factors: 128, hasFaithful: true }),
  rankerModel(neumfKind, { summary: "NeuMF", factors: NEUMF.factors, hasFaithful: false }),
  rankerModel(fmKind, { summary: "a factorization machine", factors: 32, hasFaithful: false }),
  {
    name: tastePosterior.name,
    summary: "what the agent taste-posterior remembers",
    addOptions: (command) => command.option("--set <settings>", "settings of the agent, e.g. 'keep=0.4,related=20'"),
    check: (options) => resolveAgent(tasteSpec(options)),
    create: ({ world, resources, options }) =>
      tasteLearner(tasteSpec(options), { ...world, resources, random: new Stream(`pretrain-${options.seed}`) }),
  },
];

function tasteSpec({ set = "" }: PretrainOptions): string {
  return `${tastePosterior.name}(${set})`;
}

interface RankerFacts {
  readonly summary: string;
  readonly factors: number;
  /** Has the seed's own recipe. */
  readonly hasFaithful: boolean;
}

function rankerModel<C>(kind: RankerKind<C>, { summary, factors, hasFaithful }: RankerFacts): CupModel {
  return {
    name: kind.name,
    summary,
    addOptions(command) {
      command.option("--factors <n>", "factors of a user and of an item", wholeNumber("--factors", 4, 1024), factors);
      if (hasFaithful) command.option("--faithful", "the recipe as its authors ran it, defects included", false);
    },
    async create({ world, resources, options }) {
      const { factors: width, faithful = false } = options;
      const settings = (hasFaithful ? { factors: width, faithful } : { factors: width }) as C;
      return rankerLearner(world, { kind, settings, faithful, neighbours: await resources.neighbours() });
    },
  };
}

/** `slatelab pretrain <model>`: weights that agents start from. */
export function addPretrain(program: Command): void {
  const pretrain = program
    .command("pretrain")
    .summary("train a model that agents start from")
    .description("Trains a model and keeps it as a checkpoint.");
  for (const model of MODELS) addCupModel(pretrain, model);
  addSequencePretrain(pretrain);
}

function addCupModel(pretrain: Command, model: CupModel): void {
  const { name, summary } = model;
  const command = addTextOptions(addWorldOptions(pretrain.command(name)))
    .summary(`${summary}, by the cup's protocol`)
    .description(
      `Trains ${summary}, by the cup's protocol: episodes on the first half of the users, each after training on all pairs so ` +
        "far. A ranker explores with the hybrid; an agent plays itself. Prints the curve; keeps last.json and best.json.",
    )
    .option("--episodes <n>", "training episodes", wholeNumber("--episodes", 1, 10_000), 5)
    .option("--seed <n>", "draws weights, negatives and episodes", wholeNumber("--seed", 0), 1);
  model.addOptions(command);
  command
    .option("--out <dir>", `folder of the checkpoints (default: checkpoints/${name} in the home folder)`)
    .option("--resume", "go on from last.json", false)
    .option("--json", "print the curve as JSON lines", false)
    .addHelpText("after", `\nExample:\n  slatelab pretrain ${name} --world cup-small --episodes 3`)
    .action((options: PretrainOptions) => run(model, options));
}

async function run(model: CupModel, options: PretrainOptions): Promise<void> {
  model.check?.(options);
  const { episodes, seed, resume, json } = options;
  const abort = new AbortController();
  const release = onInterrupt(() => abort.abort());
  const isStopped = () => abort.signal.aborted;
  const folder = outputFolder(resolve(options.out ?? join(options.home, "checkpoints", model.name)));
  const place = { ...options, database: databaseOf(options), signal: abort.signal, notify };
  const world = await openWorld(worldRequest(options), { notify, signal: abort.signal });
  const texts = await prepareTexts(world, place);
  const store = openStore(place.database);
  try {
    const learner = await model.create({ world, resources: openResources(texts, store), options });
    if (!json) console.log("episode   pairs    loss   rounds  clicks    score");
    const onEpisode = (done: TrainingEpisode) => console.log(json ? JSON.stringify(done) : curveLine(done));
    await pretrainCup({ world, learner, seed, episodes, folder, resume, onEpisode, isStopped });
    notify(`Best: ${join(folder, "best.json")}`);
  } finally {
    store.close();
    release();
  }
}

function notify(message: string): void {
  console.error(message);
}

function curveLine({ episode, pairs, loss, rounds, clicks, score }: TrainingEpisode): string {
  const cells = [episode, pairs, loss === null ? "–" : loss.toFixed(4), rounds, clicks, score.toFixed(6)];
  const widths = [7, 8, 8, 9, 8, 9];
  return cells.map((cell, i) => String(cell).padStart(widths[i])).join("");
}
