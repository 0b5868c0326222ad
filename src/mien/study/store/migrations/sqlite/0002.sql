-- How a person's way ended, whether a platform stands for an ID, and answers that were taken back.
ALTER TABLE person ADD COLUMN outcome TEXT NOT NULL DEFAULT '';
-- Until now everybody who finished got the ordinary code.
UPDATE person SET outcome = 'complete' WHERE finished IS NOT NULL;

ALTER TABLE platform_id ADD COLUMN vouched TEXT NOT NULL DEFAULT ''
  CHECK (vouched IN ('', 'signed', 'listed', 'unlisted'));

CREATE INDEX trouble_person ON trouble (person);

-- The rows of `answer` that their person took back, with the numbers that they had there.
CREATE TABLE undone (
  answer INTEGER PRIMARY KEY,
  lease INTEGER NOT NULL REFERENCES lease (id),
  attempt INTEGER NOT NULL,
  question INTEGER NOT NULL REFERENCES question (id),
  person INTEGER NOT NULL REFERENCES person (id),
  turn INTEGER NOT NULL,
  choice TEXT NOT NULL,
  side TEXT NOT NULL,
  ms INTEGER,
  late INTEGER NOT NULL,
  counted INTEGER NOT NULL,
  received INTEGER NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (lease, attempt)
) STRICT;
CREATE INDEX undone_person ON undone (person);
CREATE TRIGGER undone_stays BEFORE UPDATE ON undone BEGIN SELECT RAISE(ABORT, 'answers are append-only'); END;
CREATE TRIGGER undone_remains BEFORE DELETE ON undone BEGIN SELECT RAISE(ABORT, 'answers are append-only'); END;

DROP TRIGGER answer_remains;
CREATE TRIGGER answer_remains BEFORE DELETE ON answer
WHEN NOT EXISTS (SELECT 1 FROM undone WHERE undone.answer = old.id AND undone.lease = old.lease
  AND undone.choice = old.choice AND undone.ms IS old.ms AND undone.received = old.received)
BEGIN SELECT RAISE(ABORT, 'answers are append-only'); END;
