/** The table of commands, as the help lists them. What a command takes and does is loaded when it is called: its file loads the library. */
import type { Command } from "commander";

/** A command as lists show it. */
export interface CommandRow {
  /** Its name, and its arguments after that. */
  readonly usage: string;
  readonly summary: string;
  /** Heading in the list. */
  readonly group: string;
  /** Loads what describes the command and gives it its flags and its action. */
  load(): Promise<(command: Command) => void>;
}

/** Where the program's own `help` stands too. */
export const LOOK = "Look things up:";
const PLAY = "Play and rank:";
const OWN = "Agents and worlds of your own:";
const TEXTS = "Worlds and texts:";
const TRAIN = "Train and evaluate models:";

/** The commands of `slatelab`. */
export const COMMANDS: readonly CommandRow[] = [
  {
    ...{ usage: "bench [suite]", summary: "compare agents over seeded episodes and rank them", group: PLAY },
    load: async () => (await import("./bench.ts")).defineBench,
  },
  {
    ...{ usage: "run <agent>", summary: "play one agent", group: PLAY },
    load: async () => (await import("./run.ts")).defineRun,
  },
  {
    ...{ usage: "cup", summary: "test an agent by the cup's protocol", group: PLAY },
    load: async () => (await import("./cup.ts")).defineCup,
  },
  {
    ...{ usage: "leaderboard", summary: "show the ranking of a stored suite", group: PLAY },
    load: async () => (await import("./stored.ts")).defineLeaderboard,
  },
  {
    ...{ usage: "report", summary: "write the report of a stored suite: HTML, JSON, CSV", group: PLAY },
    load: async () => (await import("./stored.ts")).defineReport,
  },
  {
    ...{ usage: "worlds [id]", summary: "list the worlds, or the settings of one", group: LOOK },
    load: async () => (await import("./lists.ts")).defineWorlds,
  },
  {
    ...{ usage: "agents [name]", summary: "list the agents, or the settings of one", group: LOOK },
    load: async () => (await import("./lists.ts")).defineAgents,
  },
  {
    ...{
      usage: "doctor",
      summary: "check the installation: what is here, what is missing, how to mend it",
      group: LOOK,
    },
    load: async () => (await import("./doctor.ts")).defineDoctor,
  },
  {
    ...{ usage: "new <kind> <name>", summary: "write the file of an agent or a world of your own", group: OWN },
    load: async () => (await import("./new.ts")).defineNew,
  },
  {
    ...{ usage: "check <file>", summary: "check an agent or a world of your own", group: OWN },
    load: async () => (await import("./check.ts")).defineCheck,
  },
  {
    ...{ usage: "world", summary: "fit a world to real interactions", group: TEXTS },
    load: async () => (await import("./world-fit.ts")).defineWorldFit,
  },
  {
    ...{ usage: "embed", summary: "embed a catalogue's texts", group: TEXTS },
    load: async () => (await import("./texts.ts")).defineEmbed,
  },
  {
    ...{ usage: "neighbours", summary: "find every item's nearest texts", group: TEXTS },
    load: async () => (await import("./texts.ts")).defineNeighbours,
  },
  {
    ...{ usage: "pretrain", summary: "train a model that agents start from", group: TRAIN },
    load: async () => (await import("./pretrain.ts")).definePretrain,
  },
  {
    ...{ usage: "prepare <kind> <path>", summary: "filter and split interactions for offline training", group: TRAIN },
    load: async () => (await import("./prepare.ts")).definePrepare,
  },
  {
    ...{ usage: "evaluate <model> <folder>", summary: "rank the held-out items of a prepared data set", group: TRAIN },
    load: async () => (await import("./evaluate.ts")).defineEvaluate,
  },
  {
    ...{
      usage: "recommend <model> [folder]",
      summary: "the best items after a history, by a trained model, an agent or a baseline",
      group: TRAIN,
    },
    load: async () => (await import("./recommend.ts")).defineRecommend,
  },
  {
    ...{
      usage: "export <checkpoint> <file>",
      summary: "write a trained model's weights for PyTorch and others",
      group: TRAIN,
    },
    load: async () => (await import("./export.ts")).defineExport,
  },
  {
    ...{ usage: "import <file>", summary: "take weights that PyTorch trained", group: TRAIN },
    load: async () => (await import("./import.ts")).defineImport,
  },
];
