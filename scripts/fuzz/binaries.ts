/**
 * Files that we write ourselves, changed and sealed again: their checksums and hashes are right, what they hold is not. Each is
 * read and then used, as whoever meets it would.
 */
import { cpSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { resolveAgent } from "../../src/core/agents.ts";
import { SlateLabError } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import type { SpecValue } from "../../src/core/spec.ts";
import type { World } from "../../src/core/types.ts";
import { itemFactors } from "../../src/dataset/item-factors.ts";
import { readPreparedData } from "../../src/dataset/prepared-data.ts";
import { heldOutOf } from "../../src/dataset/split.ts";
import { sequenceStream } from "../../src/dataset/streams.ts";
import { serves } from "../../src/models/definition.ts";
import { createAgent } from "../../src/run/create-agent.ts";
import { runEpisode } from "../../src/run/episode.ts";
import { exportWeights } from "../../src/run/export-weights.ts";
import { openModelCheckpoint } from "../../src/run/offline-model.ts";
import { openStore } from "../../src/store/database.ts";
import { NeighbourCache } from "../../src/store/neighbours.ts";
import { NeighbourIndex } from "../../src/texts/neighbours.ts";
import { tables } from "../../tables.ts";
import {
  cupWorld,
  embeddings,
  fittedWorld,
  folderWith,
  NETWORKS,
  once,
  PLAYED,
  trainMemory,
  trainNetwork,
  trainPlayed,
  WORLD,
  writePrepared,
} from "./binaries/good.ts";
import { mutate } from "./binaries/mutate.ts";
import { type Json, rehash, seal, Tensor, unseal } from "./binaries/seal.ts";
import { attempt, type FuzzTarget, type Outcome } from "./target.ts";

/** A kind of file: where a sound one is, what its own hash is of, and what is done with a changed one. */
interface Subject {
  readonly name: string;
  /** Folder with the sound one. */
  readonly good: () => Promise<string>;
  /** The file that is changed, in that folder. */
  readonly file: (name: string) => boolean;
  readonly hashed?: (names: string[], inner: Json) => unknown[];
  /** What is made of it; throws where it is refused. */
  use(path: string): Promise<unknown>;
  /** Numbers that are possible may still lead nowhere, and whoever works with them says so rather than who reads the file. */
  readonly isWorkedOn?: boolean;
}

/** Of the weights, by name. */
const WEIGHTS = (names: string[]) =>
  names.flatMap((name) => (name.startsWith("weights/") ? [name.slice("weights/".length), new Tensor(name)] : []));

/** Of everything. */
const CONTENT = (names: string[], inner: Json) => [
  (inner as { items: number }).items,
  ...names.filter((name) => name !== "__metadata__").map((name) => new Tensor(name)),
];

async function play(name: string, settings: Record<string, SpecValue>): Promise<void> {
  const world = await WORLD();
  const agent = await agentOf(world, { name, settings });
  runEpisode({ env: world.createEnv(), agent, seed: 1 });
  agent.dispose();
}

async function agentOf(world: World, spec: { name: string; settings: Record<string, SpecValue> }) {
  const { catalogue, users, slateSize, interactions } = world;
  const facts = { catalogue, users, slateSize, interactions, random: new Stream("agent") };
  return createAgent(tables.agents, resolveAgent(tables.agents, spec), facts);
}

/** A world that is read plays as the one that was made. */
async function playWorld(world: World): Promise<void> {
  const agent = await agentOf(world, { name: "random", settings: {} });
  if (runEpisode({ env: world.createEnv(), agent, seed: 1 }) === 0) throw new Error("An episode without a round");
}

/** Blocks of 4 of 108 events: the first half, and some of the second. */
const IN_SECOND_HALF = 20;

const CARDS = (file: string) => file === "last.ckpt";

const SUBJECTS: readonly Subject[] = [
  ...NETWORKS.flatMap((definition): Subject[] => {
    const { name } = definition;
    const good = folderWith((folder) => trainNetwork(definition, { folder, rounds: 1, resume: false }));
    const facts = { good, file: CARDS, hashed: WEIGHTS };
    return [
      {
        ...{ name: `${name}, resumed`, ...facts, isWorkedOn: true },
        use: (path) => trainNetwork(definition, { folder: dirname(path), rounds: 2, resume: true }),
      },
      {
        ...{ name: `${name}, exported`, ...facts },
        use: (path) => exportWeights(path, `${path}.safetensors`, tables.models),
      },
      { ...{ name: `${name}, opened`, ...facts }, use: async (path) => openModelCheckpoint(path, tables.models) },
      ...(serves(definition)
        ? [{ ...{ name, ...facts }, isWorkedOn: true, use: (path: string) => play(name, { checkpoint: path }) }]
        : []),
    ];
  }),
  ...PLAYED.flatMap((name): Subject[] => {
    const good = folderWith((folder) => trainPlayed(name, { folder, episodes: 1, resume: false }));
    const facts = { good, file: CARDS, hashed: WEIGHTS };
    const size: Record<string, SpecValue> = name === "taste-posterior" ? { topics: 4 } : {};
    return [
      { ...{ name, ...facts, isWorkedOn: true }, use: (path) => play(name, { checkpoint: path, ...size }) },
      {
        ...{ name: `${name}, resumed`, ...facts, isWorkedOn: true },
        use: (path) => trainPlayed(name, { folder: dirname(path), episodes: 2, resume: true }),
      },
    ];
  }),
  {
    ...{ name: "nmrn, resumed", good: folderWith((folder) => trainMemory(folder, IN_SECOND_HALF)), file: CARDS },
    ...{ hashed: WEIGHTS, isWorkedOn: true },
    use: (path) => trainMemory(dirname(path)),
  },
  {
    ...{ name: "prepared data", good: folderWith(writePrepared), file: (file) => file === "prepared.bin" },
    hashed: CONTENT,
    async use(path) {
      const data = readPreparedData(path);
      const { split, items } = data;
      const events = [...sequenceStream({ ...data, ...split }, 1)].length;
      if (events !== split.sequences.items.length) throw new Error(`A stream of ${events} events`);
      const stray = heldOutOf(split, "test").find(({ target }) => !(target >= 0 && target < items));
      if (stray) throw new Error(`A held-out item ${stray.target}`);
      for (const { name, values, ids } of itemFactors(data)) {
        if (!ids.every((id) => id >= 0 && id < values.length)) throw new Error(`A value of ${name} that is not there`);
      }
    },
  },
  {
    ...{ name: "a generated world", good: folderWith(cupWorld), file: isContainer, isWorkedOn: true },
    use: async (path) => playWorld(await cupWorld(dirname(path))),
  },
  {
    ...{ name: "a fitted world", good: folderWith(fittedWorld), file: isContainer, isWorkedOn: true },
    use: async (path) => playWorld(await fittedWorld(dirname(path))),
  },
  {
    ...{ name: "embeddings", good: folderWith(embeddings), file: isContainer, isWorkedOn: true },
    async use(path) {
      const { rows } = await embeddings(join(dirname(path), "..", ".."));
      if (!rows.every((value) => Math.abs(value) < 1.01)) throw new Error("Rows that are not of length 1");
    },
  },
];

function isContainer(file: string): boolean {
  return file.endsWith(".bin");
}

/** Changes a file of ours of some kind, seals it and uses it. */
export const fuzzBinaries: FuzzTarget = {
  name: "binaries",
  summary: "checkpoints, prepared data, caches and neighbour lists, changed and sealed again",
  async run(random, folder) {
    const which = random.int(SUBJECTS.length + 1);
    if (which === SUBJECTS.length) return tryNeighbours(random, folder);
    return tryFile(SUBJECTS[which], random, folder);
  },
};

async function tryFile(subject: Subject, random: Stream, folder: string): Promise<Outcome> {
  const { name, good, file, hashed, use, isWorkedOn } = subject;
  cpSync(await good(), folder, { recursive: true });
  const found = readdirSync(folder, { recursive: true, encoding: "utf8" }).find((it) =>
    file(it.split("/").at(-1) ?? ""),
  );
  if (found === undefined) throw new SlateLabError(`${name}: no file`);
  const path = join(folder, found);
  const container = unseal(path);
  mutate(container, random);
  if (hashed) rehash(container, hashed);
  seal(path, container);
  const outcome = await attempt(
    async () => {
      await use(path);
      return "used";
    },
    isWorkedOn ? "" : path,
  );
  const isPolluted = "polluted" in {};
  if (isPolluted) return { verdict: "fault", detail: `${name}: the prototype of all objects is changed` };
  return { ...outcome, detail: `${name}: ${outcome.detail}` };
}

const ROWS = once(async () => embeddings(await folderWith(embeddings)()));

/** Lists that make no sense, with the checksums of lists that do. */
async function tryNeighbours(random: Stream, folder: string): Promise<Outcome> {
  const rows = await ROWS();
  const store = openStore(join(folder, "lab.db"));
  try {
    const k = random.pick([0, 1, 5, 100, 1000]);
    const weird = [-1, 0, rows.size - 1, rows.size, 2 ** 31 - 1];
    const items = Int32Array.from({ length: k }, (_, i) =>
      random.uniform() < 0.1 ? random.pick(weird) : i % rows.size,
    );
    const scores = Float32Array.from(items, (_, i) => (random.uniform() < 0.01 ? Number.NaN : 1 - i / k));
    const lists = new NeighbourCache(store, rows);
    lists.putAll([[3, { items, scores }]]);
    return await attempt(() => {
      const found = new NeighbourIndex(rows, { k: 5, lists }).of(3);
      const isSound = found.items.length === 5 && found.items.every((item) => item >= 0 && item < rows.size);
      if (!isSound || !found.scores.every(Number.isFinite)) throw new Error(`neighbours ${found.items.join(",")}`);
      return "neighbours";
    });
  } finally {
    store.close();
  }
}
