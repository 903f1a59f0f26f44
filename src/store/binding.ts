/** SQLite's binding: the part of better-sqlite3 that is compiled, for one version of Node's interface and one kind of machine. */

const REBUILD = "'npm rebuild better-sqlite3'";
const COMPILES =
  "takes a prebuilt one where that can be fetched, and else compiles it in two or three minutes (Python, make and a C++ compiler)";
const SCRIPTS = "where npm keeps install scripts from running, 'npm approve-scripts better-sqlite3' comes first";

/** What is wrong with the binding and what to do; undefined for an error of something else. */
export function bindingProblem(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.message.startsWith("Could not locate the bindings file"))
    return `SQLite cannot start: better-sqlite3 has no binding, for its install script did not run: ${REBUILD} ${COMPILES}; ${SCRIPTS}`;
  if ((error as NodeJS.ErrnoException).code !== "ERR_DLOPEN_FAILED") return undefined;
  return `SQLite cannot start: ${whyForeign(error.message)}: ${REBUILD} makes one for this Node: it ${COMPILES}`;
}

/** Node names the two versions of its interface in that order: the binding's, its own. */
const VERSIONS = /NODE_MODULE_VERSION (\d+).*NODE_MODULE_VERSION (\d+)/s;

function whyForeign(message: string): string {
  const [, got, want] = VERSIONS.exec(message) ?? [];
  if (got !== undefined)
    return `better-sqlite3's binding was made for another Node (interface ${got}; Node ${process.version} has ${want})`;
  return `better-sqlite3's binding does not load here (${message.split("\n")[0]})`;
}
