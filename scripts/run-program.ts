/** From a commander program to an exit code, the same for the command line and for every script beside it. */
import { type Command, CommanderError, type Option } from "commander";
import { Interrupted, UsageError } from "../src/core/errors.ts";
import { EXIT } from "./interrupt.ts";

/** Runs a program that was told `exitOverride()`; says what went wrong under its name and returns the exit code. */
export async function runProgram(program: Command, args: readonly string[] = process.argv.slice(2)): Promise<number> {
  try {
    await program.parseAsync(args, { from: "user" });
    return EXIT.done;
  } catch (error) {
    return exitCodeOf(error, program);
  }
}

/** Runs a script's program and sets the exit code; one that the program has set by itself stays where nothing failed. */
export async function runScript(program: Command): Promise<void> {
  const code = await runProgram(program);
  if (code !== EXIT.done) process.exitCode = code;
}

function exitCodeOf(error: unknown, program: Command): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  console.error(messageOf(error, program));
  if (error instanceof UsageError) return EXIT.usage;
  return error instanceof Interrupted ? EXIT.interrupted : EXIT.failed;
}

function messageOf(error: unknown, program: Command): string {
  const name = program.name();
  if (!(error instanceof Error)) return String(error);
  const known = ["UsageError", "SlateLabError", "Interrupted"].includes(error.name);
  return known ? `${name}: ${withFlag(error.message, program)}` : `${name}: unexpected failure\n${error.stack}`;
}

/** The library calls what is wrong by its name, `users: Expected …`; where a flag of that name gave it, the flag is told. */
function withFlag(message: string, program: Command): string {
  const [, place] = /^([A-Za-z]+): /.exec(message) ?? [];
  const flag = flagsOf(program).find((it) => it.attributeName() === place)?.long;
  return flag && place ? `${flag}${message.slice(place.length)}` : message;
}

function flagsOf(program: Command): readonly Option[] {
  return [...program.options, ...program.commands.flatMap(flagsOf)];
}
