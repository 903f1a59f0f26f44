/** The terminal that results are printed on. */
import { PLAIN, type TextStyle } from "../src/report/text-style.ts";

/** Narrower than this nothing can be read. */
const NARROWEST = 40;

type Terminal = Partial<Pick<NodeJS.WriteStream, "columns" | "hasColors">>;

/** What stdout shows: as wide as its terminal, else as `COLUMNS` says, else 80 columns. */
export function terminalStyle(stdout: Terminal = process.stdout, env: NodeJS.ProcessEnv = process.env): TextStyle {
  const width = stdout.columns || Number(env.COLUMNS) || PLAIN.width;
  return { width: Math.max(NARROWEST, width), colour: hasColours(stdout, env) };
}

/** Whether a stream is a terminal with colours, which NO_COLOR forbids. */
export function hasColours(stream: Terminal, env: NodeJS.ProcessEnv = process.env): boolean {
  return !env.NO_COLOR && (stream.hasColors?.(env) ?? false);
}
