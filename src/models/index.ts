/**
 * The table of models. A new one is a file and a line here: training, evaluation, export, the agents and the contract suite
 * (test/models/contract.test.ts) then know of it.
 */
import { Registry } from "../core/registry.ts";
import type { ModelDefinition } from "./definition.ts";
import { gsasrec } from "./gsasrec.ts";
import { itemKnn } from "./item-knn.ts";
import { popularity } from "./popularity.ts";
import { sasrec } from "./sasrec.ts";
import { ssept } from "./sse-pt.ts";

export const MODELS = new Registry<ModelDefinition>("model", [popularity, itemKnn, sasrec, gsasrec, ssept]);
