/** A suite computes on one engine, records it, and is resumed on that one. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { AgentDefinition } from "../../src/core/agents.ts";
import type { EngineName } from "../../src/core/engines.ts";
import { type Engine, openEngine } from "../../src/engine/engine.ts";
import { leaderboardHtml } from "../../src/report/html.ts";
import { leaderboard } from "../../src/report/leaderboard.ts";
import { runSuite } from "../../src/run/play-suite.ts";
import { resolveSuite } from "../../src/run/suite.ts";
import { extendTables } from "../../src/run/tables.ts";
import { tables } from "../../tables.ts";
import { ENGINES } from "../engine/engines.ts";
import { fakeSuite } from "../report/fixture.ts";
import { newFolder } from "../store/fixture.ts";

const request = (agents: string[], home = newFolder()) => {
  return { world: "cup-small(items=100,users=10)", agents, seeds: 1, home };
};
const engineOf = (...agents: string[]) => resolveSuite(tables, request(agents)).engine;

describe("the engine of a suite", () => {
  it.each([
    [["random", "funksvd"], undefined],
    [["random", "sasrec"], "wasm"],
    [["gsasrec(engine=native)", "ssept(engine=native)"], "native"],
    [["epsilon-greedy(inner=sasrec(engine=auto))"], "auto"],
    [["sasrec(engine=auto)", "epsilon-greedy(inner=ssept(engine=native))"], "native"],
  ])("is what %j ask for: %s", (agents, engine) => {
    expect(engineOf(...agents)).toBe(engine);
  });

  it("is one: agents that name two are refused before anything is made", () => {
    const home = newFolder();
    const agents = ["random", "ssept(engine=native)", "epsilon-greedy(inner=sasrec)"];
    expect(() => resolveSuite(tables, request(agents, join(home, "home")))).toThrow(
      "Expected one engine in a suite, got native (ssept(engine=native)) and wasm (epsilon-greedy(inner=sasrec)): play them in two",
    );
    expect(readdirSync(home)).toEqual([]);
  });

  it("is that of an agent of one's own, by its settings", () => {
    const own: AgentDefinition<{ quick: boolean }> = {
      name: "own",
      summary: "an agent that computes",
      settings: z.strictObject({ quick: z.boolean().default(false) }),
      engine: ({ quick }) => (quick ? "native" : "wasm"),
      create: (context) => tables.agents.get("random").create(context, {}),
    };
    const mine = extendTables(tables, import.meta.url, { agents: [own as AgentDefinition] });
    expect(resolveSuite(mine, request(["own"])).engine).toBe("wasm");
    expect(resolveSuite(mine, request(["own(quick=true)"])).engine).toBe("native");
  });
});

describe("a suite that is played", () => {
  let engine: Engine | undefined;
  afterEach(() => engine?.close());

  /** Plays or resumes a suite on an engine, in this thread. */
  async function playOn(name: EngineName, home: string) {
    engine?.close();
    engine = await openEngine(name);
    const agents = ["random", "sasrec(steps=0,engine=auto)"];
    const { suite, board } = await runSuite(tables, request(agents, home), { resume: true });
    return { suite, engines: board.suite.agents.map((agent) => agent.engine), version: engine.version };
  }

  it("records the engine and its version for each agent that used it, and goes on only on that one", async () => {
    const home = newFolder();
    const first = await playOn("wasm", home);
    expect(first.version).toMatch(/^tfjs-backend-wasm 4\.[\d.]+, (relaxed|plain)-SIMD kernels$/);
    expect(first.engines).toEqual([undefined, `wasm: ${first.version}`]);
    expect((await playOn("wasm", home)).suite).toBe(first.suite);
    if (!ENGINES.includes("native")) return;
    const other = await playOn("native", home);
    expect(other.engines).toEqual([
      undefined,
      expect.stringMatching(/^native: tfjs-node 4\.[\d.]+, TensorFlow 2\.\d+/),
    ]);
    expect(other.suite).not.toBe(first.suite);
  });

  it("shows it in the report; one of before it was kept has none to show", async () => {
    const { suite, episodes } = fakeSuite({ seeds: 2, users: 20 });
    const agents = suite.agents.map((facts) =>
      facts.agent === "popular" ? { ...facts, engine: "wasm: 4 <x>" } : facts,
    );
    const page = await leaderboardHtml(leaderboard({ ...suite, agents }, episodes));
    expect(page).toContain("<dt>Engine of popular</dt><dd>wasm: 4 &#60;x&#62;</dd>");
    expect(page.match(/Engine of/g)).toHaveLength(1);
    expect(await leaderboardHtml(leaderboard(suite, episodes))).not.toContain("Engine of");
  });
});
