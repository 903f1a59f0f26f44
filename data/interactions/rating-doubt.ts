/** Values up to this many, and up to this large, are stars more often than times. */
const MOST_STARS = 10;

/**
 * Whether what is taken for times looks like ratings: few small values that do not just count up within each user. It looks
 * no further once a value is none.
 */
export class RatingDoubt {
  readonly #values = new Set<string>();
  readonly #last = new Map<string, number>();
  #isOver = false;
  #isCounting = true;

  see(user: string, token: string): void {
    if (this.#isOver) return;
    const value = Number(token);
    this.#values.add(token);
    this.#isOver = !(value >= 0 && value <= MOST_STARS) || this.#values.size > MOST_STARS;
    this.#isCounting &&= value > (this.#last.get(user) ?? -1);
    this.#last.set(user, value);
  }

  /** What was seen, if it is to be doubted. */
  get values(): readonly string[] | undefined {
    return this.#isOver || this.#isCounting ? undefined : [...this.#values].sort((a, b) => Number(a) - Number(b));
  }
}
