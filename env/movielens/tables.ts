/**
 * The hidden model of a fitted world: a factorised personalised Markov chain (FPMC; Rendle, Freudenthaler and
 * Schmidt-Thieme, WWW 2010). Utility of item j for user u whose last click is i = p_u·q_j + r_i·t_j + b_j, kept so that
 * it is one dot product of [p_u ; r_i ; 1] with the item's row.
 */
export interface UtilityTables {
  readonly factors: number;
  /** p_u: [users × factors] */
  readonly userTable: Float32Array;
  /** [q_j ; t_j ; b_j]: [items × (2·factors + 1)] */
  readonly itemTable: Float32Array;
  /** r_i: [items × factors]; zero where the transition part is switched off. */
  readonly transitionTable: Float32Array;
}

/** A user, and what that user clicked last. */
export interface Situation {
  readonly user: number;
  readonly last: number;
}

/** Number of items in the tables of a hidden model. */
export function itemCount({ itemTable, factors }: UtilityTables): number {
  return itemTable.length / (2 * factors + 1);
}

/** Utility of one item for a user in a situation. */
export function utility(tables: UtilityTables, { user, last }: Situation, item: number): number {
  const { factors, userTable, itemTable, transitionTable } = tables;
  const row = item * (2 * factors + 1);
  let sum = itemTable[row + 2 * factors];
  for (let f = 0; f < factors; f++) {
    sum += userTable[user * factors + f] * itemTable[row + f];
    sum += transitionTable[last * factors + f] * itemTable[row + factors + f];
  }
  return sum;
}
