import { describe, expect, it } from "vitest";
import { exactTime, parseTime, Times } from "../../data/times.ts";
import { UsageError } from "../../src/core/errors.ts";

/** The tokens in the order of their times, equal ones in the order given. */
function sorted(...tokens: string[]): string[] {
  const times = new Times();
  for (const token of tokens) times.push(parseTime(token, "file:1"));
  return [...tokens.keys()].sort((a, b) => times.compare(a, b) || a - b).map((i) => tokens[i]);
}

describe("times", () => {
  it.each<[string, string[]]>([
    ["nanoseconds", ["1617000000000000100", "1617000000000000001", "1617000000000000050"]],
    ["digits beyond 64 bits", ["100000000000000000000002", "100000000000000000000001"]],
    ["fractions of a second", ["1617000000.000000200", "1617000000.000000100"]],
    ["times before 1970", ["-1617000000000000001", "-1617000000000000100"]],
    ["short and long ones", ["1617000000000000001", "20.5", "-3", "1e30"]],
  ])("of %s keep their order to the last digit", (_, tokens) => {
    const exact = (token: string) => {
      const [whole, fraction = ""] = Number(token) === 1e30 ? [`1${"0".repeat(30)}`] : token.split(".");
      return BigInt(whole + fraction.padEnd(9, "0"));
    };
    const wanted = [...tokens].sort((a, b) => (exact(a) < exact(b) ? -1 : 1));
    expect(sorted(...tokens)).toEqual(wanted);
    expect(sorted(...tokens.toReversed())).toEqual(wanted);
  });

  it("stay in line where many come before the first long one", () => {
    const early = Array.from({ length: 3000 }, (_, i) => String(i));
    const late = ["1617000000000000002", "1617000000000000001"];
    expect(sorted(...late, ...early)).toEqual([...early, ...late.toReversed()]);
  });

  it.each(["", " ", "now", "0x10", "0b1", "1e999", "NaN", "Infinity", "1 2", "1,5"])("are not %j", (token) => {
    expect(() => parseTime(token, "file:3")).toThrow(UsageError);
    expect(() => parseTime(token, "file:3")).toThrow("file:3: Expected a time as a number, got ");
  });

  it("that were rounded before anyone could see them are refused", () => {
    expect(exactTime(2 ** 53 - 1, "a time", "file:1")).toBe(2 ** 53 - 1);
    expect(() => exactTime(2 ** 60, "a time", "file:1")).toThrow(/Expected a time of at most \d+, beyond/);
    expect(() => exactTime(null, "a time", "file:1")).toThrow("file:1: Expected a time, got null");
  });
});
