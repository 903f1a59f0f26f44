import type { z } from "zod";
import type { HeldOut } from "../src/core/hold-out.ts";
import type { Sequences } from "../src/core/sequences.ts";
import type { Catalogue, World } from "../src/core/types.ts";

/** Public competition files, already read; what is absent is generated. */
export interface CupFiles {
  /** First clicks of each user, from `user_data.json`. */
  readonly histories?: readonly Int32Array[];
  /** Real texts and their hidden features, which come together. */
  readonly catalogue?: Catalogue;
  readonly features?: { readonly users: Float32Array; readonly items: Float32Array; readonly width: number };
}

/** Real interactions to fit a world to, already read. */
export interface FitData {
  /** Every user's items, oldest first: the public training data. */
  readonly sequences: Sequences;
  readonly catalogue: Catalogue;
  /** Held-out next items for the check of the fit; in no training sequence. */
  readonly validation: readonly HeldOut[];
}

export interface WorldInputs {
  /** Where generated and fitted worlds are kept; nothing is kept where absent. */
  readonly cacheDir?: string;
  readonly cup?: CupFiles;
  readonly fit?: FitData;
  /** One line at a time on what takes long: generating, fitting, why a cache is rebuilt. */
  readonly notify?: (message: string) => void;
  readonly signal?: AbortSignal;
}

/** A named world over frozen default settings. */
export interface Scenario {
  readonly id: string;
  readonly summary: string;
  /** Settings with defaults; unknown keys are refused. */
  readonly settings: z.ZodType<Record<string, unknown>>;
  /** Files the scenario cannot do without. */
  readonly needs?: "movielens" | "interactions";
  build(settings: Record<string, unknown>, inputs: WorldInputs): Promise<World>;
}
