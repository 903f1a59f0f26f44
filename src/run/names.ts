/** What items and users are called by whoever asks for them. */
import { expected, inWords, nameHint, UsageError } from "../core/errors.ts";

/** Names of items or users, by id from 0. */
export interface NameList {
  /** What one is, in a word: `item`. */
  readonly kind: string;
  readonly count: number;
  /** No two have the same. */
  name(id: number): string;
  /** Empty where there is none; several may have the same. */
  title?(id: number): string;
  /** What a name looks like, where that can be said: `from 1 to 3416`. */
  readonly range?: string;
}

/** Names and titles, both ways. */
export class NameIndex {
  readonly #list: NameList;
  #ids?: ReadonlyMap<string, number>;

  constructor(list: NameList) {
    this.#list = list;
  }

  get count(): number {
    return this.#list.count;
  }

  nameOf(id: number): string {
    return this.#list.name(id);
  }

  /** Undefined where there is none. */
  titleOf(id: number): string | undefined {
    return this.#list.title?.(id) || undefined;
  }

  /**
   * The id of a name, else of a title. Throws a UsageError that begins with `where` for what is neither, with the nearest that there is,
   * and for a title of several.
   */
  idOf(text: string, where: string): number {
    this.#ids ??= new Map(this.#every((id) => [this.nameOf(id), id] as const));
    const id = this.#ids.get(text);
    if (id !== undefined) return id;
    const titled = this.#every((it) => it).filter((it) => this.titleOf(it) === text);
    if (titled.length === 1) return titled[0];
    throw titled.length > 1 ? this.#ambiguous(titled, where) : this.#unknown(text, where);
  }

  #every<T>(of: (id: number) => T): T[] {
    return Array.from({ length: this.count }, (_, id) => of(id));
  }

  #ambiguous(ids: readonly number[], where: string): Error {
    const names = ids.slice(0, 5).map((id) => this.nameOf(id));
    const more = ids.length > names.length ? ", …" : "";
    return expected(`one ${this.#list.kind}`, inWords(`the title of ${ids.length}: ${names.join(", ")}${more}`), where);
  }

  #unknown(text: string, where: string): Error {
    const { kind, range, title } = this.#list;
    const what = range === undefined ? `the name of one of ${this.count} ${kind}s` : `${kind}s ${range}`;
    const names = range === undefined ? this.#every((id) => this.nameOf(id)) : [];
    const known = [...names, ...this.#every((id) => this.titleOf(id) ?? "").filter(Boolean)];
    const { message } = expected(title ? `${what}, or a title` : what, text, where);
    const hint = nameHint(text, known);
    return new UsageError(hint ? `${message}.${hint}` : message);
  }
}
