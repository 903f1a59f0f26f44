import { describe, expect, it } from "vitest";
import { z } from "zod";
import { expected, describe as inWords, nearestName, UsageError, unknownName } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import { formerly, readSettings } from "../../src/core/settings.ts";
import { formatSpec, isName, parseSpec, specName, splitSpecs } from "../../src/core/spec.ts";

describe("a name", () => {
  it.each(["a", "cup-small", "b2"])("can be '%s'", (name) => {
    expect([isName(name), specName(name), specName(`${name}(x=`)]).toEqual([true, name, name]);
  });

  it.each(["", "A", "2b", "-a", "a.ckpt", "a/b", "..", "a b", "a\n"])("cannot be %j", (text) => {
    expect(isName(text)).toBe(false);
  });

  it("is not in a path", () => {
    expect(["a.ckpt", "run(1)/best", "run (1)", "runs/a(x=1)"].map(specName)).toEqual([
      undefined,
      "run",
      undefined,
      undefined,
    ]);
  });
});

describe("parseSpec", () => {
  it.each([
    { text: "popular", name: "popular", settings: {} },
    { text: "Any_Word(x=1)", name: "Any_Word", settings: { x: 1 } },
    { text: " popular ( ) ", name: "popular", settings: {} },
    { text: "cup(items=5000,drift=0.01)", name: "cup", settings: { items: 5000, drift: 0.01 } },
    { text: "cup( items = 5000 , seed = abc )", name: "cup", settings: { items: 5000, seed: "abc" } },
    { text: "a(x=-1e-3,y=true,z=false)", name: "a", settings: { x: -0.001, y: true, z: false } },
    { text: "a(x=0x10,y=1e400,z=)", name: "a", settings: { x: 16, y: "1e400", z: "" } },
    { text: "a(inner=b(c=1,d=e(f=2)),g=3)", name: "a", settings: { inner: "b(c=1,d=e(f=2))", g: 3 } },
    { text: "a(path=x=y)", name: "a", settings: { path: "x=y" } },
    { text: 'a(x="1e5",y = "b, (c" ,z="")', name: "a", settings: { x: "1e5", y: "b, (c", z: "" } },
    { text: 'a(x="\\"\\\\",y=5"7")', name: "a", settings: { x: '"\\', y: '5"7"' } },
    { text: 'a(i=b(c="),"),d=1)', name: "a", settings: { i: 'b(c="),")', d: 1 } },
  ])("reads $text", ({ text, name, settings }) => {
    expect(parseSpec(text, "agent")).toEqual({ name, settings });
  });

  it.each([
    { text: "", message: 'agent: Expected a name, or name(key=value,…), got ""' },
    { text: "(x=1)", message: 'agent: Expected a name, or name(key=value,…), got "(x=1)"' },
    { text: "a b", message: 'agent: Expected a name, or name(key=value,…), got "a b"' },
    { text: "a(x=1", message: "agent: Expected balanced parentheses, got 'a(x=1'" },
    { text: "a(x=1))", message: "agent: Expected balanced parentheses, got 'a(x=1))'" },
    { text: "a(x=b(y=1)", message: "agent: Expected balanced parentheses, got 'a(x=b(y=1)'" },
    { text: "a(1)", message: 'agent a: Expected settings as key=value, got "1"' },
    { text: "a(=1)", message: 'agent a: Expected settings as key=value, got "=1"' },
    { text: "a(x=1,,y=2)", message: 'agent a: Expected settings as key=value, got ""' },
    { text: "a(x=1,)", message: 'agent a: Expected settings as key=value, got ""' },
    { text: "a(x=1,y=2,x=3)", message: "agent a: Expected each setting once, got 'x' again" },
    { text: 'a(x="b)', message: "agent: Expected a quote at the end of what is in quotes, got 'a(x=\"b)'" },
    { text: 'a(x="b"c)', message: "agent a: x: Expected one text in double quotes" },
    { text: 'a(x="\\q")', message: "agent a: x: Expected one text in double quotes" },
    { text: "a(x=1)(y=2)", message: "agent: Expected balanced parentheses, got 'x=1)(y=2'" },
  ])("refuses $text", ({ text, message }) => {
    expect(() => parseSpec(text, "agent")).toThrow(UsageError);
    expect(() => parseSpec(text, "agent")).toThrow(message);
  });

  it("has no settings but those given, whatever they are called", () => {
    const { settings } = parseSpec("a(constructor=1,__proto__=2)", "agent");
    expect(Object.keys(settings).sort()).toEqual(["__proto__", "constructor"]);
  });
});

describe("splitSpecs", () => {
  it.each([
    { text: "", parts: [] },
    { text: " ", parts: [] },
    { text: "a", parts: ["a"] },
    { text: "a, b ,c", parts: ["a", "b", "c"] },
    { text: "a,b(c=1,d=e(f=1,g=2)),h", parts: ["a", "b(c=1,d=e(f=1,g=2))", "h"] },
    { text: "a,,b", parts: ["a", "", "b"] },
    { text: 'a,b(c="x,y(",d=1),e"', parts: ["a", 'b(c="x,y(",d=1)', 'e"'] },
    { text: 'a, "./b, (c.ts"(d=1),e', parts: ["a", '"./b, (c.ts"(d=1)', "e"] },
  ])("splits '$text' at the top level", ({ text, parts }) => {
    expect(splitSpecs(text, "--agents")).toEqual(parts);
  });

  it.each([{ text: "a(b" }, { text: "a)b" }, { text: "a)(b" }])("refuses $text", ({ text }) => {
    expect(() => splitSpecs(text, "--agents")).toThrow(`--agents: Expected balanced parentheses, got '${text}'`);
  });
});

describe("formatSpec", () => {
  it.each([
    { text: "a()", canonical: "a" },
    { text: "a( z = 1, b = true )", canonical: "a(b=true,z=1)" },
    { text: "a(x=1.50)", canonical: "a(x=1.5)" },
    { text: "a(i=b(d=1, c=2))", canonical: "a(i=b(d=1, c=2))" },
  ])("writes $text as $canonical, which reads back the same", ({ text, canonical }) => {
    const spec = parseSpec(text, "world");
    expect(formatSpec(spec)).toBe(canonical);
    expect(parseSpec(canonical, "world")).toEqual(spec);
  });
});

describe("a spec that is written and read", () => {
  const random = new Stream("specs");
  const alphabet = [...'ab1.e=,()"\\ \n/é', "true", "0x1", "a(b=1)", 'a(b=",")'];
  const text = () => Array.from({ length: random.int(6) }, () => random.pick(alphabet)).join("");
  const spec = () => {
    const values = [text(), text(), random.int(1000) / 8, -random.uniform(), random.uniform() < 0.5];
    return { name: "a", settings: { v: text(), w: values[0], x: values[1], y: values[2], z: random.pick(values) } };
  };

  it("is the same, in a list and in another spec too", () => {
    for (let n = 0; n < 1000; n++) {
      const inner = spec();
      const written = formatSpec(inner);
      expect(parseSpec(written, "agent"), written).toEqual(inner);
      expect(splitSpecs(`b,${written},c`, "--agents")).toEqual(["b", written, "c"]);
      const outer = { name: "o", settings: { inner: written, n } };
      expect(parseSpec(formatSpec(outer), "agent")).toEqual(outer);
    }
  });

  it.each(["popular(window=5)", "x=y", "runs (1)/best.ckpt", 'it"s', "", "5.0a"])("has no quotes round %j", (value) => {
    expect(formatSpec({ name: "a", settings: { b: value } })).toBe(`a(b=${value})`);
  });
});

describe("readSettings", () => {
  const schema = z.strictObject({
    items: z.int().min(50).default(100).describe("items"),
    drift: z.number().min(0).default(0).describe("drift"),
    inner: z.string().default("x").describe("inner"),
    seed: z.union([z.int(), z.string().min(1)]).default(1),
    kind: z.enum(["warm", "cold"]).default("warm"),
    factors: z.int().multipleOf(4).default(8),
    share: z.number().positive().lt(1).default(0.5),
  });

  it("fills in defaults", () => {
    expect(readSettings(schema, { items: 60 }, "world cup")).toEqual({
      items: 60,
      drift: 0,
      inner: "x",
      seed: 1,
      kind: "warm",
      factors: 8,
      share: 0.5,
    });
  });

  it.each([
    {
      values: { item: 60 },
      message:
        "world cup: Unknown setting 'item'. Did you mean 'items'? Known: items, drift, inner, seed, kind, factors, share",
    },
    {
      values: { zzz: 1 },
      message: "world cup: Unknown setting 'zzz'. Known: items, drift, inner, seed, kind, factors, share",
    },
    { values: { items: "many" }, message: 'world cup: items: Expected a number, got "many"' },
    { values: { items: 2.5 }, message: "world cup: items: Expected a whole number, got 2.5" },
    { values: { items: 3 }, message: "world cup: items: Expected a number of at least 50, got 3" },
    { values: { drift: -1 }, message: "world cup: drift: Expected a number of at least 0, got -1" },
    { values: { seed: true }, message: "world cup: seed: Expected a number or a text, got true" },
    { values: { kind: "hot" }, message: 'world cup: kind: Expected one of warm, cold, got "hot"' },
    { values: { factors: 6 }, message: "world cup: factors: Expected a multiple of 4, got 6" },
    { values: { share: 1 }, message: "world cup: share: Expected a number of less than 1, got 1" },
    { values: { seed: "" }, message: "world cup: seed: Expected " },
    { values: { inner: 5 }, message: "world cup: inner: Expected a text, got 5" },
  ])("refuses $values", ({ values, message }) => {
    expect(() => readSettings(schema, values, "world cup")).toThrow(UsageError);
    expect(() => readSettings(schema, values, "world cup")).toThrow(message);
  });

  it("answers a former name with the present one, however far apart they are", () => {
    const renamed = z.strictObject({
      keeper: z.int().default(1),
      leastChance: formerly("keep", z.number().default(0.3)),
    });
    expect(() => readSettings(renamed, { keep: 1 }, "agent")).toThrow(
      "agent: Unknown setting 'keep'. Did you mean 'leastChance'? Known: keeper, leastChance",
    );
    expect(readSettings(renamed, {}, "agent")).toEqual({ keeper: 1, leastChance: 0.3 });
  });

  it("names every problem at once", () => {
    const wrong = () => readSettings(schema, { items: 1, drift: -1, x: 2 }, "world cup");
    expect(wrong).toThrow(/items: .*\n.*drift: .*\n.*Unknown setting 'x'/);
  });
});

describe("errors", () => {
  it("say what was expected, what came and where", () => {
    expect(expected("an id", 7, "file:3").message).toBe("file:3: Expected an id, got 7");
    expect(expected("an id", "x").message).toBe('Expected an id, got "x"');
  });

  it.each([
    { value: undefined, text: "undefined" },
    { value: null, text: "null" },
    { value: Number.NaN, text: "NaN" },
    { value: [1, 2], text: "[1,2]" },
    { value: Int32Array.of(1, 2), text: "Int32Array(1,2)" },
    { value: { a: 1 }, text: '{"a":1}' },
    { value: 10n, text: "10" },
    { value: "x".repeat(200), text: `"${"x".repeat(80)}…"` },
    { value: "two\nlines", text: '"two\\nlines"' },
  ])("render any value in one short line: $text", ({ value, text }) => {
    expect(inWords(value)).toBe(text);
  });

  it.each([
    { name: "populer", near: "popular" },
    { name: "RANDOM", near: "random" },
    { name: "epsilon", near: "epsilon-greedy" },
    { name: "xyzzy", near: undefined },
    { name: "", near: undefined },
  ])("name the nearest of the known: $name", ({ name, near }) => {
    expect(nearestName(name, ["random", "popular", "epsilon-greedy"])).toBe(near);
  });

  it("list the known names", () => {
    expect(unknownName("agent", "randm", ["random", "popular"]).message).toBe(
      "Unknown agent 'randm'. Did you mean 'random'? Known: random, popular",
    );
  });
});
