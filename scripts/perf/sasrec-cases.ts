import type { Objective } from "../../src/models/sequence-objective.ts";

/** A loss of the table of step times. */
export type LossName = "bce" | "gbce" | "softmax";

/** Width of the network by the length of its sequences: the two sizes of the table of step times. */
export const WIDTHS: Readonly<Record<number, number>> = { 50: 64, 200: 128 };

/** The losses of the table of step times; `pytorch` is the name that the PyTorch script prints. */
export const LOSSES: Readonly<Record<LossName, { objective: Objective; negatives: number; pytorch: string }>> = {
  bce: { objective: { loss: "gbce", t: 0 }, negatives: 1, pytorch: "bce" },
  gbce: { objective: { loss: "gbce", t: 0.75 }, negatives: 256, pytorch: "gbce" },
  softmax: { objective: { loss: "softmax" }, negatives: 0, pytorch: "ce" },
};
