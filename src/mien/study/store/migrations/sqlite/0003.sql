-- Kinds of questions are data: a kind's answers are what its regular expression matches, whole.
CREATE TABLE kind (
  name TEXT PRIMARY KEY,
  answers TEXT NOT NULL
) STRICT;
INSERT INTO kind VALUES ('triplet', 'first|second'), ('label', 'negative|neutral|positive');

PRAGMA defer_foreign_keys = ON;
CREATE TABLE pool_before AS SELECT * FROM pool;
DROP TABLE pool;
CREATE TABLE pool (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL REFERENCES kind (name),
  part TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('vote', 'catch', 'practice')),
  UNIQUE (kind, part, role)
) STRICT;
INSERT INTO pool SELECT id, kind, part, role FROM pool_before;
DROP TABLE pool_before;

-- What a kind needs beyond three faces, JSON.
ALTER TABLE question ADD COLUMN more TEXT NOT NULL DEFAULT '';

-- The condition that a person was assigned to.
ALTER TABLE person ADD COLUMN condition TEXT NOT NULL DEFAULT '';
CREATE INDEX person_condition ON person (condition) WHERE condition <> '';

-- What a person told besides answers: screening, comprehension, a comment. The first word stays.
CREATE TABLE fact (
  person INTEGER NOT NULL REFERENCES person (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (person, name)
) STRICT;
-- Free text goes when the person's IDs go.
CREATE TRIGGER fact_forgotten AFTER DELETE ON platform_id BEGIN
  UPDATE fact SET value = '' WHERE person = OLD.person AND name = 'comment';
END;
