/** Entry of a crew's thread: sets the module's handler up, then answers one order after another. */
import { parentPort, workerData } from "node:worker_threads";
import { SlateLabError } from "../core/errors.ts";
import { closePrototypes } from "../core/frozen.ts";
import { Board } from "./board.ts";
import { failureOf } from "./failure.ts";
import type { Handler, Open } from "./handler.ts";
import type { Order, Reply, ThreadSetup } from "./thread-worker.ts";

const port = parentPort;
if (!port) throw new SlateLabError("Expected to run in a worker thread");
const { module, data, index, board } = workerData as ThreadSetup;
let handler: Handler<unknown, unknown> | undefined;

// What a worker prints is no result: those alone go to stdout.
process.stdout.write = process.stderr.write.bind(process.stderr);

const reply = (message: Reply) => port.postMessage(message);

/** A result that cannot be cloned is a failure too. */
async function answer(work: () => unknown): Promise<void> {
  try {
    reply({ result: await work() });
  } catch (error) {
    reply({ failure: failureOf(error) });
  }
}

// Before any code of others is loaded.
closePrototypes();

await answer(async () => {
  const { open } = (await import(module)) as { open: Open<unknown, unknown, unknown> };
  handler = await open(data, new Board(board).member(index));
});
port.on("message", (order: Order) => answer(() => (order === "close" ? handler?.close?.() : handler?.run(order.task))));
