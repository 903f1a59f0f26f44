/** What fills the slots of an item's texts: part by part from the threads of its story, when a frame first asks for it. */
import type { Stream } from "../../../src/core/random.ts";
import { type Cast, drawMatter, type Matter, type People, type Setting } from "./cast.ts";
import type { Desk } from "./desk.ts";
import type { VerbForms } from "./grammar.ts";
import { HAND, HEADLINE_TELLS, KEEPS, LOUDNESS, STRAY } from "./looseness.ts";
import type { Scene } from "./template.ts";
import { dealThreads, type Thread, type Threads } from "./threads.ts";

/** What all texts of an item are about. */
export class Article {
  readonly threads: Threads;
  /** Of all categories. */
  readonly desks: readonly Desk[];
  readonly random: Stream;
  /** May its further parts be the story's own? */
  #tells = true;
  #hand: Thread[] = [];
  #people: People | undefined;
  #setting: Setting | undefined;
  #matter: Matter | undefined;

  constructor({ threads, desks, random }: Pick<Article, "threads" | "desks" | "random">) {
    this.threads = threads;
    this.desks = desks;
    this.random = random;
  }

  get people(): People {
    this.#people ??= this.draw("people", {
      own: ({ people }) => people,
      other: ({ people }) => this.random.pick(people),
    });
    return this.#people;
  }

  get setting(): Setting {
    this.#setting ??= this.draw("setting", {
      own: ({ setting }) => setting,
      other: ({ settings }) => this.random.pick(settings),
    });
    return this.#setting;
  }

  get matter(): Matter {
    this.#matter ??= this.draw("matter", {
      own: ({ matter }) => matter,
      other: ({ words }) => drawMatter(words, this.random),
    });
    return this.#matter;
  }

  /** The same people in the same place, over another matter. */
  aside(): Article {
    const other = new Article(this);
    [other.#people, other.#setting, other.#hand] = [this.people, this.setting, this.#hand];
    return other;
  }

  /** What the headline makes of it: some of its parts, and others of the same labels that are no part of the story. */
  teaser(): Article {
    const other = new Article(this);
    other.#tells = false;
    if (this.#isTold()) other.#people = this.people;
    if (this.#isTold()) other.#setting = this.setting;
    if (this.#isTold()) other.#matter = this.matter;
    return other;
  }

  #isTold(): boolean {
    return this.random.uniform() < HEADLINE_TELLS;
  }

  /** A part of the next thread: the story's own, or another of the same label. */
  draw<T>(part: keyof typeof KEEPS, { own, other }: PartSource<T>): T {
    if (this.#hand.length === 0) {
      this.#hand = dealThreads(this.threads, { loudness: LOUDNESS.part, count: HAND }, this.random);
    }
    const { cast, desk } = this.#hand.pop() as Thread;
    if (this.random.uniform() < STRAY) return other(this.random.pick(this.desks));
    return this.#tells && this.random.uniform() < KEEPS[part] ? own(cast) : other(desk);
  }
}

interface PartSource<T> {
  readonly own: (cast: Cast) => T;
  readonly other: (desk: Desk) => T;
}

/** What one text is about, in the words of the desk that writes it. */
export class ThreadScene implements Scene {
  readonly random: Stream;
  readonly verbs: readonly VerbForms[];
  readonly angles: readonly string[];
  readonly #article: Article;
  #object: string | undefined;

  constructor(article: Article, { verbs, words }: Desk) {
    this.#article = article;
    this.random = article.random;
    this.verbs = verbs;
    this.angles = words.angles;
  }

  get people(): People {
    return this.#article.people;
  }

  get setting(): Setting {
    return this.#article.setting;
  }

  get matter(): Matter {
    return this.#article.matter;
  }

  get object(): string {
    this.#object ??= this.#article.draw("object", {
      own: ({ objects }) => this.random.pick(objects),
      other: ({ words }) => this.random.pick(words.objects),
    });
    return this.#object;
  }

  get group(): string {
    return this.#article.draw("group", {
      own: ({ groups }) => this.random.pick(groups),
      other: ({ words }) => this.random.pick(words.groups),
    });
  }
}
