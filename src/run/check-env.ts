/**
 * A checker in the manner of Gymnasium's `check_env`: what every world must keep. Returns the problems found, none for
 * a sound world.
 */
import { Stream } from "../core/random.ts";
import { type Env, NO_CLICK, type Observation, type Slate, type Step } from "../core/types.ts";
import type { CheckResult } from "./check-agent.ts";
import { shiftySlates } from "./shifty-slates.ts";

const PUBLIC = {
  env: ["users", "slateSize", "horizon", "catalogue", "reset", "step"],
  observation: ["user", "history", "round"],
  step: ["observation", "clicked", "reward", "terminated", "truncated"],
  history: ["length", "at", "includes", "toArray"],
};

/** Rounds that the longer checks play. */
const ROUNDS = 3000;

/** Checks two copies of a world against each other and one against its contract. `make` returns a new env each time. */
export function checkEnv(make: () => Env): string[] {
  return [...envChecks(make)].flatMap(({ problems }) => problems);
}

/** The same, check by check. */
export function* envChecks(make: () => Env): Generator<CheckResult> {
  const { slateSize, catalogue } = make();
  const isRoom = slateSize <= catalogue.size;
  const tooLarge = `slates of ${slateSize} items, and a catalogue of ${catalogue.size}`;
  yield { name: "has a catalogue for its slates", problems: isRoom ? [] : [tooLarge] };
  for (const { name, find } of isRoom ? CHECKS : []) yield { name, problems: find(make) };
}

/** What is checked, and what finds the problems. */
const CHECKS: readonly { readonly name: string; find(make: () => Env): string[] }[] = [
  {
    name: "plays the same episode under the same seed, in another copy and once more",
    find: (make) => checkDeterminism(make(), make()),
  },
  { name: "refuses bad slates, and changes nothing by it", find: (make) => checkBadSlates(make(), make()) },
  { name: "takes slates as they were first read", find: (make) => checkShiftySlates(make(), make()) },
  { name: "shows nothing that is hidden", find: (make) => checkNothingHidden(make()) },
  { name: "serves nobody who has left, and ends with its last user", find: (make) => checkEndings(make()) },
  { name: "gives users the same luck whatever others are shown", find: (make) => checkCommonLuck(make(), make()) },
];

/** A slate that depends on nothing but its arguments. */
function slateFor(env: Env, user: number, ownRound: number, salt = ""): number[] {
  const random = new Stream(`check${salt}/${user}/${ownRound}`);
  const slate = new Set<number>();
  while (slate.size < env.slateSize) slate.add(random.int(env.catalogue.size));
  return [...slate];
}

interface Play {
  observation: Observation;
  ownRound: number;
  slate: Slate;
  step: Step;
}

/** Plays one episode, or its first rounds, with slates given by (user, own round). */
function* play(env: Env, salt: (user: number) => string = () => ""): Generator<Play> {
  const ownRounds = new Map<number, number>();
  let observation: Observation | null = env.reset("check");
  for (let t = 0; observation && t < ROUNDS; t++) {
    const ownRound: number = ownRounds.get(observation.user) ?? 0;
    const slate = slateFor(env, observation.user, ownRound, salt(observation.user));
    const step = env.step(slate);
    ownRounds.set(observation.user, ownRound + 1);
    yield { observation, ownRound, slate, step };
    observation = step.observation;
  }
}

function publicFacts({ observation, step }: Play): string {
  const { clicked, reward, terminated, truncated } = step;
  return JSON.stringify([
    observation.user,
    observation.round,
    [...observation.history],
    clicked,
    reward,
    terminated,
    truncated,
  ]);
}

function checkDeterminism(one: Env, other: Env): string[] {
  const a = [...play(one)].map(publicFacts);
  const b = [...play(other)].map(publicFacts);
  const again = [...play(one)].map(publicFacts);
  const differ = (x: string[], y: string[]) => x.length !== y.length || x.some((fact, i) => fact !== y[i]);
  return [
    ...(differ(a, b) ? ["two copies under one seed play different episodes"] : []),
    ...(differ(a, again) ? ["reset with the same seed plays a different episode"] : []),
  ];
}

/** Slates that any world refuses. */
export function badSlates(size: number, items: number): { name: string; slate: unknown }[] {
  const good = Array.from({ length: size }, (_, i) => i);
  const withLast = (value: unknown) => [...good.slice(0, -1), value];
  return [
    { name: "empty", slate: [] },
    { name: "too short", slate: good.slice(1) },
    { name: "too long", slate: [...good, size] },
    { name: "a repeated item", slate: withLast(0) },
    { name: "a negative id", slate: withLast(-1) },
    { name: "an id beyond the catalogue", slate: withLast(items) },
    { name: "a fraction", slate: withLast(size + 0.5) },
    { name: "NaN", slate: withLast(Number.NaN) },
    { name: "infinity", slate: withLast(Number.POSITIVE_INFINITY) },
    { name: "a string", slate: withLast("7") },
    { name: "undefined", slate: withLast(undefined) },
    { name: "null instead of a slate", slate: null },
    { name: "a number instead of a slate", slate: 5 },
    { name: "a word instead of a slate", slate: "abcde".slice(0, size) },
  ].filter(({ name }) => size > 1 || name !== "a repeated item");
}

function checkBadSlates(tried: Env, untouched: Env): string[] {
  const problems: string[] = [];
  const insulted = play(tried);
  const calm = play(untouched);
  for (let round = 0; round < 50; round++) {
    const a = insulted.next().value as Play | undefined;
    const b = calm.next().value as Play | undefined;
    if (!a || !b || publicFacts(a) !== publicFacts(b))
      return [...problems, ...(a || b ? ["a refused slate changed the state"] : [])];
    if (!a.step.observation) return problems;
    for (const { name, slate } of badSlates(tried.slateSize, tried.catalogue.size)) {
      if (round === 0 && accepts(tried, slate)) problems.push(`accepts a bad slate: ${name}`);
      else accepts(tried, slate);
    }
  }
  return problems;
}

/** A slate counts as it was when it was first read, whatever it says later; to refuse it is right too. */
function checkShiftySlates(tried: Env, untouched: Env): string[] {
  const items = tried.catalogue.size;
  const kinds = shiftySlates(slateFor(tried, 0, 0), items).length;
  let [at, as] = [tried.reset("check"), untouched.reset("check")];
  for (let round = 0; round < 5 * kinds; round++) {
    const slate = slateFor(tried, as.user, round);
    const right = { observation: as, ownRound: round, slate, step: untouched.step(slate) };
    const step = stepOrRefuse(tried, shiftySlates(slate, items)[round % kinds].slate) ?? tried.step(slate);
    if (publicFacts({ ...right, observation: at, step }) !== publicFacts(right))
      return ["a slate that changes as it is read is not taken as it was first read"];
    if (!step.observation || !right.step.observation) break;
    [at, as] = [step.observation, right.step.observation];
  }
  return [];
}

function stepOrRefuse(env: Env, slate: Slate): Step | undefined {
  try {
    return env.step(slate);
  } catch (error) {
    if (error instanceof Error && error.name === "UsageError") return undefined;
    throw error;
  }
}

function accepts(env: Env, slate: unknown): boolean {
  try {
    env.step(slate as Slate);
    return true;
  } catch (error) {
    return !(error instanceof Error && error.name === "UsageError");
  }
}

/** Walks all that an agent's side can name: own properties (enumerable or not), symbols, prototypes. */
function checkNothingHidden(env: Env): string[] {
  const [first] = play(env);
  return [
    ...surplus("env", env, PUBLIC.env),
    ...surplus("observation", first.observation, PUBLIC.observation),
    ...surplus("observation.history", first.observation.history, PUBLIC.history),
    ...surplus("step", first.step, PUBLIC.step),
    ...numbersReachable("env.catalogue", env.catalogue),
    ...(Object.isFrozen(env.catalogue) ? [] : ["env.catalogue can be written to: freeze it"]),
  ];
}

function surplus(name: string, object: object, allowed: readonly string[]): string[] {
  return namesOf(object)
    .filter((key) => !allowed.includes(key))
    .map((key) => `${name}.${key} is reachable but not public`);
}

function namesOf(object: object): string[] {
  const names = new Set<string>();
  for (let at = object; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const key of Object.getOwnPropertyNames(at)) names.add(key);
    for (const key of Object.getOwnPropertySymbols(at)) if (key !== Symbol.iterator) names.add(String(key));
  }
  names.delete("constructor");
  return [...names];
}

/** Hidden features would be arrays of fractions, or lie beside public texts (bytes and offsets) in one buffer. */
function numbersReachable(name: string, object: object): string[] {
  return namesOf(object).flatMap((key) => {
    const value = (object as Record<string, unknown>)[key];
    if (!ArrayBuffer.isView(value)) return [];
    const isReal = value instanceof Float32Array || value instanceof Float64Array;
    const isPart = value.byteLength < value.buffer.byteLength;
    return [
      ...(isReal ? [`${name}.${key} holds real numbers: are they hidden features?`] : []),
      ...(isPart ? [`${name}.${key} is part of a larger buffer: what else does that hold?`] : []),
    ];
  });
}

function checkEndings(env: Env): string[] {
  const problems = new Set<string>();
  const gone = new Set<number>();
  const seen = new Map<number, number>();
  for (const { observation, ownRound, slate, step } of play(env)) {
    const { user, history } = observation;
    const left = step.terminated || step.truncated;
    if (gone.has(user)) problems.add("a user who left is served again");
    if (step.terminated && step.truncated) problems.add("terminated and truncated at once");
    if (step.truncated && ownRound + 1 !== env.horizon) problems.add("truncated before the horizon");
    if (!left && ownRound + 1 >= env.horizon) problems.add("served beyond the horizon");
    if (history.length < (seen.get(user) ?? 0)) problems.add("a public click was lost");
    if (step.clicked !== NO_CLICK && !Array.from(slate).includes(step.clicked))
      problems.add("clicked an item not shown");
    if (step.clicked !== NO_CLICK && history.includes(step.clicked)) problems.add("clicked an item twice");
    seen.set(user, history.length + (step.clicked === NO_CLICK ? 0 : 1));
    if (left) gone.add(user);
    if ((step.observation === null) !== (gone.size === env.users))
      problems.add("the episode does not end with its last user");
    if (step.observation === null && !refusesMore(env)) problems.add("steps on after the end");
  }
  return [...problems];
}

function refusesMore(env: Env): boolean {
  return !accepts(env, slateFor(env, 0, 0));
}

/** Common random numbers: what is shown to some users must not change the luck of the others. */
function checkCommonLuck(one: Env, other: Env): string[] {
  const responses = (env: Env, salt: (user: number) => string) => {
    const byRound = new Map<string, number>();
    for (const { observation, ownRound, step } of play(env, salt)) {
      if (observation.user % 2 === 1) byRound.set(`${observation.user}/${ownRound}`, step.clicked);
    }
    return byRound;
  };
  const a = responses(one, () => "");
  const b = responses(other, (user) => (user % 2 === 0 ? "other" : ""));
  const differ = [...a].some(([key, clicked]) => b.has(key) && b.get(key) !== clicked);
  return differ ? ["the same slate to the same user in the same state gets another response under the same seed"] : [];
}
