CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- One row: the latest time that anything was written, so that time does not run backwards over a restart.
CREATE TABLE clock (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  last INTEGER NOT NULL
) STRICT;
INSERT INTO clock VALUES (1, 0);

CREATE TABLE pool (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('triplet', 'label')),
  part TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('vote', 'catch', 'practice')),
  UNIQUE (kind, part, role)
) STRICT;

CREATE TABLE question (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  pool INTEGER NOT NULL REFERENCES pool (id),
  anchor TEXT NOT NULL,
  first TEXT NOT NULL,
  second TEXT NOT NULL,
  expected TEXT NOT NULL,
  asked_key TEXT NOT NULL UNIQUE,
  rank REAL NOT NULL,
  wanted INTEGER NOT NULL CHECK (wanted >= 0),
  counted INTEGER NOT NULL DEFAULT 0 CHECK (counted >= 0),
  leased INTEGER NOT NULL DEFAULT 0 CHECK (leased >= 0),
  CHECK (counted + leased <= wanted)
) STRICT;
-- So written because SQLite turns a comparison round until its column is on the left, and the index has to match.
CREATE INDEX question_free ON question (pool, rank) WHERE wanted > counted + leased;
CREATE INDEX question_rank ON question (pool, rank);

CREATE TABLE person (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  identity TEXT UNIQUE,
  pseudonym TEXT NOT NULL UNIQUE,
  platform TEXT NOT NULL,
  language TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('working', 'finished', 'excluded', 'withdrawn')),
  plan TEXT NOT NULL,
  total INTEGER NOT NULL,
  next INTEGER NOT NULL DEFAULT 0,
  answered INTEGER NOT NULL DEFAULT 0,
  code TEXT NOT NULL DEFAULT '',
  entered INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  finished INTEGER
) STRICT;

CREATE TABLE consent (
  person INTEGER NOT NULL REFERENCES person (id),
  version TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (person, version)
) STRICT;

CREATE TABLE platform_id (
  person INTEGER PRIMARY KEY REFERENCES person (id),
  platform TEXT NOT NULL,
  external TEXT NOT NULL,
  session TEXT NOT NULL,
  study TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  UNIQUE (platform, external)
) STRICT;

CREATE TABLE lease (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  person INTEGER NOT NULL REFERENCES person (id),
  question INTEGER NOT NULL REFERENCES question (id),
  turn INTEGER NOT NULL CHECK (turn IN (0, 1)),
  slot INTEGER NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('first', 'second', '')),
  state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'expired', 'released')),
  issued INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  UNIQUE (person, question, turn)
) STRICT;
CREATE INDEX lease_due ON lease (expires) WHERE state = 'open';
CREATE INDEX lease_waiting ON lease (person) WHERE state IN ('open', 'expired');

CREATE TABLE answer (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  lease INTEGER NOT NULL UNIQUE REFERENCES lease (id),
  question INTEGER NOT NULL REFERENCES question (id),
  person INTEGER NOT NULL REFERENCES person (id),
  turn INTEGER NOT NULL,
  choice TEXT NOT NULL,
  side TEXT NOT NULL,
  ms INTEGER,
  late INTEGER NOT NULL CHECK (late IN (0, 1)),
  counted INTEGER NOT NULL CHECK (counted IN (0, 1)),
  received INTEGER NOT NULL
) STRICT;
CREATE INDEX answer_person ON answer (person);
CREATE TRIGGER answer_stays BEFORE UPDATE ON answer BEGIN SELECT RAISE(ABORT, 'answers are append-only'); END;
CREATE TRIGGER answer_remains BEFORE DELETE ON answer BEGIN SELECT RAISE(ABORT, 'answers are append-only'); END;

CREATE TABLE exclusion (
  person INTEGER PRIMARY KEY REFERENCES person (id),
  reason TEXT NOT NULL,
  by TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE trouble (
  id INTEGER PRIMARY KEY,
  person INTEGER REFERENCES person (id),
  kind TEXT NOT NULL,
  detail TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  action TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
