/** NMRN trained over a stream: what it learns, what it says of it, and that it goes on from anywhere to the same bytes. */
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { remainsOf } from "../../scripts/kill-test/remains.ts";
import { Interrupted } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import { blocksOf, eventsBetween, type StreamEvent } from "../../src/dataset/streams.ts";
import { prequential } from "../../src/evaluate/prequential.ts";
import { openCheckpoint } from "../../src/files/checkpoint.ts";
import { type NmrnRecipeSettings, resolveNmrn } from "../../src/models/nmrn/recipes.ts";
import { nmrnCheckpoint, nmrnOf } from "../../src/train/nmrn-checkpoint.ts";
import type { NmrnData, NmrnTraining } from "../../src/train/nmrn-plan.ts";
import { NMRN_FORMAT, type NmrnPassRow, type NmrnStreamRow, readNmrnState } from "../../src/train/nmrn-state.ts";
import { NmrnStream } from "../../src/train/nmrn-stream.ts";
import { trainNmrn } from "../../src/train/nmrn-training.ts";
import { readRows } from "../../src/train/run-folder.ts";
import { onEachEngine } from "../models/fixture.ts";
import { newFolder } from "../store/fixture.ts";

const [USERS, ITEMS, EVENTS, GROUPS] = [20, 30, 300, 3];
const [HALF, TENTH] = [150, 135];

/** Users of a group meet the items of their group. */
function groupedEvents(): StreamEvent[] {
  const random = new Stream("grouped");
  return Array.from({ length: EVENTS }, () => {
    const user = random.int(USERS);
    return { user, item: (user % GROUPS) + GROUPS * random.int(ITEMS / GROUPS) };
  });
}

const DATA: NmrnData = { stream: groupedEvents(), events: EVENTS, users: USERS, items: ITEMS, dataHash: "grouped" };
const SMALL = "width=8,slots=4,tries=10,candidates=10,learningRate=0.02,blockSize=8,patience=3,window=50";

const settingsOf = (set = ""): NmrnRecipeSettings =>
  resolveNmrn({ recipe: "cpu", set: set ? `${SMALL},${set}` : SMALL });

/** Trains in a folder; returns it. */
async function train(training: Partial<NmrnTraining> = {}): Promise<string> {
  const folder = training.folder ?? newFolder();
  await trainNmrn({ settings: settingsOf(), data: DATA, seed: 1, folder, resume: false, ...training });
  return folder;
}

const passesOf = (folder: string) =>
  readRows(folder, NMRN_FORMAT).filter((row): row is NmrnPassRow => row.stage === "passes");
const streamOf = (folder: string) =>
  readRows(folder, NMRN_FORMAT).filter((row): row is NmrnStreamRow => row.stage === "second-half");

/** A signal that fires at every so-manieth question. */
function signalAt(every: number): AbortSignal {
  let asked = 0;
  return {
    get aborted() {
      return ++asked % every === 0;
    },
  } as AbortSignal;
}

/** Trains again and again until it comes to its end; returns how often it began. */
async function trainUntilDone(folder: string, training: () => Partial<NmrnTraining>, error: unknown): Promise<number> {
  for (let begun = 1; ; begun++) {
    try {
      await train({ folder, resume: true, ...training() });
      return begun;
    } catch (caught) {
      expect(caught).toBeInstanceOf(error);
    }
  }
}

onEachEngine("a training of NMRN", () => {
  it("learns, validates each pass, and streams the second half beside a frozen copy", async () => {
    const said: string[] = [];
    const onRow = ({ stage }: { stage: string }) => said.push(stage);
    const folder = await train({ settings: settingsOf("sampler=uniform,passes=3"), onRow });
    const [passes, rows] = [passesOf(folder), streamOf(folder)];
    expect(passes.map(({ pass, events }) => [pass, events])).toEqual([1, 2, 3].map((pass) => [pass, TENTH]));
    expect(passes[2].loss).toBeLessThan(passes[0].loss);
    const chosen = passes.map(({ metrics }) => metrics["nDCG@10"]);
    expect(passes.findLast(({ best }) => best)?.metrics["nDCG@10"]).toBe(Math.max(...chosen));
    expect(rows.map(({ events }) => events)).toEqual([56, 104, 150]);
    expect(said).toEqual([...passes, ...rows].map(({ stage }) => stage));
    const { model, frozen } = rows[2];
    expect(model.total["Hits@10"]).toBeGreaterThan(frozen.total["Hits@10"]);
    for (const { total, window, milliseconds } of [model, frozen]) {
      expect(Object.keys(total)).toEqual(["Hits@10", "nDCG@10", "MPR"]);
      expect(window.MPR).toBeGreaterThan(0);
      expect(milliseconds.scoring).toBeGreaterThan(0);
    }
    expect(frozen.milliseconds.learning).toBeLessThan(model.milliseconds.learning);
  });

  it.each(["all", "memory"] as const)(
    "says of the second half what any evaluation of base.ckpt says, where it learns %s",
    async (learns) => {
      const folder = await train({ settings: settingsOf(`learns=${learns},passes=1`) });
      const { learning, weights, identity } = readNmrnState(join(folder, "base.ckpt"));
      const read = nmrnCheckpoint(openCheckpoint(join(folder, "base.ckpt")));
      for (const [name, how] of [
        ["model", learns],
        ["frozen", "nothing"],
      ] as const) {
        const network = nmrnOf({ ...read, weights });
        const model = new NmrnStream(
          network,
          { ...read.learning, learns: how },
          new Stream(identity.seed).fork("learning"),
        );
        model.restore(learning, "base");
        const between = (from: number, to: number) => blocksOf(eventsBetween(DATA.stream, from, to), 8);
        const task = {
          model,
          blocks: between(HALF, EVENTS),
          before: between(0, HALF),
          users: USERS,
          cutoff: 10,
          window: 50,
        };
        const totals: number[][] = [];
        for await (const { events, total, window } of prequential(task))
          if ([56, 104, 150].includes(events)) totals.push([...Object.values(total), ...Object.values(window)]);
        const logged = streamOf(folder).map((row) => [
          ...Object.values(row[name].total),
          ...Object.values(row[name].window),
        ]);
        expect(logged).toEqual(totals);
        model.dispose();
        network.dispose();
      }
    },
  );

  it.each([
    ["adversarial", 7],
    ["popularity", 5],
  ])("goes on from wherever it was stopped to the same bytes, with the sampler %s", async (sampler, every) => {
    const settings = settingsOf(`sampler=${sampler},passes=2`);
    const whole = remainsOf(await train({ settings }));
    const folder = newFolder();
    const begun = await trainUntilDone(folder, () => ({ settings, signal: signalAt(every) }), Interrupted);
    expect(begun).toBeGreaterThan(8);
    expect(remainsOf(folder)).toEqual(whole);
  });

  it("goes on from what was saved last where it was killed without a word", async () => {
    class Killed extends Error {}
    const settings = settingsOf("passes=10");
    const whole = remainsOf(await train({ settings }));
    const folder = newFolder();
    let blocks = 0;
    const kills = [3, 21, 14, 30];
    const onBlock = () => {
      if (++blocks !== kills[0]) return;
      kills.shift();
      blocks = 0;
      throw new Killed();
    };
    await trainUntilDone(folder, () => ({ settings, onBlock }), Killed);
    expect(kills).toEqual([]);
    expect(remainsOf(folder)).toEqual(whole);
    appendFileSync(join(folder, "log.jsonl"), '{"stage":"second-half","events":9');
    await train({ settings, folder, resume: true });
    expect(remainsOf(folder)).toEqual(whole);
  });

  it("is not gone on with as another", async () => {
    const folder = await train();
    const left = remainsOf(folder);
    await expect(train({ folder })).rejects.toThrow("last.ckpt: Expected no checkpoint of an earlier run");
    for (const [other, says] of [
      [{ seed: 2 }, "Expected a run with seed 1, as in the checkpoint, got 2"],
      [
        { settings: settingsOf("margin=2,passes=2") },
        "Expected a run with model.margin 3, as in the checkpoint, got 2",
      ],
      [
        { data: { ...DATA, dataHash: "others" } },
        'Expected a run with dataHash "grouped", as in the checkpoint, got "others"',
      ],
    ] as const)
      await expect(train({ folder, resume: true, ...other })).rejects.toThrow(says);
    expect(remainsOf(folder)).toEqual(left);
  });

  it("says where a loss is not finite, and keeps the folder as it was", async () => {
    const folder = newFolder();
    const settings = { ...settingsOf(), learningRate: 1e30 };
    await expect(train({ folder, settings })).rejects.toThrow("NMRN: Expected a finite loss, got");
    expect(readFileSync(join(folder, "log.jsonl"), "utf8")).toBe("");
  });
});

it("a stream must be long enough to be divided", async () => {
  await expect(train({ data: { ...DATA, events: 3 } })).rejects.toThrow(
    "Expected a stream of at least 4 events, got 3",
  );
});
