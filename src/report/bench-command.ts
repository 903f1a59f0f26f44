import type { Seed } from "../core/random.ts";
import { AUTO } from "../texts/embedders.ts";
import type { AskedPlaces, SuiteFacts } from "./suite.ts";

/**
 * The command that makes a suite's results again, with the files that its world was given and its embedder (the one that `auto` took);
 * null where the command line has no word for its seeds. Suites of before 0.2 do not say where files were.
 */
export function benchCommand(suite: SuiteFacts, places: AskedPlaces | null = null): string | null {
  const { config, agents, seeds, seedKind, episodesPerSeed } = suite;
  const numbers = seeds.map((seed) => numberOf(seed, seedKind));
  if (numbers.includes(undefined)) return null;
  const specs = places?.specs ?? { world: String(config.world), agents: agents.map(({ agent }) => agent) };
  const flags = [
    `--world ${quoted(specs.world)}`,
    `--agents ${quoted(specs.agents.join(","))}`,
    `--${seedKind === "test" ? "test-seeds" : "seeds"} ${seedList(numbers as number[])}`,
    ...(episodesPerSeed > 1 ? [`--episodes ${episodesPerSeed}`] : []),
    ...(config.embedder === undefined ? [] : [`--embedder ${quoted(embedderOf(String(config.embedder), places))}`]),
    ...placeFlags(places),
  ];
  return `slatelab bench ${flags.join(" ")}`;
}

/** The spec that was asked for; where that was `auto`, the embedder that it came to. */
function embedderOf(used: string, places: AskedPlaces | null): string {
  const { embedder = AUTO } = places ?? {};
  return embedder === AUTO ? used.split(" ")[0] : embedder;
}

function placeFlags(places: AskedPlaces | null): string[] {
  const { files = {}, data, modelDir } = places ?? {};
  const all = { ...files, data, "model-dir": modelDir };
  return Object.entries(all).flatMap(([flag, path]) => (path === undefined ? [] : [`--${flag} ${quoted(path)}`]));
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
