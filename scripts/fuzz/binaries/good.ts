/** Sound files of every kind that we write, of a small world and of interactions of the same size; each kind is made once. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Interrupted } from "../../../src/core/errors.ts";
import type { InteractionData } from "../../../src/core/interaction-data.ts";
import { packSequences, toInteractions } from "../../../src/core/sequences.ts";
import type { World } from "../../../src/core/types.ts";
import { prepare } from "../../../src/dataset/prepare.ts";
import { writePreparedData } from "../../../src/dataset/prepared-data.ts";
import { openEngine } from "../../../src/engine/engine.ts";
import { isNextItem, type NextItemDefinition } from "../../../src/models/definition.ts";
import { resolveNmrn } from "../../../src/models/nmrn/recipes.ts";
import { resolveRecipe } from "../../../src/models/recipes.ts";
import { buildWorld } from "../../../src/run/open-world.ts";
import { nmrnData } from "../../../src/run/pretrain-nmrn.ts";
import { sequenceTrainingData } from "../../../src/run/pretrain-sequence.ts";
import { resolveTraining, trainAgent, trainableAgents } from "../../../src/run/train-agent.ts";
import { type Embeddings, embedCatalogue } from "../../../src/texts/embeddings.ts";
import { trainNmrn } from "../../../src/train/nmrn-training.ts";
import { trainSequenceModel } from "../../../src/train/sequence-training.ts";
import { tables } from "../../../tables.ts";

const [USERS, ITEMS] = [12, 120];
const names = (count: number) => Array.from({ length: count }, (_, i) => `n${i}`);

/** Everybody walks through the items, from somewhere. */
const DATA: InteractionData = {
  interactions: toInteractions(
    packSequences(names(USERS).map((_, user) => Array.from({ length: 9 }, (_, i) => (user * 7 + i * 3) % ITEMS))),
  ),
  times: { compare: (a, b) => (a % 9) - (b % 9) || a - b },
  users: USERS,
  items: ITEMS,
  userNames: names(USERS),
  itemNames: names(ITEMS),
  texts: { titles: names(ITEMS), genres: names(ITEMS) },
  factors: [{ name: "parity", words: names(ITEMS).map((name, i) => (i % 2 === 0 ? ["even", name] : [])) }],
};

/** Builds, or reads from a folder, the world that all is made for. */
export function cupWorld(cacheDir?: string): Promise<World> {
  return buildWorld(tables, `cup-small(users=${USERS},items=${ITEMS})`, { cacheDir });
}

/** Fits, or reads from a folder, a world of the interactions. */
export function fittedWorld(cacheDir: string): Promise<World> {
  return buildWorld(tables, "fitted(factors=4,epochs=1,randomClickRate=0.2,bestClickRate=0.5)", {
    cacheDir,
    data: { interactions: DATA },
  });
}

/** The world, built once. */
export const WORLD: () => Promise<World> = once(() => cupWorld());

/** Its embeddings, made or read from a folder. */
export async function embeddings(cacheDir: string): Promise<Embeddings> {
  const rowOf = (_: string, i: number) => [Math.cos(i), Math.sin(i)];
  const embedder = {
    ...{ name: "circle", dimensions: 2, hash: "circle" },
    embed: async (texts: readonly string[]) => Float32Array.from(texts.flatMap(rowOf)),
    dispose: async () => {},
  };
  return embedCatalogue({ catalogue: (await WORLD()).catalogue, embedder, cacheDir });
}

/** What trains a next-item model small, by its name. */
export const NETWORKS: readonly NextItemDefinition[] = tables.models.list.filter(isNextItem);

const WIDTHS = new Map([["ssept", "itemWidth=4,userWidth=4"]]);

/** Trains a next-item model in a folder for so many rounds. */
export async function trainNetwork(
  definition: NextItemDefinition,
  { folder, rounds, resume }: { folder: string; rounds: number; resume: boolean },
): Promise<void> {
  const engine = await openEngine("wasm");
  const { size, ...data } = sequenceTrainingData(prepare(DATA, { split: "leave-one-out", seed: 1 }));
  const width = WIDTHS.get(definition.name) ?? "width=4";
  const set = `${width},length=6,blocks=1,heads=1,batchSize=8,steps=1`;
  const configuration = resolveRecipe(definition, { recipe: "published", set }).configure(size);
  const how = { models: tables.models, configuration, seed: 1, patience: 9 };
  try {
    const { model } = await trainSequenceModel({ ...how, ...data, folder, rounds, resume });
    model.dispose();
  } finally {
    engine.close();
  }
}

/** Trains NMRN in a folder, on to its end or for so many blocks. */
export async function trainMemory(folder: string, blocks = Number.POSITIVE_INFINITY): Promise<void> {
  const engine = await openEngine("wasm");
  const set = "sampler=adversarial,width=4,slots=2,tries=4,candidates=4,blockSize=4,passes=1,window=8";
  const data = nmrnData(prepare(DATA, { split: "leave-one-out", seed: 1 }), 1);
  const stop = new AbortController();
  let done = 0;
  const onBlock = () => {
    if (++done === blocks) stop.abort();
  };
  const how = { settings: resolveNmrn({ recipe: "cpu", set }), data, seed: 1, resume: true };
  try {
    await trainNmrn({ ...how, folder, onBlock, signal: stop.signal });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    engine.close();
  }
}

/** Names of the agents that are trained by playing. */
export const PLAYED: readonly string[] = trainableAgents(tables.agents).map(({ name }) => name);

/** Small settings of trainings that are none of a ranker's. */
const SMALL: Readonly<Record<string, Record<string, number>>> = {
  "taste-posterior": { topics: 4 },
  replay: { plays: 2 },
};

/** Trains an agent by playing in a folder for so many episodes. */
export async function trainPlayed(
  name: string,
  { folder, episodes, resume }: { folder: string; episodes: number; resume: boolean },
): Promise<void> {
  const training = resolveTraining(tables.agents, { name, settings: SMALL[name] ?? { factors: 4 } });
  await trainAgent(tables.agents, training, { world: await WORLD(), seed: 1, episodes, folder, resume });
}

/** Writes prepared data into a folder. */
export async function writePrepared(folder: string): Promise<void> {
  writePreparedData(join(folder, "prepared.bin"), prepare(DATA, { split: "leave-one-out", seed: 1 }));
}

/** Something that is made at its first use. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined;
  return () => {
    found ??= make();
    return found;
  };
}

const folders: string[] = [];
process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that something is written to at its first use; it goes when the process ends. */
export function folderWith(write: (folder: string) => Promise<unknown>): () => Promise<string> {
  return once(async () => {
    const folder = mkdtempSync(join(tmpdir(), "slatelab-good-"));
    folders.push(folder);
    await write(folder);
    return folder;
  });
}
