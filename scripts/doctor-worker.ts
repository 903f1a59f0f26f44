/** The worker that `doctor` starts: it answers with the number of its thread. */
import { threadId } from "node:worker_threads";
import type { Handler } from "../src/parallel/handler.ts";

export async function open(): Promise<Handler<"answer", number>> {
  return { run: () => threadId };
}

/** Address of this module, for the crew. */
export const module: string = import.meta.url;
