import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { expect, it } from "vitest";
import { steamSample } from "../data/steam-fixture.ts";
import { ENGINES } from "../engine/engines.ts";
import { ITEMS, SMALL_SET } from "../train/mfgan-fixture.ts";
import { contentsOf, inFolder, runHere } from "./fixture.ts";

const LINES = Array.from({ length: 300 }, (_, i) => `u${i % 30} i${((i % 30) + Math.floor(i / 30)) % ITEMS}`).join(
  "\n",
);
const FACTORS = ["item,band", ...Array.from({ length: ITEMS }, (_, item) => `i${item},${item % 3}|b${item % 2}`)].join(
  "\n",
);
const FILES = { "lines.txt": LINES, "factors.csv": FACTORS };
const PREPARE = ["prepare", "interactions", "lines.txt", "--k-core", "1", "--factors", "factors.csv", "--out", "data"];
const trainOn = (engine: string) => [
  "pretrain",
  "mfgan",
  "data",
  "--engine",
  engine,
  "--set",
  SMALL_SET,
  "--out",
  "out",
];
const TRAIN = trainOn("wasm");

it("pretrain mfgan runs a stage, goes on with the others, shows their curves, and writes over nothing", () =>
  inFolder(FILES, async (cwd) => {
    await runHere(PREPARE, cwd);
    const early = await runHere([...TRAIN, "--stage", "samples"], cwd);
    expect([early.code, early.stderr]).toEqual([
      2,
      expect.stringContaining("Expected the stage 'generator' to be finished before 'samples'"),
    ]);
    const first = await runHere([...TRAIN, "--stage", "generator", "--json"], cwd);
    expect(first.code, first.stderr).toBe(0);
    const rows = first.stdout.match(/\{.*?"best":(?:true|false),"stage":"generator"\}/g) ?? [];
    expect(rows.map((row) => JSON.parse(row).round)).toEqual([1, 2, 3]);
    const rest = await runHere([...TRAIN, "--resume"], cwd);
    expect(rest.code, rest.stderr).toBe(0);
    expect(rest.stderr).toContain(`adversarial: round`);
    const page = readFileSync(join(cwd, "out/adversarial/curve.html"), "utf8");
    const drawn = ["nDCG@10", "entropy", "distinct@10", "reward", "loss band", "accuracy item", "accuracy popularity"];
    for (const metric of drawn) expect(page).toContain(`aria-label="Validation ${metric} by optimiser steps`);
    for (const phase of ["generator", "discriminators"]) expect(page).toContain(`aria-label="Loss, ${phase} by`);
    const left = contentsOf(join(cwd, "out"));
    expect(left.filter((name) => name.includes("tensorboard"))).toEqual([]);
    const again = await runHere(TRAIN, cwd);
    expect([again.code, again.stderr]).toEqual([
      2,
      expect.stringContaining(
        `${join(cwd, "out", "generator", "last.ckpt")}: Expected no checkpoint of an earlier run`,
      ),
    ]);
    expect(contentsOf(join(cwd, "out"))).toEqual(left);
    for (const stage of ["generator", "adversarial"]) {
      const judge = ["evaluate", `out/${stage}`, "data", "--json", "--per-user", `${stage}.csv`];
      const judged = await runHere(judge, cwd);
      expect(judged.code, judged.stderr).toBe(0);
      const { catalogue, sparse } = JSON.parse(judged.stdout);
      expect(sparse).toMatchObject({ users: 30, catalogue });
      const ranks: { rank: string }[] = parse(readFileSync(join(cwd, `${stage}.csv`)), { columns: true });
      const first = ranks.filter(({ rank }) => rank === "1").length;
      expect(first / ranks.length).toBeCloseTo(catalogue["HR@1"], 12);
    }
  }));

it("goes from Steam's files to a generator that is judged", () =>
  inFolder(steamSample(), async (cwd) => {
    const prepared = await runHere(["prepare", "steam", ".", "--out", "data", "--json"], cwd);
    expect(prepared.code, prepared.stderr).toBe(0);
    const trained = await runHere([...TRAIN, "--json"], cwd);
    expect(trained.code, trained.stderr).toBe(0);
    const factors = ["item", "popularity", "sentiment", "price", "developer"];
    const { metrics } = JSON.parse(readFileSync(join(cwd, "out/adversarial/log.jsonl"), "utf8").split("\n")[0]);
    for (const factor of factors) {
      expect(metrics[`loss ${factor}`]).toBeGreaterThan(0);
      expect(metrics[`accuracy ${factor}`]).toBeGreaterThanOrEqual(0);
    }
    const samples = readFileSync(join(cwd, "out/samples/samples.jsonl"), "utf8").trimEnd().split("\n");
    const users = samples.map((line) => JSON.parse(line).user);
    expect(users).toContain('it\'s "4"');
    expect(users).toContain("76561197960265731");
    const judged = await runHere(["evaluate", "out/adversarial", "data", "--on", "test", "--json"], cwd);
    expect(judged.code, judged.stderr).toBe(0);
    const { users: ranked, catalogue } = JSON.parse(judged.stdout);
    expect(ranked).toBe(JSON.parse(prepared.stdout).test);
    expect(catalogue["HR@10"]).toBeGreaterThan(0);
  }));

it.skipIf(!ENGINES.includes("native"))("pretrain mfgan leaves TensorBoard on the native engine what the log has", () =>
  inFolder(FILES, async (cwd) => {
    await runHere(PREPARE, cwd);
    const { code, stderr } = await runHere(trainOn("native"), cwd);
    expect(code, stderr).toBe(0);
    const eventsOf = (stage: string) => {
      const folder = join(cwd, "out", stage, "tensorboard");
      return Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
    };
    expect(stderr).toContain(`tensorboard --logdir ${join(cwd, "out", "generator", "tensorboard")}`);
    expect(eventsOf("generator").includes("validation/entropy")).toBe(true);
    expect(eventsOf("discriminators").includes("validation/accuracy band")).toBe(true);
    for (const tag of ["validation/nDCG@10", "loss/generator", "loss/discriminators"])
      expect(eventsOf("adversarial").includes(tag)).toBe(true);
  }),
);

it.each([
  [["--set", "generator.widht=8"], "mfgan, recipe cpu, generator: Unknown setting 'widht'. Did you mean 'width'?"],
  [["--set", "width=8"], `set: Expected settings as STAGE.NAME=value, got "width"`],
  [["--set", "sample.fakes=2"], "Unknown stage 'sample'. Did you mean 'samples'?"],
  [["--set", "discriminators.factors=item+bnd"], "Unknown factor 'bnd'. Did you mean 'band'?"],
  [["--set", "discriminators.factors=item+item"], "discriminators: factors: Expected each factor once"],
  [
    ["--set", "samples.draw=best,samples.best=2,samples.fakes=3"],
    "samples.fakes: Expected at most 2 fakes of the 2 best, got 3",
  ],
  [["--set", "adversarial.reward=constnat"], "Did you mean 'constant'?"],
  [["--recipe", "sede"], "Allowed choices are cpu, published, seed"],
  [["--stage", "adversary"], "Allowed choices are generator, samples, discriminators, adversarial, all"],
  [["--samples", "none.jsonl"], "none.jsonl: Expected a file of samples"],
])("pretrain mfgan refuses %s before anything is made", (args, says) =>
  inFolder(FILES, async (cwd) => {
    await runHere(PREPARE, cwd);
    const { code, stderr } = await runHere(
      ["pretrain", "mfgan", "data", "--engine", "wasm", "--out", "out", ...args],
      cwd,
    );
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
    expect(existsSync(join(cwd, "out"))).toBe(false);
  }),
);
