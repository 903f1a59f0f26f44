import { describe, expect, it } from "vitest";
import { hasColours, terminalStyle } from "../../scripts/terminal.ts";
import { painted } from "../../src/report/text-style.ts";
import { wrapped } from "../../src/report/text-table.ts";

const colourful = { columns: 132, hasColors: () => true };

describe("the terminal", () => {
  it("is as wide as it says, else as COLUMNS says, else 80 columns, and never too narrow to read", () => {
    expect(terminalStyle(colourful, { COLUMNS: "70" }).width).toBe(132);
    expect(terminalStyle({}, { COLUMNS: "70" }).width).toBe(70);
    for (const env of [{}, { COLUMNS: "" }, { COLUMNS: "wide" }]) expect(terminalStyle({}, env).width).toBe(80);
    expect(terminalStyle({ columns: 8 }, {}).width).toBe(40);
  });

  it("has no colours where NO_COLOR says so, in a pipe, or where it knows none", () => {
    expect(hasColours(colourful, {})).toBe(true);
    expect(hasColours(colourful, { NO_COLOR: "1" })).toBe(false);
    expect(hasColours(colourful, { NO_COLOR: "" })).toBe(true);
    expect(hasColours({}, {})).toBe(false);
  });
});

describe("text for it", () => {
  it("is coloured only where that is wanted", () => {
    expect(painted("ok", "green", { colour: true })).toBe("\u001b[32mok\u001b[39m");
    expect(painted("ok", "green", { colour: false })).toBe("ok");
  });

  it("hangs to the right of what stands before it", () => {
    const text = wrapped("one two three four five six seven", { width: 20 }, "name  ");
    expect(text).toBe("name  one two three\n      four five six\n      seven");
  });
});
