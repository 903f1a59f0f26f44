import { describe, expect, it, vi } from "vitest";
import { run, shellIn } from "../../scripts/stranger/shell.ts";
import { inFolder } from "./fixture.ts";

describe("a stranger's shell", () => {
  it("knows nothing of the script that opened it, but its path and where packages come from", () => {
    vi.stubEnv("npm_config_local_prefix", "/here");
    vi.stubEnv("npm_config_cache", "/cache");
    vi.stubEnv("SLATELAB_DATA", "/data");
    const { env } = shellIn("/there", ["/bin/first"], { npm_config_nodedir: "/headers" });
    vi.unstubAllEnvs();
    expect(env).toMatchObject({ npm_config_cache: "/cache", npm_config_nodedir: "/headers" });
    expect(Object.keys(env).filter((name) => /local_prefix|^SLATELAB/.test(name))).toEqual([]);
    expect(env.PATH).toBe(`/bin/first:${process.env.PATH}`);
  });

  it("runs a program in its folder, and says what one that fails has said", async () => {
    await inFolder({}, async (folder) => {
      const print = (code: string) => run(shellIn(folder), process.execPath, ["-e", code]);
      expect(print("console.log(process.cwd())").stdout.trim()).toBe(folder);
      expect(() => print("console.error('no room'); process.exit(3)")).toThrow(/ended with 3:\nno room$/);
      expect(() => run(shellIn(folder), "no-such-program", [])).toThrow(/no-such-program.*ENOENT/s);
    });
  });
});
