/** The built command line, run as its users run it. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { vi } from "vitest";
import { main } from "../../scripts/program.ts";
import { packageRoot } from "../../src/engine/paths.ts";

export const CLI = join(packageRoot(), "dist", "scripts", "slatelab.js");

export interface Outcome {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd: string;
  /** Another program in front, e.g. a shell that sets limits; it gets node, the script and the arguments. */
  through?: readonly string[];
  /** Sends itself this signal within the write of the line that tells of its first finished episode. */
  signalAtFirstEpisode?: NodeJS.Signals;
  /** As nobody: root may write anywhere. */
  unprivileged?: boolean;
  /** Code that runs first, in every thread. */
  before?: string;
}

const NOBODY = 65534;

/** Data sets are looked for in a place that cannot exist, below a file; nothing of the caller's settings counts. */
const SETTINGS = {
  SLATELAB_DATA: join(packageRoot(), "package.json", "no-such-data"),
  SLATELAB_HOME: undefined,
  SLATELAB_MODELS: undefined,
};

/** Starts `slatelab` with arguments. */
export function startCli(args: readonly string[], options: RunOptions) {
  const { cwd, through = [], unprivileged } = options;
  const [program, ...rest] = [...through, process.execPath, ...nodeFlags(options), CLI, ...args];
  const user = unprivileged && process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  return spawn(program, rest, {
    cwd,
    env: { ...process.env, ...SETTINGS },
    stdio: ["ignore", "pipe", "pipe"],
    ...user,
  });
}

function nodeFlags({ signalAtFirstEpisode: signal, before }: RunOptions): string[] {
  if (before !== undefined) return ["--import", `data:text/javascript,${encodeURIComponent(before)}`];
  if (signal === undefined) return [];
  const module = pathToFileURL(join(packageRoot(), "dist", "scripts", "kill-test", "at-first-episode.js"));
  return ["--import", `${module}?signal=${signal}`];
}

/** Waits for a started program. */
export async function ending(child: ReturnType<typeof startCli>): Promise<Outcome> {
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (text) => (stdout += text));
  child.stderr.on("data", (text) => (stderr += text));
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (...end) => resolve(end));
  });
  return { code, signal, stdout, stderr };
}

export async function runCli(args: readonly string[], options: RunOptions): Promise<Outcome> {
  return ending(startCli(args, options));
}

/** Can the program run as nobody? Where root alone may read it, or be another user, a line says that its tests are skipped. */
export async function runsUnprivileged(): Promise<boolean> {
  if (process.getuid?.() !== 0) return true;
  return inFolder({}, async (cwd) => {
    chownSync(cwd, NOBODY, NOBODY);
    const { code, stderr } = await runCli(["--version"], { cwd, unprivileged: true });
    if (code !== 0)
      console.log(`Tests of folders that may not be written are skipped: nobody cannot run this. ${stderr}`);
    return code === 0;
  }).catch((error: Error) => {
    console.log(`Tests of folders that may not be written are skipped: ${error.message}`);
    return false;
  });
}

/** The same within this process, for what needs no process of its own: a command line that is refused. */
export async function runHere(args: readonly string[], cwd: string): Promise<Omit<Outcome, "signal">> {
  const before = process.cwd();
  const said = { stdout: "", stderr: "" };
  const listen = (stream: "stdout" | "stderr") => (text: unknown) => {
    said[stream] += String(text);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation(listen("stdout")),
    vi.spyOn(process.stderr, "write").mockImplementation(listen("stderr")),
    vi.spyOn(console, "log").mockImplementation(listen("stdout")),
    vi.spyOn(console, "error").mockImplementation(listen("stderr")),
  ];
  for (const [name, value] of Object.entries(SETTINGS)) vi.stubEnv(name, value);
  process.chdir(cwd);
  try {
    return { code: await main(args), ...said };
  } finally {
    process.chdir(before);
    vi.unstubAllEnvs();
    for (const spy of spies) spy.mockRestore();
  }
}

export type Files = Readonly<Record<string, string | Uint8Array | "folder">>;

export const FOLDER = "folder";

/** Works in a new folder with the files, by relative path; it is removed afterwards. */
export async function inFolder<T>(files: Files, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "slatelab-cli-"));
  try {
    for (const [name, content] of Object.entries(files)) place(join(folder, name), content);
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function place(path: string, content: string | Uint8Array): void {
  mkdirSync(content === FOLDER ? path : dirname(path), { recursive: true });
  if (content !== FOLDER) writeFileSync(path, content);
}

/** What is in a folder: every path below it, files with a hash of their content. */
export function contentsOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile()) return `${path}/`;
      return `${path} ${createHash("sha256").update(readFileSync(path)).digest("hex")}`;
    })
    .sort();
}
