import { describe, expect, it } from "vitest";
import { benchCommand } from "../../src/report/bench-command.ts";
import { readSeeds } from "../../src/run/seeds.ts";
import { fakeSuite } from "./fixture.ts";

const { suite } = fakeSuite({ seeds: 3, episodesPerSeed: 2, users: 30 });
const commandOf = (changed: Partial<typeof suite>) =>
  benchCommand({ ...suite, config: { world: "cup(items=9)" }, ...changed });

describe("the command of a report", () => {
  it("names the world, the agents, the seeds and the episodes", () => {
    const agents = suite.agents.map(({ agent }) => agent).join(",");
    expect(commandOf({})).toBe(`slatelab bench --world 'cup(items=9)' --agents '${agents}' --seeds 3 --episodes 2`);
    expect(commandOf({ episodesPerSeed: 1 })).not.toContain("--episodes");
  });

  it.each(["1", "20", "5..12", "7..7", "3,7,11"])("gives seeds as %s, which means the same seeds", (text) => {
    for (const kind of ["development", "test"] as const) {
      const flag = kind === "test" ? "--test-seeds" : "--seeds";
      expect(commandOf({ seeds: readSeeds(text, kind, flag).values, seedKind: kind })).toContain(` ${flag} ${text} `);
    }
  });

  it("is quoted for a shell", () => {
    const agents = [{ agent: "hybrid(checkpoint=o'b)", privileged: false, checkpoint: null }];
    expect(commandOf({ agents })).toContain(` --agents 'hybrid(checkpoint=o'\\''b)' `);
  });

  it("names the embedder that was used, and the files", () => {
    const config = { world: "fitted", embedder: "lsa 0123abc" };
    const places = { files: { interactions: "/a b/r.txt" }, data: "/d", modelDir: undefined, embedder: "auto" };
    expect(benchCommand({ ...suite, config }, places)).toContain(
      " --embedder 'lsa' --interactions '/a b/r.txt' --data '/d'",
    );
    const named = { ...places, embedder: "transformer(model=all)" };
    expect(benchCommand({ ...suite, config }, named)).toContain(" --embedder 'transformer(model=all)' ");
    expect(benchCommand({ ...suite, config })).toContain(" --embedder 'lsa'");
    expect(commandOf({})).not.toContain("--embedder");
  });

  it.each([[["alpha"]], [[-1, 0]], [[1.5]], [["01"]]])("is none where no flag gives the seeds %j", (seeds) => {
    expect(commandOf({ seeds })).toBeNull();
  });
});
