/** References to files and packages, and the specs that hold them. */
import { describe, expect, it } from "vitest";
import { isReference, nameOf, parseReference } from "../../src/core/reference.ts";
import { formatSpec, parseSpec, type Spec, splitSpecs } from "../../src/core/spec.ts";

describe("a reference", () => {
  it.each([
    { text: "./my-agent.ts", place: "./my-agent.ts", name: "my-agent" },
    { text: "my-agent.mjs", place: "my-agent.mjs", name: "my-agent" },
    { text: "../a b/(2)/Ucb1Tuned.cts", place: "../a b/(2)/Ucb1Tuned.cts", name: "ucb1-tuned" },
    { text: "/home/me/x.ts", place: "/home/me/x.ts", name: "x" },
    { text: ".\\agents\\mine.ts", place: ".\\agents\\mine.ts", name: "mine" },
    { text: "C:\\agents\\mine.js", place: "C:\\agents\\mine.js", name: "mine" },
    { text: "./2.ts", place: "./2.ts", name: "" },
    { text: "./bandits.ts#ucbTuned", place: "./bandits.ts", exported: "ucbTuned", name: "ucb-tuned" },
    { text: "./c#/bandits.ts#ts", place: "./c#/bandits.ts", exported: "ts", name: "ts" },
    { text: "./bandits.ts#", place: "./bandits.ts", exported: "", name: "" },
    { text: "@acme/bandits", place: "@acme/bandits", isPackage: true, name: "acme-bandits" },
    { text: "@acme/bandits/more#ts", place: "@acme/bandits/more", isPackage: true, exported: "ts", name: "ts" },
    { text: "bandits#ucb", place: "bandits", isPackage: true, exported: "ucb", name: "ucb" },
  ])("is $text", ({ text, name, isPackage = false, ...more }) => {
    expect(isReference(text)).toBe(true);
    expect(parseReference(text)).toEqual({ isPackage, ...more });
    expect(nameOf(parseReference(text))).toBe(name);
  });

  it.each(["popular", "Any_Word", "cup-v3", "cup@1", "a b", "", "runs/a.ckpt", "#"])("is not %j", (text) => {
    expect(isReference(text)).toBe(false);
  });
});

const SPECS: readonly (Spec & { readonly text: string })[] = [
  { text: "./my-agent.ts(alpha=0.5)", name: "./my-agent.ts", settings: { alpha: 0.5 } },
  { text: " ./my agents/a.ts ( x = 1 ) ", name: "./my agents/a.ts", settings: { x: 1 } },
  { text: '"./a (2), b=c.ts"(x=1)', name: "./a (2), b=c.ts", settings: { x: 1 } },
  { text: '".\\\\a\\\\b.ts"', name: ".\\a\\b.ts", settings: {} },
  { text: "@acme/bandits#ts(n=2)", name: "@acme/bandits#ts", settings: { n: 2 } },
  { text: "a(inner=./b.ts(c=1))", name: "a", settings: { inner: "./b.ts(c=1)" } },
];

describe("a spec of a reference", () => {
  it.each(SPECS)("is read, written and listed: $text", ({ text, ...spec }) => {
    expect(parseSpec(text, "agent")).toEqual(spec);
    const written = formatSpec(spec);
    expect(parseSpec(written, "agent")).toEqual(spec);
    expect(splitSpecs(`random,${written},popular`, "--agents")).toEqual(["random", written, "popular"]);
  });

  it.each([
    {
      text: "./agents (2)/a.ts",
      message: "(a path with a parenthesis, a comma, = or a quote stands in double quotes)",
    },
    { text: "./a=b.ts", message: 'got "./a=b.ts" (a path with a parenthesis' },
    { text: "./agents (2/a.ts", message: "Expected balanced parentheses" },
    { text: '"./a.ts', message: "Expected a quote at the end of what is in quotes" },
    { text: '"./a.ts"b', message: "Expected a name, or name(key=value,…)" },
    { text: '"\\q.ts"', message: "Expected one text in double quotes" },
  ])("is refused: $text", ({ text, message }) => {
    expect(() => parseSpec(text, "agent")).toThrow(message);
  });
});
