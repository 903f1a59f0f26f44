import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SlateLabError } from "../../src/core/errors.ts";
import { EXIT } from "../interrupt.ts";

const PROGRAM = fileURLToPath(new URL("../slatelab.js", import.meta.url));
const AT_WRITE = new URL("./at-write.js", import.meta.url);

/** When a run is killed: so many milliseconds after its start, or before a change to a file, counted from 1. */
export type Moment = { readonly after: number } | { readonly at: number };

/** How a run went: whether it was killed, and how many changes to files it has told of. */
export interface SiteRun {
  readonly isKilled: boolean;
  readonly changes: number;
}

/** A folder in which a job is run, killed and run again. */
export class Site {
  readonly folder: string = mkdtempSync(join(tmpdir(), "slatelab-kill-"));

  /** `inputs`: a folder that is copied. */
  constructor(inputs?: string) {
    if (inputs) cpSync(inputs, this.folder, { recursive: true });
  }

  /** Runs a command, to its end or until it is killed. Throws a SlateLabError with what it said where it fails. */
  async run(args: readonly string[], moment?: Moment): Promise<SiteRun> {
    const at = moment && "at" in moment ? moment.at : 0;
    const flags = ["--import", `${AT_WRITE}?at=${at}`, PROGRAM, ...args];
    const child = spawn(process.execPath, flags, {
      cwd: this.folder,
      stdio: ["ignore", "ignore", "pipe"],
      env: ENVIRONMENT,
    });
    let said = "";
    child.stderr.on("data", (text) => (said += text));
    const timer = moment && "after" in moment ? setTimeout(() => child.kill("SIGKILL"), moment.after) : undefined;
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (...end) => resolve(end));
    });
    clearTimeout(timer);
    if (moment && signal === "SIGKILL") return { isKilled: true, changes: 0 };
    if (code !== EXIT.done)
      throw new SlateLabError(`'${args.join(" ")}' in ${this.folder} ended with ${code ?? signal}: ${said}`);
    return { isKilled: false, changes: Number(/kill-test: (\d+) changes/.exec(said)?.[1] ?? 0) };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** Nothing of the caller's settings counts. */
const ENVIRONMENT = { ...process.env, SLATELAB_HOME: undefined, SLATELAB_DATA: undefined, SLATELAB_MODELS: undefined };
