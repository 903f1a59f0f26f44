import type { Seed } from "../core/random.ts";
import type { SuiteFacts } from "./suite.ts";

/**
 * The command that makes a suite's results again, apart from the embedder and the files that its world and its agents read; null where
 * the command line has no word for its seeds.
 */
export function benchCommand({ config, agents, seeds, seedKind, episodesPerSeed }: SuiteFacts): string | null {
  const numbers = seeds.map((seed) => numberOf(seed, seedKind));
  if (numbers.includes(undefined)) return null;
  const flags = [
    `--world ${quoted(String(config.world))}`,
    `--agents ${quoted(agents.map(({ agent }) => agent).join(","))}`,
    `--${seedKind === "test" ? "test-seeds" : "seeds"} ${seedList(numbers as number[])}`,
    ...(episodesPerSeed > 1 ? [`--episodes ${episodesPerSeed}`] : []),
  ];
  return `slatelab bench ${flags.join(" ")}`;
}

/** A text as one word of a shell, whatever is in it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** What is typed for a seed: 3 for test-3. */
function numberOf(seed: Seed, kind: SuiteFacts["seedKind"]): number | undefined {
  const [, digits] = (kind === "test" ? /^test-(0|[1-9]\d*)$/ : /^(0|[1-9]\d*)$/).exec(String(seed)) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** As a count, a range or a list: `20`, `5..12`, `3,7,11`. */
function seedList(numbers: readonly number[]): string {
  const [first] = numbers;
  if (numbers.some((seed, i) => seed !== first + i)) return numbers.join(",");
  return first === 1 ? String(numbers.length) : `${first}..${first + numbers.length - 1}`;
}
