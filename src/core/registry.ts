/**
 * Tables of things that people name by a spec: agents, worlds, models, embedders, data sets. A spec is resolved once, at the door;
 * what comes of it is plain data that a thread, a queue or a server takes as it is.
 */
import { resolve as absolute } from "node:path";
import { z } from "zod";
import { expected, inWords, UsageError, unknownName } from "./errors.ts";
import { isReference } from "./reference.ts";
import { readSettings, settingRoles, textSettings } from "./settings.ts";
import { formatSpec, isName, parseSpec, type Spec } from "./spec.ts";

/** What a table must know of each thing in it; kinds add what they need. */
export interface Definition {
  /** Lower case, digits and dashes: what a spec begins with. */
  readonly name: string;
  /** One line for lists. */
  readonly summary: string;
  /** File and line of its settings, for errors, where it is a user's own. */
  readonly origin?: string;
  /** Goes up where the same settings have come to mean something else: `versionedName` tells the two apart. */
  readonly version?: number;
  /** Settings with defaults and descriptions; unknown keys are refused. */
  readonly settings: z.ZodType<object>;
}

/** What results of a thing are kept under, so that those of two versions are never taken for each other: `cup-v3`; its name where it has none. */
export function versionedName({ name, version }: Pick<Definition, "name" | "version">): string {
  return version === undefined ? name : `${name}-v${version}`;
}

/** A thing of a table with its settings checked: structured-cloneable. Its definition is found by its name. */
export interface Resolved {
  readonly name: string;
  /** The spec in canonical form: how logs and tables call it. */
  readonly spec: string;
  /** All settings, defaults filled in. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What settings that are specs themselves name, by setting. */
  readonly inner: Readonly<Record<string, Resolved>>;
  /** Absolute paths of the checkpoints that settings name, by setting. */
  readonly checkpoints: Readonly<Record<string, string>>;
}

/** A name with a version after it, however that is written: `cup-v1`, `cup-1`, `cup@1`. */
const VERSIONED = /^(.+?)[-@]?v?\d[\d.]*$/i;

/** Most things of a table that are wrapped in each other. */
const DEEPEST = 20;

/** A table of definitions of one kind, by name. */
export class Registry<D extends Definition = Definition> {
  /** What errors call a thing of this table: `agent`, `world`, … */
  readonly kind: string;
  readonly #byName: ReadonlyMap<string, D>;
  /** Names of those that specs may call by a reference too, by reference. */
  readonly #references: ReadonlyMap<string, string>;

  /** Throws a UsageError when two definitions have one name, or a name cannot stand in a spec. */
  constructor(kind: string, definitions: readonly D[], references: ReadonlyMap<string, string> = new Map()) {
    this.kind = kind;
    this.#references = references;
    const byName = new Map<string, D>();
    for (const definition of definitions) {
      if (!isName(definition.name))
        throw expected("a name of lower case letters, digits and dashes", definition.name, kind);
      if (byName.has(definition.name))
        throw expected(`${kind}s of different names`, inWords(`two of '${definition.name}'`));
      byName.set(definition.name, Object.freeze(definition));
    }
    this.#byName = byName;
  }

  /** All definitions, in the order of the table. */
  get list(): readonly D[] {
    return [...this.#byName.values()];
  }

  get names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  /** Throws a UsageError that names the nearest one where there is none of this name, or the version where that is what was asked for. */
  get(name: string): D {
    const definition = this.#find(name);
    if (!definition) throw this.#unknown(name);
    return definition;
  }

  /** Whether there is one of this name, or that is called by this reference. */
  has(name: string): boolean {
    return this.#find(name) !== undefined;
  }

  #unknown(name: string): UsageError {
    if (isReference(name)) return expected("a name, or a file that was opened (openOwnFiles)", name, this.kind);
    const asked = this.#byName.get(VERSIONED.exec(name)?.[1] ?? "");
    if (asked?.version === undefined) return unknownName(this.kind, name, this.names);
    return expected(`'${asked.name}', which is version ${asked.version} and has no other`, name, this.kind);
  }

  /** A table of these definitions and more, with the references that specs may call any by. Throws as the constructor. */
  with(more: readonly D[], references: ReadonlyMap<string, string> = new Map()): Registry<D> {
    return new Registry(this.kind, [...this.list, ...more], new Map([...this.#references, ...references]));
  }

  /** Reads a spec without checking its settings: those that are texts stay as they were typed. Throws a UsageError for another form. */
  parse(text: string): Spec {
    return parseSpec(text, this.kind, (name) => textSettings(this.#find(name)?.settings ?? z.unknown()));
  }

  #find(name: string): D | undefined {
    return this.#byName.get(this.#nameOf(name));
  }

  #nameOf(name: string): string {
    return this.#references.get(name) ?? name;
  }

  /**
   * Reads a spec such as `cup(items=5000)` and everything that its settings name. Throws a UsageError that names what is wrong,
   * and the nearest valid name or setting.
   */
  resolve(spec: string | Spec): Resolved {
    return this.#resolve(spec, 1);
  }

  #resolve(spec: string | Spec, depth: number): Resolved {
    if (depth > DEEPEST)
      throw new UsageError(`${this.kind}: Expected at most ${DEEPEST} ${this.kind}s in each other, got more`);
    const { name: said, settings: given } = typeof spec === "string" ? this.parse(spec) : spec;
    const name = this.#nameOf(said);
    const { settings: schema, origin } = this.get(name);
    const where = `${origin === undefined ? "" : `${origin}: `}${this.kind} ${name}`;
    const settings = readSettings(schema, given, where) as Record<string, unknown>;
    const named = settingRoles(schema).flatMap(({ setting, role }) => {
      const value = settings[setting];
      return typeof value === "string" ? [{ setting, role, value }] : [];
    });
    const of = <T>(role: string, make: (value: string) => T) =>
      Object.fromEntries(named.filter((it) => it.role === role).map((it) => [it.setting, make(it.value)]));
    const inner = of("spec", (value) => this.#resolve(value, depth + 1));
    const canonical = Object.entries(given).map(([setting, value]) => [setting, inner[setting]?.spec ?? value]);
    return {
      name,
      spec: formatSpec({ name, settings: Object.fromEntries(canonical) }),
      settings,
      inner,
      checkpoints: of("checkpoint", (path) => absolute(path)),
    };
  }
}

/** A resolved thing and all that is wrapped in it, outermost first. */
export function withInner<R extends Resolved>(resolved: R): R[] {
  return [resolved, ...Object.values(resolved.inner).flatMap((inner) => withInner(inner as R))];
}
