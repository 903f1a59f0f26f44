/** A command line in this process: what it prints is heard, and judged with its exit code. */
import { EXIT } from "../interrupt.ts";
import { main } from "../program.ts";
import { isNonsense, type Outcome } from "./target.ts";

/** Runs a command line. It is a fault to fail in any other way than a refusal, in a stack trace or in words without sense. */
export async function commandLine(args: readonly string[]): Promise<Outcome> {
  const { code, text } = await listening(() => main(args));
  const line = `slatelab ${args.map((arg) => JSON.stringify(arg)).join(" ")}`;
  const detail = `${line}: exit code ${code}: ${text}`;
  if (code !== EXIT.done && code !== EXIT.usage) return { verdict: "fault", detail };
  if (/unexpected failure|^ +at /m.test(text)) return { verdict: "fault", detail };
  if (isNonsense(text, args.join(" "))) return { verdict: "fault", detail: `says nonsense: ${detail}` };
  return { verdict: code === EXIT.done ? "accepted" : "refused", detail };
}

/** All that is printed while something runs. */
async function listening(run: () => Promise<number>): Promise<{ code: number; text: string }> {
  const pieces: string[] = [];
  const restore = [process.stdout, process.stderr].map((stream) => silence(stream, pieces));
  const { log, error } = console;
  console.log = console.error = (...words: unknown[]) => void pieces.push(`${words.join(" ")}\n`);
  try {
    return { code: await run(), text: pieces.join("") };
  } finally {
    Object.assign(console, { log, error });
    for (const back of restore) back();
  }
}

function silence(stream: NodeJS.WriteStream, pieces: string[]): () => void {
  const { write } = stream;
  stream.write = (piece: unknown) => pieces.push(String(piece)) > 0;
  return () => {
    stream.write = write;
  };
}
