/** What code this is: the package's version, and the commit that it was built from. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { contentHash } from "../core/hash.ts";
import { packageRoot } from "../engine/paths.ts";

/** Version of the package and the commit of its code, where known. */
export interface PackageFacts {
  readonly version: string;
  readonly commit: string | null;
}

/** What results depend on; a changed document is no change. */
const CODE = ["src", "env", "agents", "data", "scripts", "tables.ts", "package.json", "package-lock.json"];

/** Path of what a build says of itself. */
export function buildFactsPath(): string {
  return join(packageRoot(), "dist", "build-facts.json");
}

/** Version and commit of this package: as they were written down when it was built, or of its own checkout where it is run from source. */
export function packageFacts(): PackageFacts {
  const { version } = readJson(join(packageRoot(), "package.json")) as { version: string };
  return { version, commit: import.meta.url.endsWith(".ts") ? sourceCommit() : builtCommit() };
}

/**
 * Commit of the checkout that this package is, null where it is none: a repository around it is another's. Where the code differs from
 * the commit, a hash of the difference follows: `0123456789ab-dirty-89abcdef`.
 */
export function sourceCommit(root: string = packageRoot()): string | null {
  if (!existsSync(join(root, ".git"))) return null;
  const commit = git(root, "rev-parse", "--short=12", "HEAD")?.trim();
  if (!commit) return null;
  const changed = git(root, "diff", "HEAD", "--binary", "--", ...CODE);
  const added = git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", ...CODE)
    ?.split("\0")
    .filter(Boolean);
  const texts = added?.flatMap((path) => [path, readFileSync(join(root, path))]) ?? [];
  const isClean = changed === "" && texts.length === 0;
  return isClean ? commit : `${commit}-dirty-${contentHash(changed, ...texts).slice(0, 8)}`;
}

function builtCommit(): string | null {
  const path = buildFactsPath();
  return existsSync(path) ? (readJson(path) as { commit: string | null }).commit : null;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** In a hook of git its own variables name the repository of the hook, whatever folder is asked about. */
function withoutGit(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("GIT_")));
}

function git(root: string, ...args: string[]): string | null {
  try {
    return execFileSync("git", ["-C", root, ...args], {
      encoding: "utf8",
      env: withoutGit(process.env),
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 2 ** 28,
    });
  } catch {
    return null;
  }
}
