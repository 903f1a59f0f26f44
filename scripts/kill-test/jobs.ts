/** What is killed: every command that leaves something, small. Each is run again by the same words, which is how it is resumed. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Stream } from "../../src/core/random.ts";

/** A command of the command line, run in a folder of its own. */
export interface KillJob {
  readonly name: string;
  readonly args: readonly string[];
}

const SMALL = ["--world", "cup-small(users=60,items=1000)"];
const TEXTS = ["--embedder", "lsa"];
const BENCH = [
  "--world",
  "cup-small(users=150,items=1000)",
  "--agents",
  "random,popular,epsilon-greedy,story-neighbours,oracle",
];
const NETWORK = "length=10,blocks=1,heads=1,batchSize=16,steps=4";
const [USERS, ITEMS, LENGTH] = [200, 150, 12];
/** The file of interactions in a job's folder. */
const LINES = "lines.txt";
/** Prepared from it, in another process, where a job needs that. */
const DATA = "data";

function playing(agent: string, ...settings: string[]): KillJob {
  const args = ["pretrain", agent, ...SMALL, ...settings, "--episodes", "4", "--out", "out", "--resume"];
  return { name: `pretrain ${agent}`, args };
}

function sequences(model: string, width: string): KillJob {
  const set = ["--recipe", "published", "--set", `${width},${NETWORK}`, "--engine", "wasm"];
  return {
    name: `pretrain ${model}`,
    args: ["pretrain", model, DATA, ...set, "--rounds", "5", "--out", "out", "--resume"],
  };
}

/** All four stages of MFGAN. */
function stages(): KillJob {
  const set = [
    `generator.width=8,${dotted("generator", NETWORK)},generator.rounds=3`,
    "samples.prefixes=2",
    "discriminators.width=8,discriminators.steps=4,discriminators.rounds=3",
    "adversarial.steps=4,adversarial.judgedSteps=2,adversarial.rounds=3",
  ].join(",");
  const args = ["pretrain", "mfgan", DATA, "--set", set, "--engine", "wasm", "--out", "out", "--resume"];
  return { name: "pretrain mfgan", args };
}

/** NMRN on the events of the file of interactions, with a row of its log and a checkpoint after every few blocks. */
function streamed(): KillJob {
  const set = "sampler=adversarial,width=8,slots=4,tries=10,candidates=20,blockSize=32,passes=3,window=150";
  const args = ["pretrain", "nmrn", DATA, "--set", set, "--engine", "wasm", "--out", "out", "--resume"];
  return { name: "pretrain nmrn", args };
}

/** Settings as those of a stage. */
function dotted(stage: string, settings: string): string {
  return settings
    .split(",")
    .map((setting) => `${stage}.${setting}`)
    .join(",");
}

/** All jobs, by what they leave. */
export const JOBS: readonly KillJob[] = [
  { name: "bench", args: ["bench", ...BENCH, "--seeds", "4", "--workers", "2", "--resume", "--out", "report"] },
  playing("funksvd", ...TEXTS, "--factors", "8"),
  playing("neumf", ...TEXTS, "--factors", "8"),
  playing("fm", ...TEXTS, "--factors", "8"),
  playing("taste-posterior", ...TEXTS, "--set", "topics=8"),
  playing("replay", "--plays", "20"),
  sequences("sasrec", "width=8"),
  sequences("gsasrec", "width=8,negatives=4"),
  sequences("ssept", "itemWidth=8,userWidth=8"),
  stages(),
  streamed(),
  { name: "embed", args: ["embed", "--world", "cup-small(items=3000)", "--embedder", "lsa"] },
  { name: "neighbours", args: ["neighbours", "--world", "cup-small(items=2000)", "--embedder", "lsa"] },
  {
    name: "world fit",
    args: ["world", "fit", LINES, "--world", "fitted(factors=8,epochs=3,randomClickRate=0.2,bestClickRate=0.5)"],
  },
  { name: "prepare", args: ["prepare", "interactions", LINES, "--k-core", "2", "--text", "--out", "prepared"] },
];

/** What makes the data that some jobs read. */
export const PREPARATION: readonly string[] = ["prepare", "interactions", LINES, "--k-core", "1", "--out", DATA];

/** Writes the interactions that jobs read into a new folder. */
export function writeInputs(folder: string): void {
  const random = new Stream("kill-test");
  const lines = Array.from({ length: USERS * LENGTH }, (_, i) => {
    return `u${Math.floor(i / LENGTH)} i${random.int(ITEMS)} ${i}\n`;
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, LINES), lines.join(""));
}
