/** What a world file exports, so that one file and one line are a whole new world. */
import type { z } from "zod";
import type { HeldOut } from "./hold-out.ts";
import type { InteractionData } from "./interaction-data.ts";
import { type SettingsOf, type SettingsSource, settingsSchema } from "./plain-settings.ts";
import type { Definition } from "./registry.ts";
import type { Sequences } from "./sequences.ts";
import type { Catalogue, World } from "./types.ts";

/** First public clicks of each user, and where the file has them. */
export interface FirstClicks {
  /** By user id. */
  readonly histories: readonly Int32Array[];
  /** Place of a user's clicks, for errors. */
  where(user: number): string;
}

/** Hidden vectors of users and items, row i of id i. */
export interface FeatureTables {
  /** [users × width] */
  readonly users: Float32Array;
  /** [items × width]; absent where those of users alone are known. */
  readonly items?: Float32Array;
  readonly width: number;
}

/** Interactions that come split into training sequences and held-out next items. */
export interface SplitInteractions {
  /** Every user's items, oldest first: the public training data. */
  readonly sequences: Sequences;
  readonly catalogue: Catalogue;
  /** Held-out next items; in no training sequence. */
  readonly validation: readonly HeldOut[];
  /** The source's name of each user, by id, for errors. */
  readonly userNames?: readonly string[];
}

/**
 * What files hold once they are read, by kind: readers of data give it, worlds take it. A third party's kind joins by declaration
 * merging.
 */
export interface DataKinds {
  "first-clicks": FirstClicks;
  "item-texts": Catalogue;
  features: FeatureTables;
  interactions: InteractionData;
  "split-interactions": SplitInteractions;
}

/** Who hears what a reader only supposes of a file. */
export interface ReadListener {
  /** One line at a time. */
  readonly notify?: (message: string) => void;
}

/** Reads one kind of data. Throws a UsageError with file and line. */
export interface Reader<T> {
  read(path: string, listener?: ReadListener): T | Promise<T>;
  /** Where the data is when nobody says, in a folder of data sets; a UsageError says how to get it. */
  find?(folder?: string): string;
}

/** What reads each kind of data. */
export type Readers = { readonly [K in keyof DataKinds]?: Reader<DataKinds[K]> };

/** A file that a world reads. */
export interface Reading<K extends keyof DataKinds = keyof DataKinds> {
  readonly kind: K;
  /** What it is, in a few words, for help and errors: `competition users (user_data.json)`. */
  readonly summary: string;
  /** The world cannot do without. */
  readonly isRequired?: boolean;
}

/** The files that a world reads, by the names that it gives them. */
export type Readings = { readonly [input: string]: Reading };

/** What the files of a world hold once they are read, by the world's names for them. */
export type DataOf<R extends Readings> = { readonly [I in keyof R]?: DataKinds[R[I]["kind"]] };

/** Where a world is built, and who hears of it. */
export interface BuildPlace {
  /** Where generated and fitted worlds are kept; nothing is kept where absent. */
  readonly cacheDir?: string;
  /** One line at a time on what takes long: generating, fitting, why a cache is rebuilt. */
  readonly notify?: (message: string) => void;
  readonly signal?: AbortSignal;
}

/** All that a world is built from beside its settings. */
export interface WorldInputs<Data = object> extends BuildPlace {
  readonly data?: Data;
}

/** A named world over frozen default settings. */
export interface WorldDefinition<Settings extends object = object, R extends Readings = Readings> extends Definition {
  readonly settings: z.ZodType<Settings>;
  /** Files that it reads, by the world's name for each; none where absent. */
  readonly reads?: R;
  build(settings: Settings, inputs: WorldInputs<DataOf<R>>): Promise<World>;
  /** Whether the cache has it, so that `build` takes no time: for worlds that take minutes to build. */
  isKept?(settings: Settings, inputs: WorldInputs<DataOf<R>>): boolean;
}

/** A definition of a world as its file writes it. */
export interface OwnWorld<Source extends SettingsSource, R extends Readings>
  extends Omit<WorldDefinition<SettingsOf<Source>, R>, "name" | "summary" | "settings"> {
  /** The file's name, or that of the export, where absent: needed in a table. */
  readonly name?: string;
  readonly summary?: string;
  /** A schema, or the settings with their defaults. */
  readonly settings?: Source;
}

/**
 * Makes a definition of a world whose settings and files are checked against what `build` takes. Settings may be plain defaults. Its
 * name is "" where it has none: the file gives it one. Throws a UsageError for settings that cannot be.
 */
export function defineWorld<
  const Source extends SettingsSource = Record<never, never>,
  R extends Readings = Record<never, never>,
>(definition: OwnWorld<Source, R>): WorldDefinition {
  const { name = "", summary = "", settings, ...more } = definition;
  return { ...(more as unknown as WorldDefinition), name, summary, settings: settingsSchema(settings) };
}
