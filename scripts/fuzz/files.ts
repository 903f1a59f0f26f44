/** Data files: sound ones of every kind, damaged. What is taken must make sense, whatever was written. */
import { factorsOfItems, READERS, readFactorFile, SOURCES } from "../../data/index.ts";
import { SlateLabError } from "../../src/core/errors.ts";
import type { InteractionData } from "../../src/core/interaction-data.ts";
import { itemFactors } from "../../src/dataset/item-factors.ts";
import { K_CORE_MODES } from "../../src/dataset/k-core.ts";
import { type PreparedData, prepare } from "../../src/dataset/prepare.ts";
import { heldOutOf, PARTS, SPLITS } from "../../src/dataset/split.ts";
import { check, type Form, tryForm } from "./form.ts";
import { PORT_FILE } from "./port-file.ts";
import { SAMPLES } from "./samples.ts";
import type { FuzzTarget } from "./target.ts";

/** Reads damaged files of every kind, and prepares what is taken. */
export const fuzzFiles: FuzzTarget = {
  name: "files",
  summary: "data files of every kind, damaged",
  run: (random, folder) => tryForm(random.pick(FORMS), random, folder),
};

const WALKS = Array.from({ length: 12 }, (_, user) =>
  Array.from({ length: 6 }, (__, time) => ({ user: user + 1, item: ((user * 2 + time) % 12) + 1, time: 900 + time })),
).flat();

const lines = (line: (it: (typeof WALKS)[number]) => string, header = "") => `${header}${WALKS.map(line).join("\n")}\n`;

const review = ({ user, item, time }: (typeof WALKS)[number]) =>
  JSON.stringify({ user_id: `u${user}`, asin: `b${item}`, parent_asin: `p${item}`, timestamp: time });

const MOVIES = Array.from({ length: 12 }, (_, i) => i + 1);

const SPLIT_FILES = {
  "dataset_stats.json": '{"num_users": 3, "num_items": 6}',
  "train/input.txt": "1 2 3\n4 5\n6 1\n",
  "val/input.txt": "1 2 3 4\n4 5 6\n",
  "val/output.txt": "5\n1\n",
};

/** A matrix of so many rows and columns, as numpy writes it. */
function npy(rows: number, columns: number): Buffer {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`.padEnd(117);
  const values = Float32Array.from({ length: rows * columns }, (_, i) => i);
  return Buffer.concat([
    Buffer.from("\x93NUMPY\x01\x00v\x00", "latin1"),
    Buffer.from(`${header}\n`),
    Buffer.from(values.buffer),
  ]);
}

const FORMS: readonly Form[] = [
  interactions("interactions", { "views.txt": lines(({ user, item }) => `ann${user} toy-${item}`) }, "views.txt"),
  interactions(
    "interactions",
    { "views.txt": lines(({ user, item, time }) => `${user}\t${item}\t${time}`) },
    "views.txt",
  ),
  interactions(
    "interactions",
    { "u.csv": lines(({ user, item, time }) => `${user},caf\u00e9 ${item},3,${time}`) },
    "u.csv",
  ),
  interactions(
    "interactions",
    { "u.csv": lines(({ user, item }) => `"${user}",${item}`, "userId,movieId\n") },
    "u.csv",
  ),
  interactions("sasrec", { "walks.txt": lines(({ user, item }) => `${user} ${item}`) }, "walks.txt"),
  interactions("sasrec", { "walks.txt": lines(({ user, item, time }) => `${user} ${item} ${time}`) }, "walks.txt"),
  interactions("movielens", {
    "ratings.dat": lines(({ user, item, time }) => `${user}::${item}::4::${time}`),
    "movies.dat": MOVIES.map((id) => `${id}::Caf\u00e9 ${id}, The (1990)::A|B\n`).join(""),
  }),
  interactions("movielens", {
    "ratings.csv": lines(({ user, item, time }) => `${user},${item},4.5,${time}`, "userId,movieId,rating,timestamp\n"),
    "movies.csv": `movieId,title,genres\n${MOVIES.map((id) => `${id},"Caf\u00e9, ""The"" ${id}",A|B\n`).join("")}`,
  }),
  interactions("amazon", { "reviews.jsonl": lines(review) }, "reviews.jsonl"),
  interactions("steam", {
    "steam_reviews.json": lines(
      ({ user, item, time }) =>
        `{u'username': u'caf\\xe9 ${user}', u'product_id': u'${item}', u'date': u'2017-01-0${time - 899}', u'hours': 0.5}`,
    ),
    "steam_games.json": MOVIES.map(
      (id) =>
        `{u'id': u'${id}', u'title': "It's \\u2026", u'genres': [u'A'], u'price': ${id}.99, u'developer': None}\n`,
    ).join(""),
  }),
  {
    files: { "factors.csv": `item,genre\n${MOVIES.map((id) => `${id},"a, ${id}|b"\n`).join("")}` },
    place: "factors.csv",
    read: factors,
  },
  {
    files: {
      "factors.jsonl": MOVIES.map((id) => `${JSON.stringify({ item: id, genre: ["a", id], size: null })}\n`).join(""),
    },
    place: "factors.jsonl",
    read: factors,
  },
  interactions(
    "recbole",
    {
      "x.inter": lines(
        (it) => `${it.user}\t\t${it.item}\t${it.time}`,
        "user_id:token\tr:float\titem_id:token\ttimestamp:float\n",
      ),
    },
    "x.inter",
  ),
  {
    files: SPLIT_FILES,
    place: "",
    read: async (path) => checkPrepared(await need(SOURCES.get("gsasrec").readSplit)(path)),
  },
  {
    files: {
      "user_data.json": MOVIES.map((id) => `${JSON.stringify({ user_id: id - 1, history: [id, id + 1] })}\n`).join(""),
    },
    place: "user_data.json",
    read: async (path) => `${(await need(READERS["first-clicks"]).read(path)).histories.length} users`,
  },
  {
    files: {
      "items.json": MOVIES.map(
        (id) => `${JSON.stringify({ item_id: id - 1, headline: `h${id}`, short_description: "" })}\n`,
      ).join(""),
    },
    place: "items.json",
    read: async (path) => `${(await need(READERS["item-texts"]).read(path)).size} items`,
  },
  {
    files: { "features.json": '{"users": [[1, 2], [3, 4]],\n"items": [[5, 6.5], [-7, 8e3]]}' },
    place: "features.json",
    read: features,
  },
  { files: { "features.json": '{"users": [[1, 2],\n[3, 4]]}' }, place: "features.json", read: features },
  { files: { "users.npy": npy(3, 2), "items.npy": npy(4, 2) }, place: "", read: features },
  { files: { "users.npy": npy(3, 2) }, place: "", read: features },
  { files: { "user_features.npy": npy(3, 2) }, place: "user_features.npy", read: features },
  SAMPLES,
  PORT_FILE,
];

function interactions(kind: string, files: Form["files"], place = ""): Form {
  const read = need(SOURCES.get(kind).read);
  return {
    files,
    place,
    async read(path, random) {
      const data = await read(path, { notify: (message) => check(message.includes(path), `a note without ${path}`) });
      checkInteractions(data);
      const core = { k: 1 + random.int(3), mode: random.pick(K_CORE_MODES), source: path };
      return checkPrepared(prepare(data, { kCore: core, split: random.pick(SPLITS), seed: 1 }));
    },
  };
}

async function factors(path: string): Promise<string> {
  const names = MOVIES.map(String);
  const { factors: found } = factorsOfItems(readFactorFile(path), names);
  for (const { words } of found) check(words.length === names.length, "words for each item");
  return `${found.length} factors`;
}

async function features(path: string): Promise<string> {
  const { users, items = new Float32Array(), width } = await need(READERS.features).read(path);
  check(users.length % width === 0 && items.length % width === 0, "rows of one width");
  check(
    [...users, ...items].every((value) => Math.abs(value) <= 1_000_000),
    "numbers of which products stay numbers",
  );
  return `${users.length / width} users`;
}

/** Every user and item occurs, has a name of its own, and rows go user by user. */
function checkInteractions({ interactions: rows, users, items, userNames, itemNames, texts }: InteractionData): void {
  check(userNames.length === users && itemNames.length === items, "a name for each id");
  for (const [column, names] of [[rows.users, userNames] as const, [rows.items, itemNames] as const]) {
    check(new Set(names).size === names.length, "distinct names");
    check(
      names.every((name) => name !== "" && !/[\r\n]/.test(name) && !name.includes("\u0000")),
      "names of one line",
    );
    check(new Set(column).size === names.length, "ids that all occur");
    check(
      column.every((id) => id >= 0 && id < names.length),
      "ids in range",
    );
  }
  check(
    rows.users.length === rows.items.length && rows.users.every((user, i) => user >= (rows.users[i - 1] ?? 0)),
    "rows by user",
  );
  check(!texts || (texts.titles.length === items && texts.genres.length === items), "a text for each item");
}

/** Held-out items are new to their users, and nothing refers to what is not there. */
function checkPrepared(data: PreparedData): string {
  const { sequences, trainLengths } = data.split;
  check(trainLengths.length === data.userNames.length && data.items === data.itemNames.length, "a name for each id");
  check(sequences.offsets.at(-1) === sequences.items.length, "offsets that end with the items");
  check(
    sequences.items.every((item) => item >= 0 && item < data.items),
    "items in range",
  );
  for (const { values, offsets, ids } of itemFactors(data)) {
    check(offsets.length === data.items + 1 && offsets.at(-1) === ids.length, "offsets for each item");
    check(
      offsets.every((offset, item) => item === 0 || offset > offsets[item - 1]),
      "a value for each item",
    );
    check(
      ids.every((id) => id >= 0 && id < values.length),
      "values that are there",
    );
  }
  const heldOut = PARTS.flatMap((part) => heldOutOf(data.split, part));
  for (const { user, history, target } of heldOut) {
    check(trainLengths[user] <= history.length, "training items before the target");
    check(target >= 0 && !history.includes(target), "targets that are new");
  }
  return `${trainLengths.length} users`;
}

function need<T>(value: T | undefined): T {
  if (value === undefined) throw new SlateLabError("Expected a reader of each kind, got none");
  return value;
}
