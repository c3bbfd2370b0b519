/** Tables of the diary's file and how older files become the present form. Days are the sitter's days, `YYYY-MM-DD`. */
import type { Stamp } from '../../../../platform/sqlite/schema-steps.ts'

const version1 = `
CREATE TABLE checkIn (cushion TEXT NOT NULL, id TEXT NOT NULL, atMs INTEGER NOT NULL, day TEXT NOT NULL,
  occasion TEXT NOT NULL, pain INTEGER NOT NULL, note TEXT, source TEXT NOT NULL,
  PRIMARY KEY (cushion, id)) WITHOUT ROWID;
CREATE INDEX checkIn_at ON checkIn (cushion, atMs);
CREATE TABLE decision (cushion TEXT NOT NULL, proposalId TEXT NOT NULL, kind TEXT NOT NULL, decision TEXT NOT NULL,
  day TEXT NOT NULL, decidedAtMs INTEGER NOT NULL, decidedBy TEXT, changes TEXT NOT NULL, reasons TEXT NOT NULL,
  PRIMARY KEY (cushion, proposalId)) WITHOUT ROWID;
CREATE TABLE redFlagAnswer (id INTEGER PRIMARY KEY, cushion TEXT NOT NULL, answeredAtMs INTEGER NOT NULL,
  flags TEXT NOT NULL, clearedAtMs INTEGER, clearedBy TEXT);
CREATE INDEX redFlagAnswer_cushion ON redFlagAnswer (cushion, answeredAtMs);
CREATE TABLE baseline (cushion TEXT PRIMARY KEY, morningPain INTEGER, comfortableBoutMin REAL) WITHOUT ROWID;
`

const version2 = `
ALTER TABLE checkIn ADD COLUMN side TEXT;
ALTER TABLE checkIn ADD COLUMN place TEXT;
ALTER TABLE decision ADD COLUMN before TEXT;
ALTER TABLE decision ADD COLUMN undoneAtMs INTEGER;
CREATE TABLE entry (cushion TEXT NOT NULL, id TEXT NOT NULL, atMs INTEGER NOT NULL, day TEXT NOT NULL,
  kind TEXT NOT NULL, minutes INTEGER, note TEXT, PRIMARY KEY (cushion, id)) WITHOUT ROWID;
CREATE INDEX entry_at ON entry (cushion, atMs);
CREATE TABLE setup (cushion TEXT PRIMARY KEY, answers TEXT NOT NULL, updatedAtMs INTEGER NOT NULL) WITHOUT ROWID;
`

const version3 = `
CREATE TABLE prescription (cushion TEXT NOT NULL, place TEXT NOT NULL, revision INTEGER NOT NULL, atMs INTEGER NOT NULL,
  author TEXT, reason TEXT NOT NULL, nextReview TEXT, tolerance TEXT NOT NULL, before TEXT, locked TEXT NOT NULL,
  PRIMARY KEY (cushion, place, revision)) WITHOUT ROWID;
CREATE TABLE comment (cushion TEXT NOT NULL, id TEXT NOT NULL, atMs INTEGER NOT NULL, thread TEXT NOT NULL,
  madeAtMs INTEGER NOT NULL, author TEXT, authorKey TEXT NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (cushion, id)) WITHOUT ROWID;
CREATE INDEX comment_at ON comment (cushion, atMs);
CREATE TABLE commentRead (cushion TEXT NOT NULL, comment TEXT NOT NULL, readerKey TEXT NOT NULL, reader TEXT,
  atMs INTEGER NOT NULL, PRIMARY KEY (cushion, comment, readerKey)) WITHOUT ROWID;
`

const version4 = `
ALTER TABLE prescription ADD COLUMN stepsUpToPercent INTEGER;
ALTER TABLE prescription ADD COLUMN questions TEXT;
ALTER TABLE checkIn ADD COLUMN answers TEXT;
CREATE TABLE visaH (cushion TEXT NOT NULL, day TEXT NOT NULL, total INTEGER NOT NULL, author TEXT,
  PRIMARY KEY (cushion, day)) WITHOUT ROWID;
`

/** "SitD" */
export const diaryStamp: Stamp = {
  applicationId: 0x53697444,
  steps: [version1, version2, version3, version4],
}
