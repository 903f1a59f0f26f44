import { describe, expect, it } from "vitest";
import { bindingMismatch, bindingVersions } from "../../src/store/binding.ts";
import { sqliteVersion } from "../../src/store/database.ts";

describe("SQLite's binding", () => {
  it("goes with this Node", () => {
    expect(bindingMismatch(bindingVersions())).toBeUndefined();
    expect(sqliteVersion()).toMatch(/^3\.\d+\.\d+$/);
  });

  it.each([
    { sqlite: "12.11.1", node: "20.20.2", napi: "9" },
    { sqlite: "12.11.1", node: "22.13.1", napi: "9" },
    { sqlite: "13.2.0", node: "22.14.0", napi: "10" },
    { sqlite: "13.2.0", node: "24.21.0", napi: "10" },
  ])("$sqlite goes with Node $node", (versions) => {
    expect(bindingMismatch(versions)).toBeUndefined();
  });

  it.each([
    {
      sqlite: "13.2.0",
      node: "20.20.2",
      napi: "9",
      how: "take Node 22.14 or newer, or 'npm install better-sqlite3@12'",
    },
    {
      sqlite: "13.2.0",
      node: "22.13.1",
      napi: "9",
      how: "take Node 22.14 or newer, or 'npm install better-sqlite3@12'",
    },
    {
      sqlite: "12.11.1",
      node: "24.21.0",
      napi: "10",
      how: "'npm install better-sqlite3@13' (with --no-save in a checkout)",
    },
  ])("$sqlite is refused on Node $node, which it would end", ({ how, ...versions }) => {
    const { sqlite, node } = versions;
    expect(bindingMismatch(versions)).toBe(
      `SQLite cannot start: better-sqlite3 ${sqlite} ends Node ${node} without an error: ${how}`,
    );
  });
});
