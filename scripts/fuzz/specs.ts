/** Specs and flags, sound and mutated, against the real tables and the real command line. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { resolveAgent } from "../../src/core/agents.ts";
import type { Stream } from "../../src/core/random.ts";
import { isBaseline, isNextItem } from "../../src/models/definition.ts";
import { resolveRecipe } from "../../src/models/recipes.ts";
import { resolveEmbedder } from "../../src/texts/embedders.ts";
import { tables } from "../../tables.ts";
import { commandLine } from "./command-line.ts";
import { drawSpec, mutated, nastyText } from "./nasty.ts";
import { fitSmall, isQuick, isSmall, playInRoom, playWorld, SIZE, trainSmall } from "./small-play.ts";
import { attempt, type FuzzTarget, type Outcome } from "./target.ts";

/** Resolves specs of every table, builds and plays what is small, and runs commands up to where their work would begin. */
export const fuzzSpecs: FuzzTarget = {
  name: "specs",
  summary: "specs and flags, mutated: resolved, and played where they are small",
  run: (random, folder) => random.pick(KINDS)(random, folder),
};

type Kind = (random: Stream, folder: string) => Promise<Outcome>;

const KINDS: readonly Kind[] = [tryWorld, tryAgent, tryRecipe, tryModel, tryEmbedder, tryCommand, tryCommand];

function tryWorld(random: Stream): Promise<Outcome> {
  const spec = mutated(small(drawSpec(random.pick(tables.worlds.list), random, () => "random")), random);
  return attempt(
    async () => {
      const world = tables.worlds.resolve(spec);
      return isSmall(world) && world.name !== "movielens" ? playWorld(world) : "resolved";
    },
    "world",
    spec,
  );
}

/** A spec of a world with few users and items, where it says nothing of them. */
function small(spec: string): string {
  const settings = /^cup/.test(spec) ? ["users=20", "items=200"] : [];
  const missing = settings.filter((setting) => !spec.includes(setting.split("=")[0]));
  if (missing.length === 0) return spec;
  return spec.endsWith(")") ? `${spec.slice(0, -1)},${missing.join(",")})` : `${spec}(${missing.join(",")})`;
}

function tryAgent(random: Stream): Promise<Outcome> {
  const spec = mutated(drawAgent(random), random);
  return attempt(
    async () => {
      const agent = resolveAgent(tables.agents, spec);
      return isQuick(agent) ? playInRoom(agent) : "resolved";
    },
    "agent",
    spec,
  );
}

function drawAgent(random: Stream): string {
  return drawSpec(random.pick(tables.agents.list), random, () => drawAgent(random));
}

function tryRecipe(random: Stream): Promise<Outcome> {
  const model = random.pick(tables.models.list.filter(isNextItem));
  const { settings } = model;
  const spec = mutated(
    drawSpec({ name: "set", summary: "", settings }, random, () => ""),
    random,
  );
  const set = spec.slice(4, -1);
  const recipe = random.uniform() < 0.9 ? random.pick(Object.keys(model.recipes)) : nastyText(random);
  const tiny = random.uniform() < 0.3 ? TINY : "";
  return attempt(
    async () => {
      const { configure } = resolveRecipe(model, { recipe, set: [tiny, set].filter(Boolean).join(",") });
      return trainSmall(model, configure(SIZE));
    },
    "",
    `${recipe} ${set}`,
  );
}

/** So small that it is trained. */
const TINY = "batchSize=8,length=10";

function tryModel(random: Stream): Promise<Outcome> {
  const model = random.pick(tables.models.list.filter(isBaseline));
  const spec = mutated(
    drawSpec(model, random, () => ""),
    random,
  );
  return attempt(
    () => {
      const { name, settings } = tables.models.resolve(spec);
      const found = tables.models.get(name);
      return isBaseline(found) ? fitSmall(found, settings) : "resolved";
    },
    "model",
    spec,
  );
}

function tryEmbedder(random: Stream): Promise<Outcome> {
  const embedder = mutated(random.pick(["auto", "lsa", "use", "transformer:x", "transformer(model=x)"]), random);
  return attempt(() => JSON.stringify(resolveEmbedder(embedder)), "embedder", embedder);
}

/** A command up to where its work would begin: its output goes to where no output can go. */
function tryCommand(random: Stream, folder: string): Promise<Outcome> {
  const file = join(folder, "file");
  writeFileSync(file, "no folder\n");
  const values = Array.from({ length: 3 }, () => drawFlag(random));
  const agents = Array.from({ length: 1 + random.int(2) }, () => drawAgent(random)).join(",");
  const world = drawSpec(random.pick(tables.worlds.list), random, () => "random");
  const place = ["--home", join(folder, "home")];
  const commands = [
    ["worlds", mutated(world, random)],
    ["agents", mutated(drawAgent(random), random)],
    [
      "bench",
      "--world",
      mutated(world, random),
      "--agents",
      mutated(agents, random),
      ...values.flat(),
      ...place,
      "--out",
      file,
    ],
    ["run", mutated(agents, random), "--world", mutated(world, random), ...values.flat(), ...place, "--out", file],
    ["cup", "--agent", mutated(agents, random), ...values.flat(), ...place, "--out", folder],
    ["pretrain", random.pick(["funksvd", "sasrec", nastyText(random)]), ...values.flat(), ...place, "--out", file],
    ["leaderboard", ...values.flat(), ...place],
    ["report", ...values.flat(), ...place],
    ["evaluate", mutated("item-knn(recent=0)", random), folder, ...values.flat(), "--trec", file],
    ["recommend", mutated("item-knn(recent=0)", random), folder, "--history", nastyText(random), ...values.flat()],
    ["recommend", mutated(drawAgent(random), random), "--user", nastyText(random), ...values.flat(), ...place],
    ["import", nastyText(random), ...values.flat(), "--out", file],
    ["export", nastyText(random), `${nastyText(random)}.safetensors`],
    [nastyText(random), ...values.flat()],
  ];
  return commandLine(random.pick(commands));
}

const FLAGS = [
  "--seeds",
  "--test-seeds",
  "--episodes",
  "--workers",
  "--suite",
  "--seed",
  "--rounds",
  "--users",
  "--on",
];
const MORE_FLAGS = [
  "--engine",
  "--embedder",
  "--recipe",
  "--set",
  "--factors",
  "--patience",
  "--json",
  "--all",
  "--checkpoint",
];

function drawFlag(random: Stream): string[] {
  const flag = mutatedNowAndThen(random.pick([...FLAGS, ...MORE_FLAGS]), random);
  return random.uniform() < 0.8 ? [flag, random.uniform() < 0.5 ? `${1 + random.int(5)}` : nastyText(random)] : [flag];
}

function mutatedNowAndThen(text: string, random: Stream): string {
  return random.uniform() < 0.1 ? mutated(text, random) : text;
}
