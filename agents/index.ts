/** The table of agents: a new one is one file and one line here; the contract suite then enrols it by itself. */
import type { AgentDefinition } from "../src/core/agents.ts";
import { Registry } from "../src/core/registry.ts";
import { serves } from "../src/models/definition.ts";
import { MODELS } from "../src/models/index.ts";
import { content } from "./content.ts";
import { epsilonGreedy } from "./epsilon-greedy.ts";
import { fm } from "./fm.ts";
import { funksvd } from "./funksvd.ts";
import { hybrid } from "./hybrid.ts";
import { mfgan } from "./mfgan.ts";
import { neumf } from "./neumf.ts";
import { oracle } from "./oracle.ts";
import { popular } from "./popular.ts";
import { random } from "./random.ts";
import { replay } from "./replay.ts";
import { servingAgent } from "./sequence-agent.ts";
import { storyNeighbours } from "./story-neighbours.ts";
import { tastePosterior } from "./taste-posterior.ts";

/** All agents, in the order of lists. */
export const AGENTS: Registry<AgentDefinition> = new Registry("agent", [
  random,
  popular,
  storyNeighbours,
  content,
  funksvd,
  neumf,
  fm,
  hybrid,
  ...MODELS.list.filter(serves).map(servingAgent),
  mfgan,
  tastePosterior,
  replay,
  epsilonGreedy,
  oracle,
] as readonly AgentDefinition[]);
