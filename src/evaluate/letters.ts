/**
 * Compact letter display: two agents share a letter exactly when they are not told apart. Unlike ranks, letters can overlap: a
 * middle agent may belong to those above it and to those below, who are apart. (Piepho 2004, "An algorithm for a letter-based
 * representation of all-pairwise comparisons"; the cover is found greedily, best agent first, after Gramm et al. 2007, "Algorithms for
 * compact letter displays".)
 */

/** Letters of `count` agents, best first, of whom `apart` tells which are told apart: `a`, …, `z`, `a2`, …. */
export function letterGroups(count: number, apart: (a: number, b: number) => boolean): string[][] {
  const groups = withoutSpare(cover(count, apart)).sort(byMembers);
  return indices(count).map((agent) => groups.flatMap((group, i) => (group.includes(agent) ? [letter(i)] : [])));
}

/** Groups within which nobody is apart, such that every pair that is not apart is in one; an agent and itself are a pair too. */
function cover(count: number, apart: (a: number, b: number) => boolean): number[][] {
  const groups: number[][] = [];
  for (const a of indices(count)) {
    for (const b of [...indices(count).slice(a + 1), a]) {
      const isCovered = groups.some((group) => holds(group, a, b));
      if (!isCovered && !apart(a, b)) groups.push(grown([a, b], count, apart));
    }
  }
  return groups;
}

/** A pair, or one agent twice, with all others that are apart from nobody in it. */
function grown(pair: readonly number[], count: number, apart: (a: number, b: number) => boolean): number[] {
  const group = [...new Set(pair)];
  for (const agent of indices(count)) {
    if (!group.includes(agent) && !group.some((member) => apart(member, agent))) group.push(agent);
  }
  return group.sort((a, b) => a - b);
}

/** Groups whose pairs later ones made unneeded are left out. */
function withoutSpare(groups: number[][]): number[][] {
  return groups.reduce((kept, group) => {
    const others = kept.filter((other) => other !== group);
    const needed = group.some((a) => group.some((b) => !others.some((other) => holds(other, a, b))));
    return needed ? kept : others;
  }, groups);
}

function holds(group: readonly number[], a: number, b: number): boolean {
  return group.includes(a) && group.includes(b);
}

function byMembers(a: readonly number[], b: readonly number[]): number {
  const first = a.findIndex((member, i) => member !== b[i]);
  return (a[first] ?? 0) - (b[first] ?? 0);
}

function letter(index: number): string {
  const round = Math.floor(index / 26);
  return `${String.fromCharCode(97 + (index % 26))}${round === 0 ? "" : round + 1}`;
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
