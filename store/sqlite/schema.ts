/**
 * Tables of the embedded store, and the migration of older files.
 *
 * `chunk` and `tail` hold frames. Their `key` is cushion number * 2^32 + minutes since 1970, so that the row's own
 * number finds it and no second index is needed. `chunk`: one packed minute a row. `tail`: the minutes that still
 * grow, one row for what each write brought. `damaged`: packed minutes that could not be unpacked when newer data for
 * them came, kept as they are. `retention`: one row, see retention.ts; `ranMs` and `prunedRanMs` count the running time of
 * the store, at the last note and when frames were last deleted.
 */
import type { Stamp } from '../../platform/sqlite/schema-steps.ts'

const version1 = `
CREATE TABLE cushion (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, simulated INTEGER NOT NULL);
CREATE TABLE chunk (key INTEGER PRIMARY KEY, firstAtMs INTEGER NOT NULL, lastAtMs INTEGER NOT NULL,
  frames INTEGER NOT NULL, cells INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE tail (id INTEGER PRIMARY KEY, key INTEGER NOT NULL, firstAtMs INTEGER NOT NULL,
  lastAtMs INTEGER NOT NULL, cells INTEGER NOT NULL, body BLOB NOT NULL);
CREATE INDEX tail_key ON tail (key);
CREATE TABLE damaged (id INTEGER PRIMARY KEY, key INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE minute (cushion INTEGER NOT NULL, atMs INTEGER NOT NULL, seatedS REAL, unknownS REAL,
  leftMeanKpa REAL, leftMaxKpa REAL, rightMeanKpa REAL, rightMaxKpa REAL, leftPtiKpaMin REAL, rightPtiKpaMin REAL,
  emptyS REAL, leftLoadKpaMin REAL, rightLoadKpaMin REAL, leftMeanRelative REAL, rightMeanRelative REAL,
  weightShifts INTEGER, pressureReliefs INTEGER, movements INTEGER, frames INTEGER,
  PRIMARY KEY (cushion, atMs)) WITHOUT ROWID;
CREATE TABLE bout (cushion INTEGER NOT NULL, startedAtMs INTEGER NOT NULL, endedAtMs INTEGER NOT NULL,
  boutS REAL NOT NULL, PRIMARY KEY (cushion, startedAtMs)) WITHOUT ROWID;
CREATE TABLE event (cushion INTEGER NOT NULL, atMs INTEGER NOT NULL, slot INTEGER NOT NULL, key TEXT NOT NULL,
  body TEXT NOT NULL, PRIMARY KEY (cushion, atMs, key)) WITHOUT ROWID;
`

const version2 = `
CREATE TABLE retention (id INTEGER PRIMARY KEY CHECK (id = 1), seenMs INTEGER, ranMs INTEGER NOT NULL,
  prunedRanMs INTEGER NOT NULL);
INSERT INTO retention VALUES (1, NULL, 0, 0);
`

/** "SitS" */
export const storeStamp: Stamp = { applicationId: 0x53697453, steps: [version1, version2] }
