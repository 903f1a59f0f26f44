import { PackedCatalogue } from "../../src/core/packed-catalogue.ts";
import { Stream } from "../../src/core/random.ts";
import type { Embedder } from "../../src/texts/embedder.ts";

const TOPICS = [
  "senate vote bill court president law election governor debate party",
  "goal match striker league coach season keeper penalty cup derby",
  "recipe oven butter flour sugar dough baker crust cream kitchen",
  "planet orbit telescope comet rocket crater lunar probe galaxy star",
].map((words) => words.split(" "));

/** Items of four topics in turn, each text a few of its topic's words and some that all share. */
export function topicCatalogue(size: number): PackedCatalogue {
  const random = new Stream("topics");
  const draw = (topic: number, count: number) => Array.from({ length: count }, () => random.pick(TOPICS[topic]));
  const texts = Array.from({ length: size }, (_, item) => ({
    title: `The ${draw(topicOf(item), 3).join(" ")}`,
    description: `And the ${draw(topicOf(item), 5).join(" of the ")}`,
  }));
  return PackedCatalogue.pack(texts, size);
}

export function topicOf(item: number): number {
  return item % TOPICS.length;
}

/** Each text's row is a unit vector that its length picks; counts the texts it was given. */
export class CountingEmbedder implements Embedder {
  readonly name = "lsa";
  readonly dimensions = 4;
  readonly hash: string;
  texts = 0;
  fits = 0;

  constructor(hash = "counting") {
    this.hash = hash;
  }

  async fit(): Promise<void> {
    this.fits++;
  }

  async embed(texts: readonly string[]): Promise<Float32Array> {
    this.texts += texts.length;
    const rows = new Float32Array(texts.length * this.dimensions);
    for (const [i, text] of texts.entries()) rows[i * this.dimensions + (text.length % this.dimensions)] = 1;
    return rows;
  }

  async dispose(): Promise<void> {}
}
