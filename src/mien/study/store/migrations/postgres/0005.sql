-- Kinds of questions as data, further faces of a question, conditions, and what people tell besides answers; the
-- tables are those of migrations/sqlite/0003.sql. See 0002.sql on locks.

CREATE TABLE kind (
  name TEXT COLLATE "C" PRIMARY KEY,
  answers TEXT COLLATE "C" NOT NULL
);
INSERT INTO kind VALUES ('triplet', 'first|second'), ('label', 'negative|neutral|positive');
ALTER TABLE pool DROP CONSTRAINT pool_kind_check;
ALTER TABLE pool ADD FOREIGN KEY (kind) REFERENCES kind (name);

ALTER TABLE question ADD COLUMN more TEXT COLLATE "C" NOT NULL DEFAULT '';

ALTER TABLE person ADD COLUMN condition TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX person_condition ON person (condition) WHERE condition <> '';

CREATE TABLE fact (
  person BIGINT NOT NULL REFERENCES person (id),
  name TEXT COLLATE "C" NOT NULL,
  value TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (person, name)
);
CREATE FUNCTION fact_forgotten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE fact SET value = '' WHERE person = OLD.person AND name = 'comment';
  RETURN NULL;
END $$;
CREATE TRIGGER fact_forgotten AFTER DELETE ON platform_id FOR EACH ROW EXECUTE FUNCTION fact_forgotten();

-- What a person told; false if that was told before.
CREATE FUNCTION op_tell(me BIGINT, now BIGINT, its_name TEXT, its_value TEXT) RETURNS BOOLEAN
LANGUAGE plpgsql AS $$
DECLARE
  t BIGINT := op_time(now);
BEGIN
  PERFORM op_lock(me);
  INSERT INTO fact VALUES (me, its_name, its_value, t) ON CONFLICT DO NOTHING;
  RETURN FOUND;
END $$;

-- The condition with the fewest people who are through or at it, of those with no more the first; once a person.
-- One at a time, so that two who come at once do not get the same; nothing is locked before.
CREATE FUNCTION op_assign(me BIGINT, now BIGINT, lease_ms BIGINT, names TEXT[], plans TEXT[]) RETURNS TEXT
LANGUAGE plpgsql AS $$
DECLARE
  t BIGINT;
  chosen TEXT;
  place BIGINT;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('mien condition'), hashtext(current_schema()));
  t := op_time(now);
  PERFORM op_lock(me);
  SELECT condition INTO chosen FROM person WHERE id = me;
  IF chosen <> '' OR EXISTS (SELECT 1 FROM lease WHERE person = me) THEN
    RETURN chosen;
  END IF;
  SELECT n INTO place FROM unnest(names) WITH ORDINALITY AS offered (name, n)
    ORDER BY (SELECT count(*) FROM person AS p WHERE p.condition = offered.name AND (p.state = 'finished'
      OR p.state = 'working' AND p.seen > t - lease_ms)), n LIMIT 1;
  UPDATE person SET condition = names[place], plan = plans[place],
    total = cardinality(translate(plans[place], '[]', '{}')::BIGINT[]) WHERE id = me;
  RETURN names[place];
END $$;

-- A vote question of a kind that a person answered at least `gap` slots before, and that was not repeated.
CREATE FUNCTION op_to_repeat_of(me BIGINT, before BIGINT, of_kind TEXT, OUT found_question BIGINT, OUT its_kind TEXT)
LANGUAGE plpgsql AS $$
BEGIN
  SELECT lease.question, kind INTO found_question, its_kind FROM lease
    JOIN question ON question.id = lease.question JOIN pool ON pool.id = question.pool
  WHERE person = me AND turn = 0 AND lease.state = 'answered' AND role = 'vote' AND slot <= before
    AND (of_kind IS NULL OR kind = of_kind)
    AND NOT EXISTS (SELECT 1 FROM lease AS again
      WHERE again.person = me AND again.question = lease.question AND again.turn = 1)
  ORDER BY slot, lease.id LIMIT 1;
END $$;

-- The kind that the plan asks for before a slot: what is repeated there is of it.
CREATE FUNCTION op_kind_before(slots BIGINT[], place BIGINT) RETURNS TEXT LANGUAGE plpgsql AS $$
DECLARE
  at BIGINT := place;
BEGIN
  WHILE at >= 1 AND slots[at] = -1 LOOP
    at := at - 1;
  END LOOP;
  RETURN (SELECT kind FROM pool WHERE id = slots[at]);
END $$;

-- Two functions are changed in one place each.
DO $$
DECLARE
  before TEXT;
  after TEXT;
BEGIN
  before := pg_get_functiondef('op_fill'::regproc);
  after := replace(before, 'op_to_repeat(me, place - gap)',
    'op_to_repeat_of(me, place - gap, op_kind_before(his_plan, place))');
  IF after = before THEN
    RAISE EXCEPTION 'op_fill is not as expected';
  END IF;
  EXECUTE after;
  before := pg_get_functiondef('op_answer'::regproc);
  after := regexp_replace(before, 'its_choice <> ALL \(\s*CASE l\.kind .*? END\s*\)',
    'its_choice !~ (SELECT ''^(?:'' || answers || '')$'' FROM kind WHERE kind.name = l.kind)');
  IF after = before THEN
    RAISE EXCEPTION 'op_answer is not as expected';
  END IF;
  EXECUTE after;
END $$;
DROP FUNCTION op_to_repeat(BIGINT, BIGINT);
