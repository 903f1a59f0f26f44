/** Clopper–Pearson's interval of a probability (1934, "The use of confidence or fiducial limits illustrated in the case of the binomial"). */

const TAIL = 0.025;
/** Halvings of [0, 1]. */
const HALVINGS = 50;

/**
 * 95% interval of a probability that was met `successes` times in `trials`: the probabilities under which neither as many
 * nor as few are rarer than one time in forty. It never covers less than 95%, whatever the probability is. Half a success, which a tie
 * counts for, is rounded outwards at either end.
 */
export function binomialInterval(successes: number, trials: number): [low: number, high: number] {
  return [lowerEnd(Math.floor(successes), trials), 1 - lowerEnd(Math.floor(trials - successes), trials)];
}

/** The p at which that many successes or more have probability `TAIL`. */
function lowerEnd(successes: number, trials: number): number {
  if (successes === 0) return 0;
  const ways = logChoose(trials, successes);
  let [low, high] = [0, 1];
  for (let i = 0; i < HALVINGS; i++) {
    const p = (low + high) / 2;
    const first = Math.exp(ways + successes * Math.log(p) + (trials - successes) * Math.log1p(-p));
    if (first * upwards(successes, trials, p) < TAIL) low = p;
    else high = p;
  }
  return low;
}

/** P(X ≥ k) as a multiple of P(X = k); terms too small to be seen are left. */
function upwards(k: number, trials: number, p: number): number {
  let term = 1;
  let total = 1;
  for (let x = k; x < trials && term > total * Number.EPSILON; x++) {
    term *= ((trials - x) / (x + 1)) * (p / (1 - p));
    total += term;
  }
  return total;
}

function logChoose(n: number, k: number): number {
  let total = 0;
  for (let i = 1; i <= k; i++) total += Math.log((n - k + i) / i);
  return total;
}
