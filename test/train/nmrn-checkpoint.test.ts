/** What NMRN leaves and goes on from: weights, memory, sampler and optimisers. */
import { expect, it } from "vitest";
import type { Checkpoint, Sections } from "../../src/core/checkpoint.ts";
import { Stream } from "../../src/core/random.ts";
import type { Interactions } from "../../src/core/types.ts";
import { Nmrn } from "../../src/models/nmrn/nmrn.ts";
import {
  configureNmrn,
  NMRN_SAMPLERS,
  type NmrnConfiguration,
  type NmrnLearning,
  resolveNmrn,
} from "../../src/models/nmrn/recipes.ts";
import { checkNmrnFits, nmrnCheckpoint, nmrnOf, nmrnSections } from "../../src/train/nmrn-checkpoint.ts";
import { NmrnStream } from "../../src/train/nmrn-stream.ts";
import { onEachEngine } from "../models/fixture.ts";

const SIZE = { users: 5, items: 12 };
const random = new Stream("nmrn-checkpoint");

function eventsOf(count: number): Interactions {
  return {
    users: new Int32Array(count).map(() => random.int(SIZE.users)),
    items: new Int32Array(count).map(() => random.int(SIZE.items)),
  };
}

const BLOCKS = [eventsOf(4), eventsOf(4), eventsOf(3)];
const LAST = eventsOf(5);

function configurationOf(sampler: NmrnLearning["sampler"]): NmrnConfiguration {
  const set = `width=4,slots=3,tries=5,candidates=6,sampler=${sampler},unmet=true,explore=0.5`;
  return configureNmrn(resolveNmrn({ recipe: "cpu", set }), SIZE);
}

/** A model that has learnt from some blocks. */
function learnt(configuration: NmrnConfiguration) {
  const model = new Nmrn(configuration.model, new Stream("weights"));
  const stream = new NmrnStream(model, configuration.learning, new Stream("learning"));
  for (const events of BLOCKS) stream.learn(events);
  const dispose = () => {
    stream.dispose();
    model.dispose();
  };
  return { model, stream, dispose };
}

function checkpointOf(configuration: NmrnConfiguration, sections: Sections): Checkpoint {
  const plain = JSON.parse(JSON.stringify(configuration));
  return { path: "nmrn.ckpt", model: "nmrn", configuration: plain, sections, hash: "" };
}

/** What is known after one more block. */
function goOn(model: Nmrn, stream: NmrnStream): { weights: object; state: object } {
  stream.learn(LAST);
  return { weights: model.weights.read(), state: structuredClone(stream.state()) };
}

onEachEngine("a checkpoint of NMRN", () => {
  it.each(NMRN_SAMPLERS)("goes on with the sampler %s to the very numbers", (sampler) => {
    const configuration = configurationOf(sampler);
    const whole = learnt(configuration);
    const state = structuredClone(whole.stream.state());
    const sections = nmrnSections(whole.model.weights.read(), state.sampler);
    const wanted = goOn(whole.model, whole.stream);
    const read = nmrnCheckpoint(checkpointOf(configuration, sections));
    expect({ model: read.model, learning: read.learning }).toEqual(configuration);
    const model = nmrnOf(read);
    const stream = new NmrnStream(model, read.learning, new Stream("learning"));
    stream.restore({ ...state, sampler: read.sampler }, read.path);
    expect(goOn(model, stream)).toEqual(wanted);
    stream.dispose();
    model.dispose();
    whole.dispose();
  });

  it("holds the memory, which matters", () => {
    const { model, stream, dispose } = learnt(configurationOf("uniform"));
    const users = Int32Array.of(0, 3);
    const scores = Float32Array.from(stream.score(users));
    const before = model.weights.read();
    const other = nmrnOf(
      nmrnCheckpoint(checkpointOf(configurationOf("uniform"), { ...before, values: new Float32Array(12) })),
    );
    const fresh = new NmrnStream(other, configurationOf("uniform").learning, new Stream("learning"));
    expect(Float32Array.from(fresh.score(users))).not.toEqual(scores);
    fresh.dispose();
    other.dispose();
    dispose();
  });

  it("is refused where it is none, or does not fit", () => {
    const configuration = configurationOf("adversarial");
    const { model, stream, dispose } = learnt(configuration);
    const sections = nmrnSections(model.weights.read(), stream.state().sampler);
    const sound = checkpointOf(configuration, sections);
    expect(() => nmrnCheckpoint({ ...sound, model: "sasrec" })).toThrow(
      'nmrn.ckpt: Expected a checkpoint of nmrn, got "sasrec"',
    );
    const shape = { ...configuration.model, slots: 0 };
    expect(() => nmrnCheckpoint(checkpointOf({ ...configuration, model: shape }, sections))).toThrow(
      "nmrn.ckpt: model.slots: Expected a number of at least 1, got 0",
    );
    const read = nmrnCheckpoint(sound);
    expect(() => checkNmrnFits(read, { ...SIZE, items: 13 })).toThrow(
      "nmrn.ckpt: Expected weights for 13 items, got 12",
    );
    expect(() => checkNmrnFits(read, { ...SIZE, users: 6 })).toThrow(
      "nmrn.ckpt: Expected weights for at least 6 users, got 5",
    );
    checkNmrnFits(read, { ...SIZE, users: 4 });
    const { values: _, ...forgetful } = read.weights;
    expect(() => nmrnOf({ ...read, weights: forgetful })).toThrow(
      "nmrn.ckpt: values: Expected numbers (Float32Array), got none",
    );
    expect(() => nmrnOf({ ...read, weights: { ...read.weights, more: new Float32Array(1) } })).toThrow(
      'nmrn.ckpt: Expected weights of nmrn alone, got "more"',
    );
    const { "first/weight": __, ...sampler } = read.sampler;
    expect(() => stream.restore({ ...stream.state(), sampler }, read.path)).toThrow(
      "nmrn.ckpt: first/weight: Expected numbers (Float32Array), got none",
    );
    dispose();
  });
});

it.each([
  ["widht=8", "nmrn, recipe cpu: Unknown setting 'widht'. Did you mean 'width'?"],
  ["sampler=unifrom", "Did you mean 'uniform'?"],
  ["margin=0", "nmrn, recipe cpu: margin: Expected a number of more than 0, got 0"],
  ["candidates=1", "nmrn, recipe cpu: candidates: Expected a number of at least 2, got 1"],
])("the setting %s is refused", (set, says) => {
  expect(() => resolveNmrn({ recipe: "cpu", set })).toThrow(says);
});

it("a recipe that is none is refused, and blocks that no machine can hold", () => {
  expect(() => resolveNmrn({ recipe: "publised" })).toThrow("Unknown recipe 'publised'. Did you mean 'published'?");
  const settings = resolveNmrn({ recipe: "cpu", set: "blockSize=10000" });
  expect(() => configureNmrn(settings, { users: 5, items: 100_000 })).toThrow(
    "blockSize: Expected blocks of at most 671 events, of 100000 numbers each, got 10000",
  );
});
