/** Ratings go to ten, or from minus ten for likes and dislikes; halves count. */
const MOST_STARS = 10;
const MOST_VALUES = 21;

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
    this.#isOver = !(Math.abs(value) <= MOST_STARS) || this.#values.size > MOST_VALUES;
    this.#isCounting &&= value > (this.#last.get(user) ?? Number.NEGATIVE_INFINITY);
    this.#last.set(user, value);
  }

  /** What was seen, if it is to be doubted. */
  get values(): readonly string[] | undefined {
    return this.#isOver || this.#isCounting ? undefined : [...this.#values].sort((a, b) => Number(a) - Number(b));
  }
}
