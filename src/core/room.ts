/** Memory: what cannot be held is refused before anything is allocated. */
import { totalmem } from "node:os";
import { expected, inWords } from "./errors.ts";

const GIGABYTE = 1e9;

/** Refuses what needs more bytes than this machine has memory; `what` asks for less, `where` is the place. Throws a UsageError. */
export function checkRoom(bytes: number, what: string, where: string): void {
  const most = totalmem();
  if (bytes <= most) return;
  throw expected(
    `${what} that fit into the ${inGigabytes(most)} GB of memory`,
    inWords(`about ${inGigabytes(bytes)} GB`),
    where,
  );
}

/** As people read it: `4.3`. */
export function inGigabytes(bytes: number): string {
  return (bytes / GIGABYTE).toFixed(1);
}
