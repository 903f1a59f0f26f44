/** From a commander program to an exit code, the same for the command line and for every script beside it. */
import { type Command, CommanderError } from "commander";
import { Interrupted, UsageError } from "../src/core/errors.ts";
import { painted } from "../src/report/text-style.ts";
import { EXIT } from "./interrupt.ts";
import { refuseRepeats } from "./option-once.ts";
import { outputFailure, readerGone, watchOutput } from "./standard-output.ts";
import { hasColours } from "./terminal.ts";

/** Runs a program that was told `exitOverride()`; says what went wrong under its name and returns the exit code. */
export async function runProgram(program: Command, args: readonly string[] = process.argv.slice(2)): Promise<number> {
  watchOutput();
  refuseRepeats(program);
  const code = await run(program, args);
  const failure = await outputFailure();
  if (failure) console.error(`${program.name()}: standard output: Cannot write: ${failure.message}`);
  return failure && code === EXIT.done ? EXIT.failed : code;
}

async function run(program: Command, args: readonly string[]): Promise<number> {
  let running = program;
  program.hook("preAction", (_, command) => {
    running = command;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return EXIT.done;
  } catch (error) {
    return exitCodeOf(error, program.name(), running);
  }
}

/** Runs a script's program and sets the exit code; one that the program has set by itself stays where nothing failed. */
export async function runScript(program: Command): Promise<void> {
  const code = await runProgram(program);
  if (code !== EXIT.done) process.exitCode = code;
}

function exitCodeOf(error: unknown, name: string, running: Command): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof Interrupted && readerGone.aborted) return EXIT.unread;
  console.error(
    `${painted(`${name}:`, ["bold", "red"], { colour: hasColours(process.stderr) })} ${messageOf(error, running)}`,
  );
  if (error instanceof UsageError) return EXIT.usage;
  return error instanceof Interrupted ? EXIT.interrupted : EXIT.failed;
}

function messageOf(error: unknown, running: Command): string {
  if (!(error instanceof Error)) return String(error);
  if (["UsageError", "SlateLabError", "Interrupted"].includes(error.name)) return withFlag(error.message, running);
  if (error instanceof RangeError && NO_MEMORY.test(error.message)) return `Not enough memory: ${error.message}`;
  // What the system refused says what and where: a stack would help nobody.
  if ("syscall" in error) return error.message;
  return `unexpected failure\n${error.stack}`;
}

/** What JavaScript says where an array is longer than memory, or than any can be. */
const NO_MEMORY = /allocation failed|invalid (typed )?array( buffer)? length|invalid string length/i;

/** What the library calls otherwise than the flag that gave it. */
const FLAGS: Readonly<Record<string, string>> = { database: "db" };

/** The library calls what is wrong by its name, `users: Expected …`; where a flag of the command gave it, the flag is told. */
function withFlag(message: string, { options }: Command): string {
  const [, place] = /^([A-Za-z]+): /.exec(message) ?? [];
  if (place === undefined) return message;
  const flag = options.find((it) => it.attributeName() === (FLAGS[place] ?? place))?.long;
  return flag ? `${flag}${message.slice(place.length)}` : message;
}
