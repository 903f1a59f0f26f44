/** Half a unit in the last place of a float32, relative, and a little more for the float64 arithmetic of a bound. */
export const ROUNDING = 2 ** -24 * 1.01;
/** Covers numbers too small for float32's relative rounding. */
export const TINY = 1e-30;
/** A little more, where a float64 bound is otherwise exact. */
export const ABOVE = 1 + 1e-9;
