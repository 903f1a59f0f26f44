import { totalmem } from "node:os";
import { expect, it } from "vitest";
import { checkRoom, inGigabytes } from "../../src/core/room.ts";

it("what does not fit into memory is refused, what does is not", () => {
  expect(() => checkRoom(totalmem(), "items", "world")).not.toThrow();
  expect(() => checkRoom(totalmem() + 1e9, "items", "world")).toThrow(
    `world: Expected items that fit into the ${inGigabytes(totalmem())} GB of memory, got about `,
  );
});
