import { afterEach, describe, expect, it, vi } from "vitest";
import { homeOption } from "../../scripts/options.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("--home", () => {
  it.each([
    { set: undefined, home: ".slatelab" },
    { set: "/somewhere", home: "/somewhere" },
    { set: "", home: ".slatelab" },
  ])("is $home where SLATELAB_HOME is $set", ({ set, home }) => {
    vi.stubEnv("SLATELAB_HOME", set);
    expect(homeOption().defaultValue).toBe(home);
  });

  it("says what a command keeps there", () => {
    expect(homeOption("caches").description).toBe("folder for caches");
  });
});
