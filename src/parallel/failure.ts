/** Errors on their way between threads: structured cloning would make plain errors of our own kinds. */
import { reasonOf } from "../core/episode-failure.ts";
import { Interrupted, isThrown, SlateLabError, UsageError } from "../core/errors.ts";

/** An error as data. */
export interface Failure {
  readonly kind: string;
  readonly message: string;
  readonly stack?: string;
}

const KINDS: Readonly<Record<string, new (message: string) => Error>> = { UsageError, SlateLabError, Interrupted };

/** An error on its way to another thread: anything thrown, as data. */
export function failureOf(error: unknown): Failure {
  if (isThrown(error, Error)) return { kind: error.name, message: error.message, stack: error.stack };
  return { kind: "Error", message: reasonOf(error) };
}

/** The error that `failureOf` made data of, of its own kind and with the stack of where it was thrown. */
export function errorOf({ kind, message, stack }: Failure): Error {
  const error = new (KINDS[kind] ?? Error)(message);
  if (stack) error.stack = stack;
  return error;
}
