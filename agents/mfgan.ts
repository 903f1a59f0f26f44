/**
 * `mfgan`: the generator of MFGAN (Ren et al., SIGIR 2020, arXiv:2005.10602) as an agent. Its policy π(item | clicks) over the items that
 * a user has not clicked makes the slates, the likeliest ones or a draw, and learns from responses by policy gradient
 * (src/train/policy-model.ts).
 *
 * Departures: the paper's generator learns offline and from discriminators alone; here it meets users, only its item vectors move, and
 * those against a moving average of the reward.
 */
import { z } from "zod";
import type { AgentDefinition } from "../src/core/agents.ts";
import { expected, inWords } from "../src/core/errors.ts";
import { URN_HEAD, Urn, type UrnSource } from "../src/factors/softmax-urn.ts";
import { servedGenerator } from "../src/models/mfgan/generator.ts";
import { checkHasJudges, checkpointJudge } from "../src/train/mfgan/checkpoint-judge.ts";
import { PolicyModel } from "../src/train/policy-model.ts";
import { serveNetwork, servesCheckpoint } from "./sequence/served-network.ts";
import { sequenceAgentSettings } from "./sequence/settings.ts";
import { bestUnseen, SequenceAgent, type SlateChooser } from "./sequence-agent.ts";

const schema = sequenceAgentSettings.extend({
  learningRate: sequenceAgentSettings.shape.learningRate.unwrap().default(0.01).describe("step of item vectors"),
  slate: z
    .enum(["best", "sampled"])
    .default("best")
    .describe("the likeliest unseen items, or a draw from the policy without repetition"),
  temperature: z.number().min(0.01).max(100).default(1).describe("what the policy's logits are divided by"),
  draws: z
    .int()
    .min(1)
    .max(64)
    .default(8)
    .describe("items drawn for each place that stand for the rest of the catalogue"),
  judged: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe("share of the reward that the checkpoint's discriminators give; the rest is the click"),
});

/** Items of a user's list in the index, where urns are filled from it: some times their head. */
const LONG_LIST = 4 * URN_HEAD;

/** The agent `mfgan`. */
export const mfgan: AgentDefinition<z.infer<typeof schema>> = {
  name: "mfgan",
  summary: "unseen items by the policy of MFGAN's generator, moved by policy gradient",
  engine: ({ engine }) => engine,
  settings: schema,
  checkStart({ judged }, { checkpoint }) {
    if (judged === 0) return;
    if (!checkpoint) throw expected("a checkpoint with discriminators", inWords("none"), "agent mfgan: judged");
    checkHasJudges(checkpoint);
  },
  checkFits: servesCheckpoint(servedGenerator),
  async create(context, settings) {
    const { slate, update, temperature, draws, judged: share } = settings;
    const { checkpoint } = context.checkpoints;
    mfgan.checkStart?.(settings, context.checkpoints);
    const list = slate === "sampled" || update !== "none" ? LONG_LIST : undefined;
    const served = await serveNetwork({ model: servedGenerator, context, settings, list });
    const source = { index: served.index, scan: served.vectors.scan, temperature };
    const chooser = slate === "best" ? bestUnseen(served) : sampledUnseen(source);
    const judged = share > 0 ? { share, judge: checkpointJudge(checkpoint) } : undefined;
    const learner = new PolicyModel(served.vectors, source, { draws, judged });
    return new SequenceAgent({ ...served, chooser, learner }, context, settings);
  },
};

/** Unseen items drawn from the policy. */
function sampledUnseen(source: UrnSource): SlateChooser {
  return {
    draws: true,
    choose: ({ user, history, size }, random) =>
      new Urn(source, { user, excluded: history, places: size }).drawSlate(random),
  };
}
