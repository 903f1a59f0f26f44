/** Entry of a crew's worker thread: opens the module's handler with the crew's data. */
import { workerData } from "piscina";
import type { Open } from "./crew.ts";

const { module, data } = workerData as { module: string; data: unknown };
const { open } = (await import(module)) as { open: Open<unknown, unknown, unknown> };

export default await open(data);
