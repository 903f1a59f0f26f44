import type { Seed } from "../core/random.ts";
import type { SuiteFacts } from "./suite.ts";

/** The command that makes a suite's results again, apart from the files that its world and its agents read. */
export function benchCommand({ config, agents, seeds, seedKind, episodesPerSeed }: SuiteFacts): string {
  const flags = [
    `--world '${config.world}'`,
    `--agents '${agents.map(({ agent }) => agent).join(",")}'`,
    `--${seedKind === "test" ? "test-seeds" : "seeds"} ${seedList(seeds)}`,
    ...(episodesPerSeed > 1 ? [`--episodes ${episodesPerSeed}`] : []),
  ];
  return `slatelab bench ${flags.join(" ")}`;
}

/** As a count, a range or a list: `20`, `5..12`, `3,7,11`. */
function seedList(seeds: readonly Seed[]): string {
  const numbers = seeds.map((seed) => Number(String(seed).replace(/^test-/, "")));
  const [first] = numbers;
  if (numbers.some((seed, i) => seed !== first + i)) return numbers.join(",");
  return first === 1 ? String(numbers.length) : `${first}..${first + numbers.length - 1}`;
}
