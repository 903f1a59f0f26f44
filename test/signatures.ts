/** Which types stand in the declarations that a package exports, read from its built `.d.ts` files. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What one file of declarations says. */
interface Declarations {
  /** Text of each thing declared here, by name; that of a function has all its overloads. */
  readonly declared: ReadonlyMap<string, string>;
  /** Of those, the types. */
  readonly types: ReadonlySet<string>;
  /** What comes from other files of the package, by the name that it has here. */
  readonly imported: ReadonlyMap<string, Origin>;
  /** What other files can import from this one, by its name for them; `export *` is spelled out. */
  readonly exported: ReadonlyMap<string, Origin>;
}

interface Origin {
  readonly path: string;
  readonly name: string;
}

const COMMENT = /\/\*.*?\*\//gs;
const LITERAL = /"[^"\n]*"/g;
/** A statement starts in the first column; so do the closing brackets of one of several lines. */
const STATEMENT = /^(?=[a-z])/m;
const DECLARATION =
  /^(export )?(?:default )?(?:declare )?(?:abstract )?(function|const|class|interface|type|enum) (\w+)/;
const TYPES = ["class", "interface", "type", "enum"];
const LIST = /^(import|export) (?:type )?\{([^}]*)\}(?: from "([^"]+)")?/;
const STAR = /^export (?:type )?\* from "([^"]+)"/;
const INLINE = /\bimport\("(\.[^"]+)"\)\.(\w+)/g;

/**
 * Types that an exported declaration names and no entry exports: `<type> of <path> in <exported name>`. A type that its own
 * file keeps to itself is short for what it says, so what counts is what it names.
 *
 * @param entries paths of the entries' `.d.ts` files
 */
export function unnameable(entries: readonly string[]): string[] {
  const files = new Map<string, Declarations>();
  const exported = entries.flatMap((entry) => {
    const origins = [...read(entry, files).exported.values()];
    return origins.map((origin) => declarationOf(origin, files));
  });
  const nameable = new Set(exported.map(keyOf));
  return exported.flatMap((origin) => {
    const missing = typesIn(origin, files).filter((type) => !nameable.has(keyOf(type)));
    return missing.map(({ path, name }) => `${name} of ${path} in ${origin.name}`);
  });
}

function keyOf({ path, name }: Origin): string {
  return `${path}#${name}`;
}

/** Where something is declared: followed through the files that hand it on. */
function declarationOf(origin: Origin, files: Map<string, Declarations>): Origin {
  const { declared, exported, imported } = read(origin.path, files);
  if (declared.has(origin.name)) return origin;
  const next = exported.get(origin.name) ?? imported.get(origin.name);
  if (!next) throw new Error(`Expected ${origin.name} in ${origin.path}, got no such declaration`);
  return declarationOf(next, files);
}

/** The types of the package that a declaration names, itself left out. `through`: private ones that lead there. */
function typesIn(origin: Origin, files: Map<string, Declarations>, through: readonly string[] = []): Origin[] {
  const trail = [...through, keyOf(origin)];
  const found = namedIn(origin, files).filter((it) => !trail.includes(keyOf(it)));
  return found.flatMap((it) => (isPrivate(it, files) ? typesIn(it, files, trail) : it));
}

/** Whether the file that declares it does not export it. */
function isPrivate({ path, name }: Origin, files: Map<string, Declarations>): boolean {
  return ![...read(path, files).exported.values()].some((it) => it.path === path && it.name === name);
}

/** The types of the package, private ones too, that stand in the text of a declaration. */
function namedIn({ path, name }: Origin, files: Map<string, Declarations>): Origin[] {
  const { declared, types, imported } = read(path, files);
  const text = declared.get(name) as string;
  const inline = Array.from(text.matchAll(INLINE), ([, from, it]) => ({ path: pathOf(path, from), name: it }));
  const code = text.replace(INLINE, "").replace(LITERAL, "");
  const named = [...new Set(code.match(/\b\w+\b/g))].flatMap(
    (word) => imported.get(word) ?? (types.has(word) ? { path, name: word } : []),
  );
  const found = [...inline, ...named].map((it) => declarationOf(it, files));
  return found.filter((it) => read(it.path, files).types.has(it.name));
}

function read(path: string, files: Map<string, Declarations>): Declarations {
  const known = files.get(path);
  if (known) return known;
  const made = parse(path, files);
  files.set(path, made);
  return made;
}

function parse(path: string, files: Map<string, Declarations>): Declarations {
  const found = { declared: new Map(), types: new Set<string>(), imported: new Map(), exported: new Map() };
  for (const statement of readFileSync(path, "utf8").replace(COMMENT, "").split(STATEMENT)) {
    const [, isExported, kind, name] = statement.match(DECLARATION) ?? [];
    if (name) found.declared.set(name, (found.declared.get(name) ?? "") + statement);
    if (TYPES.includes(kind)) found.types.add(name);
    if (isExported) found.exported.set(name, { path, name });
    const [, way, list = "", from] = statement.match(LIST) ?? [];
    const known = way === "import" ? found.imported : found.exported;
    for (const [alias, origin] of listed(list, path, from)) known.set(alias, origin);
    const [, star] = statement.match(STAR) ?? [];
    for (const [alias, origin] of star ? read(pathOf(path, star), files).exported : [])
      found.exported.set(alias, origin);
  }
  return found;
}

/** The names between braces, each with where it comes from; nothing of what other packages have. */
function listed(list: string, path: string, from?: string): [string, Origin][] {
  if (from !== undefined && !from.startsWith(".")) return [];
  const names = list.split(",").map((it) => it.trim().replace(/^type /, ""));
  return names.filter(Boolean).map((it) => {
    const [name, alias = name] = it.split(" as ");
    return [alias, { path: from === undefined ? path : pathOf(path, from), name }];
  });
}

/** The declarations of a file that another imports as `.js` or `.ts`. */
function pathOf(path: string, specifier: string): string {
  return join(dirname(path), specifier.replace(/\.[jt]s$/, ".d.ts"));
}
