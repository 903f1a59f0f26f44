/**
 * Bad input of every kind: each is refused with a message that says what was expected, what came and where, with exit
 * code 2, and nothing is created or changed.
 */
import { chmodSync, chownSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { badSlates } from "../../src/run/check-env.ts";
import { openStore } from "../../src/store/database.ts";
import { npy } from "../data/fixture.ts";
import { worldOfUtilities } from "../env/fixture.ts";
import { contentsOf, type Files, FOLDER, inFolder, runCli, runHere, runsUnprivileged } from "./fixture.ts";

interface BadInput {
  args: string;
  says: RegExp;
  files?: Files;
  prepare?(folder: string): void;
  unprivileged?: boolean;
}

/** A suite that would take seconds, were it not for what follows. */
const BENCH = "bench --world cup-small --agents random --seeds 1";
const FITTED = "bench --world fitted --agents random --seeds 1 --interactions rows.txt";
const CUP = "cup --agent random --world cup-small --episodes 1";
const CUP_FILES = `${BENCH} --items items.json --features`;

const ITEM = '{"item_id":0,"headline":"a","short_description":"b"}\n';
const user = (id: number, history: unknown) => `${JSON.stringify({ user_id: id, history })}\n`;

const COMMANDS: BadInput[] = [
  { args: "bnch", says: /unknown command 'bnch'\n\(Did you mean bench\?\)/ },
  { args: "bench extra more", says: /too many arguments for 'bench'. Expected 1 argument but got 2/ },
  { args: "run", says: /missing required argument 'agent'/ },
  { args: "run random popular", says: /too many arguments for 'run'. Expected 1 argument but got 2/ },
  { args: "worlds nowhere", says: /Unknown world 'nowhere'. Known: cup, cup-small, / },
  { args: "worlds cup(itms=60)", says: /world cup: Unknown setting 'itms'. Did you mean 'items'\?/ },
  { args: "agents populer", says: /Unknown agent 'populer'. Did you mean 'popular'\?/ },
  { args: "run random --world cup --world cup-small", says: /--world: Expected it once, got it twice/ },
  {
    args: "prepare interactions x --no-header --header --out y",
    says: /--header: Expected it once, got it after --no-h/,
  },
  {
    args: "pretrain sasrec --set width=8 --set length=9,width=16",
    says: /--set: Expected each setting once, got 'width'/,
  },
  { args: "pretrain sasrec --set width=8 --set lenght=9", says: /Did you mean 'length'/ },
  { args: "pretrain sasrec --set lenght=9 --set width=8", says: /Did you mean 'length'/ },
  { args: "world ft x", says: /unknown command 'ft'\n\(Did you mean fit\?\)/ },
  { args: "world fit", says: /missing required argument 'file'/ },
  { args: "doctor x", says: /too many arguments for 'doctor'/ },
  { args: "evaluate item-kn folder", says: /Unknown model 'item-kn'. Did you mean 'item-knn'\?/ },
  { args: "prepare movilens x --out o", says: /Unknown kind 'movilens'. Did you mean 'movielens'\?/ },
  { args: "prepare interactions x", says: /required option '--out <dir>' not specified/ },
];

const FLAGS: BadInput[] = [
  { args: "bench --wrld cup", says: /unknown option '--wrld'\n\(Did you mean --world\?\)/ },
  { args: "run random --sed 5", says: /unknown option '--sed'\n\(Did you mean --seeds\?\)/ },
  { args: "leaderboard --sute 1", says: /unknown option '--sute'\n\(Did you mean --suite\?\)/ },
  { args: "report --uot x", says: /unknown option '--uot'/ },
  { args: "agents --jsn", says: /unknown option '--jsn'\n\(Did you mean --json\?\)/ },
  { args: "world fit nope.txt", says: /FILE: Expected a file of interactions that is there, got "nope.txt"/ },
  { args: "world fit x --dta y", says: /unknown option '--dta'\n\(Did you mean --data\?\)/ },
  { args: "bench --workers", says: /option '--workers <n>' argument missing/ },
  { args: `${BENCH} --workers 0`, says: /--workers: Expected a whole number from 1 to 256, got "0"/ },
  { args: `${BENCH} --workers 1.5`, says: /--workers: Expected a whole number from 1 to 256, got "1.5"/ },
  { args: `${BENCH} --workers 1e9`, says: /--workers: Expected a whole number from 1 to 256, got "1e9"/ },
  { args: `${BENCH} --episodes x`, says: /--episodes: Expected a whole number from 1 to 1000, got "x"/ },
  { args: `${BENCH} --episodes 0`, says: /--episodes: Expected a whole number from 1 to 1000, got "0"/ },
  { args: `${BENCH} --episodes -3`, says: /--episodes: Expected a whole number from 1 to 1000, got "-3"/ },
  { args: "leaderboard --suite x", says: /--suite: Expected a whole number of at least 1, got "x"/ },
  { args: "report --suite 0", says: /--suite: Expected a whole number of at least 1, got "0"/ },
  { args: `${BENCH} --embedder lsaa`, says: /Unknown embedder 'lsaa'. Did you mean 'lsa'\? Known: auto, / },
];

const SEEDS: BadInput[] = [
  { seeds: "0", says: /--seeds: Expected 1 to 100000 seeds, got 0/ },
  { seeds: "5..2", says: /--seeds: Expected a range that goes up, got "5..2"/ },
  {
    seeds: "3..3..3",
    says: /--seeds: Expected a count \(20\), a range \(5..12\) or a list \(3,7,11\) of seeds, got "3..3..3"/,
  },
  { seeds: "many", says: /--seeds: Expected a count .* got "many"/ },
  { seeds: "-1", says: /--seeds: Expected a count .* got "-1"/ },
  { seeds: "1.5", says: /--seeds: Expected a count .* got "1.5"/ },
  { seeds: "1,,2", says: /--seeds: Expected a count .* got "1,,2"/ },
  { seeds: "1,2,1", says: /--seeds: Expected distinct seeds, got "1,2,1"/ },
  { seeds: "99999999", says: /--seeds: Expected 1 to 100000 seeds, got 99999999/ },
  { seeds: "1,99999999999999999999", says: /--seeds: Expected seeds up to 9007199254740991, got "1,9{20}"/ },
].map(({ seeds, says }) => ({ args: `bench --world cup-small --agents random --seeds ${seeds}`, says }));

const SPECS: BadInput[] = [
  ...[
    { world: "cupp", says: /Unknown world 'cupp'. Did you mean 'cup'\?/ },
    { world: "cup(items=5", says: /world: Expected balanced parentheses, got 'cup\(items=5'/ },
    { world: "cup-v1", says: /--world: Expected 'cup', which is version 3 and has no other, got "cup-v1"/ },
    { world: "cup-small-v4(users=5)", says: /Expected 'cup-small', which is version 3 .*, got "cup-small-v4"/ },
    { world: "Cup", says: /Unknown world 'Cup'. Did you mean 'cup'\?/ },
    { world: "cup(items)", says: /world cup: Expected settings as key=value, got "items"/ },
    { world: "cup(items=60,items=70)", says: /world cup: Expected each setting once, got 'items' again/ },
    { world: "cup(items=10)", says: /world cup: items: Expected a number of at least 50, got 10/ },
    { world: "cup(items=lots)", says: /world cup: items: Expected a number, got "lots"/ },
    { world: "cup(users=2.5)", says: /world cup: users: Expected a whole number, got 2.5/ },
    { world: "cup(drift=-0.1)", says: /world cup: drift: Expected a number of at least 0, got -0.1/ },
    { world: "cup(temperature=0)", says: /world cup: temperature: Expected a number of at least 0.001, got 0/ },
    { world: "cup-small(slateSize=65)", says: /slateSize: Expected a number of at most 64, got 65/ },
    {
      world: "cup-small(items=50,slateSize=51)",
      says: /world cup-small: slateSize: Expected a whole number from 1 to 50/,
    },
    { world: "cup-small(noClick=1e308)", says: /noClick: Expected a number of at most 1000, got 1e\+308/ },
    { world: "cup-small(tasteMean=1e308)", says: /tasteMean: Expected a number of at most 100, got 1e\+308/ },
    { world: "cup-small(tasteSd=1e38)", says: /tasteSd: Expected a number of at most 100, got 1e\+38/ },
    { world: "cup-small(itemSd=1e300)", says: /itemSd: Expected a number of at most 5, got 1e\+300/ },
    { world: "cup-small(temperature=1e-320)", says: /temperature: Expected a number of at least 0.001, got 1e-320/ },
    { world: "cup-small(horizon=9007199254740991)", says: /horizon: Expected a number of at most 1000000, got 9/ },
    { world: "cup-small(users=1000000000000)", says: /users: Expected a number of at most 1000000, got 1000000000000/ },
    { world: "movielens(factors=6)", says: /world movielens: factors: Expected a multiple of 4, got 6/ },
  ].map(({ world, says }) => ({ args: `bench --agents random --seeds 1 --world ${world}`, says })),
  ...[
    { agents: "rndom", says: /Unknown agent 'rndom'. Did you mean 'random'\? Known: random, popular, / },
    { agents: "Random", says: /Unknown agent 'Random'. Did you mean 'random'\?/ },
    { agents: "Epsilon_Greedy(epsilon=1)", says: /Unknown agent 'Epsilon_Greedy'. Did you mean 'epsilon-greedy'\?/ },
    {
      agents: "sasrec(update=Click)",
      says: /Expected one of none, click, batch, replay, got "Click". Did you mean 'click'/,
    },
    { agents: "random,popular,random", says: /--agents: Expected distinct agents, got "random,popular,random"/ },
    { agents: "random,random()", says: /--agents: Expected distinct agents, got "random,random\(\)"/ },
    { agents: "random,", says: /agent: Expected a name, or name\(key=value,…\), got ""/ },
    { agents: "popular(depth=3)", says: /agent popular: Unknown setting 'depth'. Known: none/ },
    {
      agents: "epsilon-greedy(epsilon=2)",
      says: /agent epsilon-greedy: epsilon: Expected a number of at most 1, got 2/,
    },
    { agents: "epsilon-greedy(epsilom=1)", says: /Unknown setting 'epsilom'. Did you mean 'epsilon'\?/ },
    { agents: "epsilon-greedy(inner=popular(x=1)", says: /--agents: Expected balanced parentheses/ },
    { agents: "epsilon-greedy(inner=populer)", says: /Unknown agent 'populer'. Did you mean 'popular'\?/ },
    {
      agents: "epsilon-greedy(inner=epsilon-greedy(epsilon=-1))",
      says: /epsilon: Expected a number of at least 0, got -1/,
    },
    { agents: "funksvd(checkpoint=nope)", says: /nope: Expected a checkpoint, got no such file/ },
  ].map(({ agents, says }) => ({ args: `bench --world cup-small --seeds 1 --agents ${agents}`, says })),
  { args: `${BENCH} --test-seeds 3`, says: /'--test-seeds <seeds>' cannot be used with option '--seeds <seeds>'/ },
  { args: "bench --world cup-small --test-seeds 0", says: /--test-seeds: Expected 1 to 100000 seeds, got 0/ },
];

const USERS: BadInput[] = [
  { content: "", says: /users.json: Expected a line for each user, got an empty file/ },
  { content: "hello\n", says: /users.json:1: Expected a JSON object, got "hello"/ },
  { content: `${user(0, [1])}{"user_id":1,"history":[2}\n`, says: /users.json:2: Expected a JSON object, got / },
  {
    content: user(0, [1]) + user(0, [2]),
    says: /users.json:2: Expected each user once, got 0 again \(first on line 1\)/,
  },
  { content: user(0, [1]) + user(2, [2]), says: /users.json: Expected users 0 to 1 on 2 lines, got no 1/ },
  { content: user(-1, [1]), says: /users.json:1: Expected a user_id from 0 up, got -1/ },
  { content: user(0, [1, 2000]), says: /users.json:1: Expected item ids from 0 to 1999 in the history, got 2000/ },
  { content: user(0, [1, 7, 1]), says: /users.json:1: Expected distinct items in the history, got \[1,7,1\]/ },
  { content: user(0, []), says: /users.json:1: Expected a history of item ids, got \[\]/ },
  { content: user(0, "7"), says: /users.json:1: Expected a history of item ids, got "7"/ },
].map(({ content, says }) => ({ args: `${BENCH} --users users.json`, files: { "users.json": content }, says }));

const FILES: BadInput[] = [
  { args: `${BENCH} --users nope.json`, says: /--users: Expected a file or folder that is there, got "nope.json"/ },
  { args: `${BENCH} --users dir`, files: { dir: FOLDER }, says: /dir: Expected a file, got a folder/ },
  {
    args: "bench --world movielens --users u.json",
    says: /--users: Expected a world that reads it \(cup, cup-small\), got "movielens"/,
  },
  {
    args: `${BENCH} --interactions rows.txt`,
    says: /--interactions: Expected a world that reads it \(fitted\), got "cup-small"/,
  },
  {
    args: `${BENCH} --items items.json`,
    files: { "items.json": ITEM },
    says: /--items: Expected features of users and items with it, got none/,
  },
  {
    args: `${BENCH} --features f.json`,
    files: { "f.json": '{"users":[[1]],"items":[[1]]}' },
    says: /--features: Expected items with features of items, got none/,
  },
  {
    args: `${CUP_FILES} nope`,
    files: { "items.json": ITEM },
    says: /--features: Expected a file or folder that is there, got "nope"/,
  },
  {
    args: `${CUP_FILES} f`,
    files: { "items.json": '{"item_id":0,"headline":7}\n', f: "" },
    says: /items.json:1: Expected a text under headline, got 7/,
  },
  { args: "world fit movielens", says: /Data set 'ml1m' was not found in .*Put its folder at/ },
  { args: "bench --world movielens --data here", files: { here: FOLDER }, says: /was not found in .*here\/ml1m/ },
  { args: "evaluate popularity nope", says: /nope.prepared.bin: Expected a prepared data set, got no such file/ },
];

const FEATURES: BadInput[] = [
  { json: '{"users":[[1,2]],\n"items":', says: /f.json:2: Expected JSON, a .npy file or a folder of .npy files/ },
  {
    json: '{"users":[[1,2]]}',
    says: /--items: Expected features of users and items with it, got those of users alone/,
  },
  { json: '{"user":[[1,2]]}', says: /f.json: Unknown table 'user'. Did you mean 'users'\?/ },
  { json: '{"users":[[1,2]],"items":[[1,2,3]]}', says: /items: Expected rows of 2 numbers, as for users, got 3/ },
  { json: '{"users":[[1,2]],"items":[[1,2],[1]]}', says: /items\[1\]: Expected rows of 2 numbers, got \[1\]/ },
  { json: '{"users":[[1,2]],"items":[[1,2],[3,4]]}', says: /--features: Expected features of 1 items, .* got 2/ },
  {
    json: '{"users":[[1,2]],"items":[[1,2]]}',
    says: /--features: Expected features of at least 200 users, as the setting 'users' says, got 1/,
  },
  { json: '{"users":[[1,null]],"items":[[1,2]]}', says: /users\[0\]\[1\]: Expected a number, got null/ },
  { json: '{"users":[[1,1e999]],"items":[[1,2]]}', says: /users\[0\]\[1\]: Expected numbers from .*, got Infinity/ },
].map(({ json, says }) => ({ args: `${CUP_FILES} f.json`, files: { "items.json": ITEM, "f.json": json }, says }));

const NPY: BadInput[] = [
  { users: "not numpy", says: /users.npy: Expected a .npy file, got another format/ },
  { users: npy("(0, 2)", new Float32Array()), says: /users.npy: Expected at least one row and one column/ },
  {
    users: npy("(1, 2)", Float32Array.of(1, 2)).slice(0, 40),
    says: /users.npy: Expected a .npy header of \d+ bytes, got 40 bytes/,
  },
  {
    users: npy("(2, 2)", Float32Array.of(1, 2, 3)),
    says: /users.npy: Expected 16 bytes of numbers for \(2, 2\), got 12/,
  },
  {
    users: npy("(1, 2)", Float32Array.of(1, 2), { fortran: "True" }),
    says: /Expected rows in C order \(fortran_order False\)/,
  },
  {
    users: npy("(1, 2)", Float32Array.of(1, 2), { descr: "<i4" }),
    says: /Expected float32 or float64 numbers, little-endian/,
  },
  { users: npy("(2,)", Float32Array.of(1, 2)), says: /users.npy: Expected a matrix of two dimensions/ },
  {
    users: npy("(1, 2)", Float32Array.of(1, Number.NaN)),
    says: /users.npy\[0\]\[1\]: Expected numbers from -1000000 to 1000000, got NaN/,
  },
].map(({ users, says }) => ({
  args: `${CUP_FILES} f`,
  files: { "items.json": ITEM, "f/users.npy": users, "f/items.npy": npy("(1, 2)", Float32Array.of(1, 2)) },
  says,
}));

const ONE_USER = npy("(1, 42)", new Float32Array(42));

/** Features of users alone, and what does not go with them. */
const TASTES: BadInput[] = [
  { tastes: ONE_USER, says: /--features: Expected features of at least 200 users, as the setting 'users' says, got 1/ },
  {
    tastes: ONE_USER,
    more: "--users users.json",
    says: /--features: Expected features of 2 users, as many as have a history, got 1/,
  },
  {
    tastes: npy("(1, 41)", new Float32Array(41)),
    says: /--features: Expected rows of 42 numbers, one a category, got 41/,
  },
  { tastes: npy("(42,)", new Float32Array(42)), says: /f: Expected a matrix of two dimensions/ },
  { tastes: ONE_USER.slice(0, 90), says: /f: Expected a .npy header of \d+ bytes, got 90 bytes/ },
  {
    tastes: ONE_USER,
    more: "--items items.json",
    says: /--items: Expected features of users and items with it, got those of users alone/,
  },
].map(({ tastes, more = "", says }) => ({
  args: `${BENCH} --features f ${more}`.trim(),
  files: { f: tastes, "users.json": user(0, [1]) + user(1, [2]), "items.json": ITEM },
  says,
}));

const manyItems = (name: string) => Array.from({ length: 200 }, (_, i) => `${name} item-${i}\n`).join("");

const INTERACTIONS: BadInput[] = [
  { rows: "", says: /rows.txt: Expected lines of 'user item \[time\]', got none/ },
  { rows: "# a comment\n\n", says: /rows.txt: Expected lines of 'user item \[time\]', got none/ },
  { rows: "anna\nberta\n", says: /rows.txt:1: Expected user item \[time\], got "anna"/ },
  {
    rows: "a b 1 2 3\n",
    says: /rows.txt:1: Expected user item \[time\], or user item rating time; .*, got "a b 1 2 3"/,
  },
  { rows: "a,b,1\na,,2\n", says: /rows.txt:2: Expected user item \[time\], got "a {2}2"/ },
  { rows: "a b 5\na c yesterday\n", says: /rows.txt:2: Expected a time as a number, got "yesterday"/ },
  { rows: "a b\na c 5\n", says: /rows.txt:2: Expected 2 columns, as on the first line, got "a c 5"/ },
  { rows: manyItems("anna"), says: /world fitted: Expected interactions of at least 2 users, got 1/ },
  { rows: "a b\nc d\n", says: /world fitted: Expected a user of at least 3 items, of whom one is held out/ },
  { rows: "a b\na c\na d\nb a\nb b\nb c\n", says: /Expected at least 100 items that user 'a' does not know, .* got 1/ },
].map(({ rows, says }) => ({ args: FITTED, files: { "rows.txt": rows }, says }));

const DATABASES: BadInput[] = [
  {
    args: `${BENCH} --db notes.txt`,
    files: { "notes.txt": "buy milk" },
    says: /Expected a SQLite database, got another kind of file/,
  },
  { args: `${BENCH} --db dir`, files: { dir: FOLDER }, says: /dir: Expected a database file, got a folder/ },
  {
    args: `${BENCH} --db notes.txt/lab.db`,
    files: { "notes.txt": "" },
    says: /--db: Expected a folder, got the file .*notes.txt/,
  },
  {
    args: `${BENCH} --db songs.db`,
    prepare: (folder) => sqlite(join(folder, "songs.db"), "CREATE TABLE songs (title)"),
    says: /songs.db: Expected a slatelab database, got a database of another program/,
  },
  {
    args: `${BENCH} --db new.db`,
    prepare: (folder) => {
      openStore(join(folder, "new.db")).close();
      sqlite(join(folder, "new.db"), "PRAGMA user_version = 99");
    },
    says: /new.db: Expected schema version \d+ or older, got 99: made by a newer slatelab/,
  },
  {
    args: "leaderboard --db empty.db",
    files: { "empty.db": "" },
    says: /empty.db: Expected a store, got an empty file: 'slatelab bench' makes one/,
  },
  { args: "leaderboard", says: /slatelab.db: Expected a store, got no file: 'slatelab bench' makes one/ },
  { args: "report --suite 1", says: /slatelab.db: Expected a store, got no file: 'slatelab bench' makes one/ },
  { args: "leaderboard --db notes.txt", files: { "notes.txt": "buy milk" }, says: /Expected a SQLite database/ },
  {
    args: "leaderboard --db lab.db",
    prepare: emptyStore,
    says: /Expected a store with at least one suite, got none/,
  },
  {
    args: "leaderboard --db lab.db --suite 3",
    prepare: emptyStore,
    says: /lab.db: Expected the id of a stored suite, got 3/,
  },
  {
    args: "report --db lab.db --suite 3",
    prepare: emptyStore,
    says: /lab.db: Expected the id of a stored suite, got 3/,
  },
];

function sqlite(path: string, sql: string): void {
  const db = new Database(path);
  db.exec(sql);
  db.close();
}

function emptyStore(folder: string): void {
  openStore(join(folder, "lab.db")).close();
}

const PLACES: BadInput[] = [
  {
    args: `${BENCH} --home notes.txt`,
    files: { "notes.txt": "" },
    says: /--home: Expected a folder, got the file .*notes.txt/,
  },
  {
    args: `${BENCH} --home notes.txt/deeper`,
    files: { "notes.txt": "" },
    says: /--home: Expected a folder, got the file/,
  },
  {
    args: `${BENCH} --out notes.txt`,
    files: { "notes.txt": "" },
    says: /--out: Expected a folder, got the file .*notes.txt/,
  },
  ...[
    { args: `${BENCH} --out notes.txt/deeper`, says: /--out: Expected a folder, got the file .*notes.txt$/m },
    {
      args: `${BENCH} --out ${"x".repeat(300)}`,
      says: /--out: Expected a folder that can be written, got .*ENAMETOOLONG/,
    },
    { args: `${BENCH} --db notes.txt/lab.db`, says: /--db: Expected a folder, got the file .*notes.txt$/m },
    { args: `${BENCH} --db notes.txt/lab.db --home home`, says: /--db: Expected a folder, got the file .*notes.txt$/m },
    { args: `${CUP} --out notes.txt/x.csv`, says: /--out: Expected a folder, got the file .*notes.txt$/m },
    { args: `${CUP} --out folder`, says: /--out: Expected a file, got the folder .*folder$/m },
    { args: `${CUP} --db notes.txt/lab.db`, says: /--db: Expected a folder, got the file .*notes.txt$/m },
    {
      args: "pretrain funksvd --world cup-small --out notes.txt",
      says: /--out: Expected a folder, got the file .*notes/,
    },
    { args: "pretrain fm --world cup-small --home notes.txt", says: /--home: Expected a folder, got the file .*notes/ },
    { args: "neighbours --world cup-small --db notes.txt/x", says: /--db: Expected a folder, got the file .*notes/ },
    { args: "embed --world cup-small --home notes.txt/x", says: /--home: Expected a folder, got the file .*notes/ },
    { args: "export x notes.txt/o.safetensors", says: /FILE: Expected a folder, got the file .*notes.txt$/m },
    { args: "leaderboard --db notes.txt/lab.db", says: /notes.txt\/lab.db: Expected a store, got no file/ },
    { args: "report --home notes.txt", says: /notes.txt\/slatelab.db: Expected a store, got no file/ },
  ].map((row) => ({ ...row, files: { "notes.txt": "", folder: FOLDER } as const })),
  {
    args: "world fit rows.txt --home notes.txt",
    files: { "notes.txt": "", "rows.txt": "a b\n" },
    says: /--home: Expected a folder, got the file/,
  },
];

/** Folders that nobody may write: the program runs as nobody where the tests run as root. */
const FORBIDDEN: BadInput[] = [
  { args: `${BENCH} --home locked`, says: /--home: Expected a folder that can be written, got .*locked.* \(EACCES\)/ },
  {
    args: `${BENCH} --home locked/deeper`,
    says: /--home: Expected a folder that can be written, got .*locked.* \(EACCES\)/,
  },
  {
    args: `${BENCH} --db locked/lab.db`,
    says: /--db: Expected a folder that can be written, got .*locked \(EACCES\)/,
  },
  {
    args: `${BENCH} --out locked/report`,
    says: /--out: Expected a folder that can be written, got .*locked.* \(EACCES\)/,
  },
].map((row) => ({ ...row, files: { locked: FOLDER }, prepare: lock, unprivileged: true }));

function lock(folder: string): void {
  chmodSync(join(folder, "locked"), 0o555);
  if (process.getuid?.() === 0) chownSync(folder, 65534, 65534);
}

const GROUPS = [
  COMMANDS,
  FLAGS,
  SEEDS,
  SPECS,
  USERS,
  FILES,
  FEATURES,
  NPY,
  TASTES,
  INTERACTIONS,
  DATABASES,
  PLACES,
  FORBIDDEN,
];

const hasNobody = await runsUnprivileged();

type Runner = (args: string[], folder: string) => Promise<{ code: number | null; stdout: string; stderr: string }>;

async function checkRefusal({ args, says, files = {}, prepare }: BadInput, run: Runner): Promise<void> {
  await inFolder(files, async (folder) => {
    prepare?.(folder);
    const before = contentsOf(folder);
    const { code, stdout, stderr } = await run(args.split(" "), folder);
    expect(stderr).toMatch(says);
    expect(stderr).not.toContain("unexpected failure");
    expect(stdout).toBe("");
    expect(code).toBe(2);
    expect(contentsOf(folder)).toEqual(before);
  });
}

describe("the command line refuses", () => {
  const rows = GROUPS.flat().filter(({ unprivileged }) => !unprivileged);
  it.each(rows)("$args: $says", (row) => checkRefusal(row, runHere));

  it("more than 100 kinds of bad input", () => {
    expect(rows.length).toBeGreaterThan(100);
  });
});

describe("as a program of its own it refuses", () => {
  const allowed = GROUPS.map(([first]) => first).filter(({ unprivileged }) => !unprivileged);
  const rows = [...allowed, ...(hasNobody ? FORBIDDEN : [])];
  it.concurrent.each(rows)("$args: $says", (row) =>
    checkRefusal(row, (args, cwd) => runCli(args, { cwd, unprivileged: row.unprivileged })),
  );
});

describe("an env refuses a slate that is", () => {
  const SAYS: Readonly<Record<string, RegExp>> = {
    empty: /^slate: Expected a slate of 5 items, got \[\]$/,
    "too short": /^slate: Expected a slate of 5 items, got \[1,2,3,4\]$/,
    "too long": /^slate: Expected a slate of 5 items, got \[0,1,2,3,4,5\]$/,
    "a repeated item": /^slate: Expected 5 distinct items, got \[0,1,2,3,0\]$/,
    "a negative id": /^slate: Expected an item id from 0 to 29 at position 4, got -1$/,
    "an id beyond the catalogue": /^slate: Expected an item id from 0 to 29 at position 4, got 30$/,
    "a fraction": /^slate: Expected an item id from 0 to 29 at position 4, got 5.5$/,
    NaN: /at position 4, got NaN$/,
    infinity: /at position 4, got Infinity$/,
    "a string": /at position 4, got "7"$/,
    undefined: /at position 4, got undefined$/,
    "null instead of a slate": /^slate: Expected a slate of 5 items, got null$/,
    "a number instead of a slate": /^slate: Expected a slate of 5 items, got 5$/,
    "a word instead of a slate": /^slate: Expected a slate of 5 items, got "abcde"$/,
  };

  it.each(badSlates(5, 30))("$name", ({ name, slate }) => {
    const env = worldOfUtilities(Array(30).fill(1.6)).createEnv();
    env.reset(1);
    expect(SAYS[name]).toBeDefined();
    expect(() => env.step(slate as never)).toThrow(SAYS[name]);
  });
});
