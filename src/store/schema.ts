/** The database's tables, as a list of migrations: number n brings a database from version n to n + 1. */
import type { Database } from "better-sqlite3";

/** Marks a SQLite file as ours ("SLAB" in ASCII). */
export const APPLICATION_ID = 0x534c4142;

/** Most rounds of one row of `round_chunks`. */
export const CHUNK_ROUNDS = 256;

/**
 * `episodes.id` is never used twice (AUTOINCREMENT), so that a writer whose episode was started again elsewhere finds
 * its row gone instead of writing into the new one. `rounds` holds public facts only: nothing hidden of a user.
 */
const INITIAL = `
CREATE TABLE suites (
  id INTEGER PRIMARY KEY,
  config_hash TEXT NOT NULL,
  config TEXT NOT NULL,
  world_id TEXT NOT NULL,
  world_hash TEXT NOT NULL,
  version TEXT NOT NULL,
  commit_sha TEXT,
  seeds_kind TEXT NOT NULL CHECK (seeds_kind IN ('development', 'test', 'custom')),
  created_at TEXT NOT NULL,
  finished_at TEXT
) STRICT;
CREATE INDEX suites_by_config ON suites (config_hash);

CREATE TABLE episodes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  suite_id INTEGER NOT NULL REFERENCES suites (id) ON DELETE CASCADE,
  agent TEXT NOT NULL,
  seed TEXT NOT NULL,
  episode INTEGER NOT NULL,
  finished INTEGER NOT NULL DEFAULT 0 CHECK (finished IN (0, 1)),
  rounds INTEGER,
  clicks INTEGER,
  summary TEXT,
  user_rounds BLOB,
  click_curve BLOB,
  seconds REAL,
  peak_mb REAL,
  checkpoint_hash TEXT,
  UNIQUE (suite_id, agent, seed, episode)
) STRICT;

CREATE TABLE rounds (
  episode_id INTEGER NOT NULL REFERENCES episodes (id) ON DELETE CASCADE,
  round INTEGER NOT NULL,
  user INTEGER NOT NULL,
  i0 INTEGER NOT NULL,
  i1 INTEGER,
  i2 INTEGER,
  i3 INTEGER,
  i4 INTEGER,
  clicked INTEGER,
  PRIMARY KEY (episode_id, round)
) STRICT, WITHOUT ROWID;

CREATE TABLE leaderboard (
  suite_id INTEGER NOT NULL REFERENCES suites (id) ON DELETE CASCADE,
  agent TEXT NOT NULL,
  rank INTEGER,
  row TEXT NOT NULL,
  PRIMARY KEY (suite_id, agent)
) STRICT, WITHOUT ROWID;

CREATE TABLE neighbours (
  catalogue_hash TEXT NOT NULL,
  embedder_hash TEXT NOT NULL,
  item INTEGER NOT NULL,
  neighbours BLOB NOT NULL,
  PRIMARY KEY (catalogue_hash, embedder_hash, item)
) STRICT, WITHOUT ROWID;
`;

/**
 * Log schema 2: slates of any size, rewards, optional propensities. A row of `round_chunks` holds up to 256 consecutive rounds
 * as a JSON array of [user, clicked item or null, reward, [item, …], [propensity, …]], the last only where the agent gave it.
 * The views `rounds` and `shown` take it apart, so that plain SQL asks as of one row a round, or one an item shown:
 * SELECT user, count(clicked) FROM rounds GROUP BY user; SELECT count(*) FROM shown WHERE item = 17.
 *
 * Chosen by measurement: it is written and read faster than one row a round, and the views answer in one to three seconds a
 * million rounds with any SQLite that has JSON. Binary columns are faster and smaller still, but their views take ten times as long and
 * can hardly decode a reward.
 *
 * The pages of the old table stay in the file, to be used again by what is logged next.
 */
const LOG_IN_CHUNKS = `
CREATE TABLE round_chunks (
  episode_id INTEGER NOT NULL REFERENCES episodes (id) ON DELETE CASCADE,
  first_round INTEGER NOT NULL,
  rounds TEXT NOT NULL,
  PRIMARY KEY (episode_id, first_round)
) STRICT;

INSERT INTO round_chunks
SELECT episode_id, min(round), json_group_array(
  json_array(user, clicked, clicked IS NOT NULL, json('[' || concat_ws(',', i0, i1, i2, i3, i4) || ']')) ORDER BY round)
FROM rounds GROUP BY episode_id, round / 256;

DROP TABLE rounds;

CREATE VIEW rounds (episode_id, round, user, clicked, reward, slate, propensities) AS
SELECT episode_id, first_round + r.key, json_extract(r.value, '$[0]'), json_extract(r.value, '$[1]'),
  json_extract(r.value, '$[2]'), json_extract(r.value, '$[3]'), json_extract(r.value, '$[4]')
FROM round_chunks, json_each(rounds) r;

CREATE VIEW shown (episode_id, round, place, item, is_clicked, propensity) AS
SELECT episode_id, first_round + r.key, s.key, s.value, s.value IS json_extract(r.value, '$[1]'),
  json_extract(r.value, '$[4][' || s.key || ']')
FROM round_chunks, json_each(rounds) r, json_each(r.value, '$[3]') s;

DROP TABLE leaderboard;
`;

/**
 * Who played what: a session is one process's play of a suite, with the code that it played with; while it lasts, nobody else plays the
 * suite. `digests` of an episode: the first 8 bytes of a SHA-256 a block of rounds; `turn`: how many episodes of the agent its
 * worker had played before. Suites of before get the session that their commit is known of.
 */
const SESSIONS = `
CREATE TABLE sessions (
  id INTEGER PRIMARY KEY,
  suite_id INTEGER NOT NULL REFERENCES suites (id) ON DELETE CASCADE,
  commit_sha TEXT,
  own_files TEXT,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  started_at TEXT NOT NULL,
  heard_at TEXT NOT NULL,
  ended_at TEXT
) STRICT;
CREATE INDEX sessions_by_suite ON sessions (suite_id);
CREATE UNIQUE INDEX one_player_a_suite ON sessions (suite_id) WHERE ended_at IS NULL;

CREATE TABLE failures (
  suite_id INTEGER NOT NULL REFERENCES suites (id) ON DELETE CASCADE,
  agent TEXT NOT NULL,
  seed TEXT NOT NULL,
  episode INTEGER NOT NULL,
  round INTEGER,
  reason TEXT NOT NULL,
  PRIMARY KEY (suite_id, agent, seed, episode)
) STRICT, WITHOUT ROWID;

CREATE TABLE checks (
  suite_id INTEGER NOT NULL REFERENCES suites (id) ON DELETE CASCADE,
  agent TEXT NOT NULL,
  seed TEXT NOT NULL,
  episode INTEGER NOT NULL,
  rounds INTEGER NOT NULL,
  difference TEXT,
  PRIMARY KEY (suite_id, agent)
) STRICT, WITHOUT ROWID;

ALTER TABLE suites ADD COLUMN request TEXT;
ALTER TABLE episodes ADD COLUMN session_id INTEGER REFERENCES sessions (id);
ALTER TABLE episodes ADD COLUMN digests BLOB;
ALTER TABLE episodes ADD COLUMN turn INTEGER;

INSERT INTO sessions (suite_id, commit_sha, host, pid, started_at, heard_at, ended_at)
SELECT id, commit_sha, '', 0, created_at, created_at, coalesce(finished_at, created_at) FROM suites;
UPDATE episodes SET session_id = (SELECT id FROM sessions WHERE sessions.suite_id = episodes.suite_id);
`;

/** What brings a store from each version of its schema to the next. */
export const MIGRATIONS: readonly string[] = [INITIAL, LOG_IN_CHUNKS, SESSIONS];

/** Applies the migrations that the database lacks and marks it as ours. Call it in an immediate transaction. */
export function migrate(db: Database, migrations: readonly string[]): void {
  const version = schemaVersion(db);
  if (version >= migrations.length) return;
  for (const sql of migrations.slice(version)) db.exec(sql);
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.pragma(`user_version = ${migrations.length}`);
}

/** Version of a store's schema: how many migrations were applied, 0 for an empty database. */
export function schemaVersion(db: Database): number {
  return db.pragma("user_version", { simple: true }) as number;
}
