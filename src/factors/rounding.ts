/** Half a unit in the last place of a float32, relative, and a little more for the float64 arithmetic of a bound. */
export const ROUNDING = 2 ** -24 * 1.01;
/** What bounds add for numbers too small for float32's relative rounding. */
export const TINY = 1e-30;
/** Factor that lifts a float64 bound which is otherwise exact. */
export const ABOVE = 1 + 1e-9;
