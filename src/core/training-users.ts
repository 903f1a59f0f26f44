/** How many of a world's users are trained on, the first ones: half of them, as cup-hybrid trains on users 0–999 of 2,000. */
export function trainingUsers(users: number): number {
  return Math.max(1, Math.floor(users / 2));
}
