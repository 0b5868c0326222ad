-- How a person's way ended, whether a platform stands for an ID, limits a person, and answers that were taken
-- back; the tables are those of migrations/sqlite/0002.sql. See 0002.sql on locks.

ALTER TABLE person ADD COLUMN outcome TEXT COLLATE "C" NOT NULL DEFAULT '';
-- Until now everybody who finished got the ordinary code.
UPDATE person SET outcome = 'complete' WHERE finished IS NOT NULL;

ALTER TABLE platform_id ADD COLUMN vouched TEXT COLLATE "C" NOT NULL DEFAULT ''
  CHECK (vouched IN ('', 'signed', 'listed', 'unlisted'));

CREATE INDEX trouble_person ON trouble (person);

CREATE TABLE undone (
  answer BIGINT PRIMARY KEY,
  lease BIGINT NOT NULL REFERENCES lease (id),
  attempt BIGINT NOT NULL,
  question BIGINT NOT NULL REFERENCES question (id),
  person BIGINT NOT NULL REFERENCES person (id),
  turn SMALLINT NOT NULL,
  choice TEXT COLLATE "C" NOT NULL,
  side TEXT COLLATE "C" NOT NULL,
  ms BIGINT,
  late SMALLINT NOT NULL,
  counted SMALLINT NOT NULL,
  received BIGINT NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (lease, attempt)
);
CREATE INDEX undone_person ON undone (person);

CREATE OR REPLACE FUNCTION answer_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'answer' THEN
    -- What was taken back is kept there first.
    IF EXISTS (SELECT 1 FROM undone WHERE undone.answer = OLD.id AND undone.lease = OLD.lease
      AND undone.choice = OLD.choice AND undone.ms IS NOT DISTINCT FROM OLD.ms AND undone.received = OLD.received)
    THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'answers are append-only';
END $$;
CREATE TRIGGER undone_stays BEFORE UPDATE OR DELETE ON undone FOR EACH ROW EXECUTE FUNCTION answer_stays();
CREATE TRIGGER undone_remains BEFORE TRUNCATE ON undone EXECUTE FUNCTION answer_stays();

-- People.

DROP FUNCTION op_enter(BIGINT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT);
DROP FUNCTION op_person(BIGINT);

CREATE FUNCTION op_person(me BIGINT) RETURNS TABLE (
  id BIGINT, pseudonym TEXT, platform TEXT, state TEXT, language TEXT, consent TEXT, total BIGINT,
  answered BIGINT, code TEXT, entered BIGINT, finished BIGINT, outcome TEXT
) LANGUAGE sql STABLE AS $$
  SELECT p.id, p.pseudonym, p.platform, p.state, p.language,
    coalesce((SELECT version FROM consent WHERE person = me ORDER BY at DESC, consent.ctid DESC LIMIT 1), ''),
    p.total - op_lost(me, p.state), p.answered, p.code, p.entered, p.finished, p.outcome
  FROM person AS p WHERE p.id = me
$$;

CREATE FUNCTION op_enter(
  now BIGINT, his_identity TEXT, his_pseudonym TEXT, his_platform TEXT, his_external TEXT, his_session TEXT,
  his_study TEXT, his_language TEXT, his_version TEXT, his_plan TEXT, his_vouched TEXT
) RETURNS TABLE (
  id BIGINT, pseudonym TEXT, platform TEXT, state TEXT, language TEXT, consent TEXT, total BIGINT,
  answered BIGINT, code TEXT, entered BIGINT, finished BIGINT, outcome TEXT
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  me BIGINT;
  bad BIGINT;
  t BIGINT := op_time(now);
  slots BIGINT[] := translate(his_plan, '[]', '{}');
BEGIN
  SELECT id INTO me FROM person WHERE identity = his_identity FOR NO KEY UPDATE;
  IF me IS NULL THEN
    SELECT wanted INTO bad FROM unnest(slots) AS wanted
      WHERE wanted <> -1 AND NOT EXISTS (SELECT 1 FROM pool WHERE id = wanted AND role <> 'practice')
      ORDER BY wanted LIMIT 1;
    IF FOUND THEN
      PERFORM op_refuse('a plan names pool ' || bad || ', of which nothing can be asked');
    ELSIF EXISTS (SELECT 1 FROM person WHERE pseudonym = his_pseudonym) THEN
      PERFORM op_refuse('the pseudonym ''' || his_pseudonym || ''' is taken');
    ELSIF EXISTS (SELECT 1 FROM platform_id WHERE platform = his_platform AND external = his_external) THEN
      PERFORM op_refuse(
        'a ' || his_platform || ' ID is known under another identity; was secret.key exchanged?'
      );
    END IF;
    -- Somebody who does the same at this moment is waited for; it then fails and is tried again.
    INSERT INTO person (identity, pseudonym, platform, language, state, plan, total, entered, seen)
      VALUES (his_identity, his_pseudonym, his_platform, his_language, 'working', his_plan,
        cardinality(slots), t, t) RETURNING id INTO me;
    INSERT INTO platform_id (person, platform, external, session, study, vouched, at)
      VALUES (me, his_platform, his_external, his_session, his_study, his_vouched, t);
  ELSE
    UPDATE person SET language = his_language, seen = t WHERE id = me;
    IF his_session <> '' OR his_study <> '' THEN
      UPDATE platform_id SET session = his_session, study = his_study WHERE person = me;
    END IF;
    IF his_vouched <> '' THEN
      UPDATE platform_id SET vouched = his_vouched WHERE person = me;
    END IF;
  END IF;
  INSERT INTO consent VALUES (me, his_version, t) ON CONFLICT DO NOTHING;
  RETURN QUERY SELECT * FROM op_person(me);
END $$;

CREATE OR REPLACE FUNCTION op_note_platform(
  now BIGINT, its_name TEXT, its_external TEXT, its_session TEXT, its_status TEXT
) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
  t BIGINT := op_time(now);
BEGIN
  UPDATE platform_id SET status = its_status, at = t,
      session = CASE its_session WHEN '' THEN session ELSE its_session END,
      vouched = CASE vouched WHEN 'signed' THEN vouched ELSE 'listed' END
    WHERE platform = its_name AND external = its_external;
  RETURN FOUND;
END $$;

-- Whom a platform's whole list has; how many of ours are in it, and how many are not.
CREATE FUNCTION op_mark_listed(its_platform TEXT, there TEXT[], OUT listed BIGINT, OUT missing BIGINT)
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE platform_id SET vouched = CASE WHEN external = ANY (there) THEN 'listed' ELSE 'unlisted' END
    WHERE platform = its_platform AND vouched <> 'signed';
  SELECT count(*) FILTER (WHERE external = ANY (there)), count(*) FILTER (WHERE external <> ALL (there))
    INTO listed, missing FROM platform_id WHERE platform = its_platform;
END $$;

-- A write that does not matter, to see whether something can be stored.
CREATE FUNCTION op_probe(now BIGINT) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
  t BIGINT := op_time(now);
BEGIN
  INSERT INTO setting VALUES ('probe', t::TEXT) ON CONFLICT (key) DO UPDATE SET value = excluded.value;
END $$;

DROP FUNCTION op_trouble(BIGINT, BIGINT, TEXT, TEXT);
CREATE FUNCTION op_trouble(me BIGINT, now BIGINT, what TEXT, more TEXT, most BIGINT) RETURNS BOOLEAN
LANGUAGE plpgsql AS $$
DECLARE
  t BIGINT := op_time(now);
BEGIN
  IF me IS NOT NULL THEN
    PERFORM op_lock(me);
    IF (SELECT count(*) FROM trouble WHERE person = me) >= most THEN
      RETURN false;
    END IF;
  END IF;
  INSERT INTO trouble (person, kind, detail, at) VALUES (me, what, more, t);
  RETURN true;
END $$;

-- Whether a vote question of the plan's kinds has a place for a person who was never asked it: a free one, or
-- (`held`) one that no counted answer has. True for a plan without votes.
CREATE FUNCTION op_free(me BIGINT, his_plan BIGINT[], held BOOLEAN) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
  one BIGINT;
  votes BOOLEAN := false;
BEGIN
  FOR one IN
    SELECT id FROM pool WHERE role = 'vote'
      AND kind IN (SELECT mine.kind FROM pool AS mine WHERE mine.role = 'vote' AND mine.id = ANY (his_plan))
  LOOP
    votes := true;
    IF held THEN
      PERFORM 1 FROM question WHERE pool = one AND wanted > counted AND (
        SELECT 1 FROM lease WHERE lease.person = me AND lease.question = question.id AND turn = 0) IS NULL LIMIT 1;
    ELSE
      PERFORM 1 FROM question WHERE pool = one AND free AND (
        SELECT 1 FROM lease WHERE lease.person = me AND lease.question = question.id AND turn = 0) IS NULL LIMIT 1;
    END IF;
    IF FOUND THEN
      RETURN true;
    END IF;
  END LOOP;
  RETURN NOT votes;
END $$;

-- How somebody ends for whom nothing is left.
CREATE FUNCTION op_outcome(me BIGINT, share DOUBLE PRECISION, give_backs BIGINT) RETURNS TEXT
LANGUAGE plpgsql AS $$
DECLARE
  his_plan BIGINT[];
  done BIGINT;
BEGIN
  IF EXISTS (SELECT 1 FROM exclusion WHERE person = me AND by = 'study') THEN
    RETURN 'screened_out';
  END IF;
  SELECT translate(plan, '[]', '{}'), answered INTO his_plan, done FROM person WHERE id = me;
  IF done >= share * cardinality(his_plan) THEN
    RETURN 'complete';
  ELSIF (SELECT count(*) FROM lease WHERE person = me) < cardinality(his_plan) + give_backs
    AND NOT op_free(me, his_plan, false)
  THEN
    RETURN 'full';
  END IF;
  RETURN CASE WHEN done > 0 THEN 'partial' ELSE 'nothing' END;
END $$;

DROP FUNCTION op_finish(BIGINT, BIGINT, TEXT);
-- `names` and `codes` say which outcome has which completion code; others have none.
CREATE FUNCTION op_finish(
  me BIGINT, now BIGINT, names TEXT[], codes TEXT[], share DOUBLE PRECISION, give_backs BIGINT
) RETURNS TABLE (state TEXT, answered BIGINT, total BIGINT, code TEXT, outcome TEXT) LANGUAGE plpgsql AS $$
DECLARE
  t BIGINT := op_time(now);
  his_state TEXT := op_lock(me);
  p person%ROWTYPE;
BEGIN
  SELECT * INTO p FROM person WHERE id = me;
  IF his_state IN ('working', 'excluded') AND p.finished IS NULL
    AND NOT (his_state = 'working' AND cardinality(op_slots(me, p.next)) > 0)
    AND NOT EXISTS (
      SELECT 1 FROM lease JOIN question ON question.id = lease.question JOIN pool ON pool.id = question.pool
      WHERE lease.person = me AND lease.state IN ('open', 'expired') AND (lease.state = 'open'
        OR turn = 1 OR role <> 'vote' OR counted + leased < wanted))
  THEN
    p.outcome := op_outcome(me, share, give_backs);
    p.code := coalesce(codes[array_position(names, p.outcome)], '');
    UPDATE person SET state = CASE his_state WHEN 'working' THEN 'finished' ELSE his_state END,
      code = p.code, outcome = p.outcome, finished = t, seen = t WHERE id = me;
  END IF;
  RETURN QUERY SELECT o.state, o.answered, o.total, p.code, p.outcome FROM op_progress(me) AS o;
END $$;

-- Leases.

DROP FUNCTION op_expire(BIGINT, BIGINT, BIGINT, BOOLEAN);
CREATE FUNCTION op_expire(me BIGINT, t BIGINT, lasts BIGINT, revive BOOLEAN) RETURNS VOID
LANGUAGE plpgsql AS $$
DECLARE
  due BIGINT[];
  mine BIGINT[];
  one RECORD;
BEGIN
  SELECT array_agg(id) INTO mine FROM (
    SELECT id FROM lease
    WHERE person = me AND state IN ('open', 'expired') AND (state = 'expired' OR expires <= t)
    ORDER BY id FOR NO KEY UPDATE) AS waiting;
  SELECT array_agg(id) INTO due FROM (
    SELECT id FROM lease WHERE state = 'open' AND expires <= t FOR NO KEY UPDATE SKIP LOCKED) AS late;
  IF due IS NULL AND mine IS NULL THEN
    RETURN;
  END IF;
  PERFORM id FROM question WHERE id IN (SELECT question FROM lease WHERE id = ANY (due || mine))
    ORDER BY id FOR NO KEY UPDATE;
  UPDATE lease SET state = 'expired' WHERE id = ANY (due);
  UPDATE question SET leased = leased - held.n
    FROM (SELECT lease.question AS q, count(*) AS n FROM lease JOIN question ON question.id = lease.question
        JOIN pool ON pool.id = question.pool
      WHERE lease.id = ANY (due) AND turn = 0 AND role = 'vote' GROUP BY lease.question) AS held
    WHERE question.id = held.q;
  IF NOT revive THEN
    RETURN;
  END IF;
  FOR one IN
    SELECT lease.id, question, turn = 0 AND role = 'vote' AS holds FROM lease
      JOIN question ON question.id = lease.question JOIN pool ON pool.id = question.pool
    WHERE lease.id = ANY (mine) AND lease.state = 'expired' ORDER BY slot, lease.id
  LOOP
    IF one.holds THEN
      UPDATE question SET leased = leased + 1 WHERE id = one.question AND counted + leased < wanted;
      CONTINUE WHEN NOT FOUND;
    END IF;
    UPDATE lease SET state = 'open', expires = t + lasts WHERE id = one.id;
  END LOOP;
END $$;

DROP FUNCTION op_fill(BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, BOOLEAN, DOUBLE PRECISION[], TEXT[], BOOLEAN);
-- Fill up to `most` slots of the plan; true if places are free but locked by others, so that it has to be
-- called again after this transaction, which then waits.
CREATE FUNCTION op_fill(
  me BIGINT, t BIGINT, most BIGINT, lasts BIGINT, gap BIGINT, give_backs BIGINT, fixed BOOLEAN,
  chances DOUBLE PRECISION[], sides TEXT[], again BOOLEAN
) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
  his_plan BIGINT[];
  place BIGINT;
  wanted_total BIGINT;
  allowed BIGINT;
  filled BIGINT := 0;
  may_wait BOOLEAN := again;
  stuck BOOLEAN := false;
  found RECORD;
BEGIN
  SELECT translate(plan, '[]', '{}'), next, total INTO his_plan, place, wanted_total FROM person WHERE id = me;
  IF place >= cardinality(his_plan) THEN
    RETURN false;
  END IF;
  allowed := cardinality(his_plan) + give_backs - (SELECT count(*) FROM lease WHERE person = me);
  FOREACH place IN ARRAY op_slots(me, place) || cardinality(his_plan)::BIGINT LOOP
    EXIT WHEN filled = most OR place = cardinality(his_plan);
    IF filled >= allowed THEN
      wanted_total := wanted_total - 1;
      CONTINUE;
    END IF;
    IF his_plan[place + 1] = -1 THEN
      SELECT *, false AS holds, false AS busy INTO found FROM op_to_repeat(me, place - gap);
    ELSE
      SELECT * INTO found FROM op_new(me, his_plan[place + 1], chances[filled + 1], fixed, may_wait);
      may_wait := false;
    END IF;
    stuck := found.busy;
    EXIT WHEN stuck;
    IF found.found_question IS NULL THEN
      wanted_total := wanted_total - 1;
    ELSE
      IF found.holds THEN
        UPDATE question SET leased = leased + 1 WHERE id = found.found_question;
      END IF;
      INSERT INTO lease (person, question, turn, slot, side, state, issued, expires)
        VALUES (me, found.found_question, (his_plan[place + 1] = -1)::INTEGER, place,
          CASE found.its_kind WHEN 'triplet' THEN sides[filled + 1] ELSE '' END, 'open', t, t + lasts);
      filled := filled + 1;
    END IF;
  END LOOP;
  UPDATE person SET next = place, total = wanted_total WHERE id = me;
  RETURN stuck;
END $$;

-- Nothing is free for somebody who has answered nothing: true if something is held by others, else all of the
-- plan is skipped.
CREATE FUNCTION op_wait(me BIGINT, his_plan BIGINT[]) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
BEGIN
  IF op_free(me, his_plan, true) THEN
    RETURN true;
  END IF;
  UPDATE person SET next = cardinality(his_plan), total = (
      SELECT count(*) FROM lease WHERE lease.person = me AND lease.state <> 'released')
    WHERE id = me;
  RETURN false;
END $$;

DROP FUNCTION op_claim(BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, BOOLEAN, DOUBLE PRECISION[], TEXT[], BOOLEAN);
-- Open leases by slot, each with the person's progress; one row without a lease if there is none. `first_most`
-- and `first_ms` are for somebody who has answered nothing yet.
CREATE FUNCTION op_claim(
  me BIGINT, now BIGINT, most BIGINT, lease_ms BIGINT, first_most BIGINT, first_ms BIGINT, gap BIGINT,
  give_backs BIGINT, fixed BOOLEAN, chances DOUBLE PRECISION[], sides TEXT[], again BOOLEAN
) RETURNS TABLE (
  state TEXT, answered BIGINT, total BIGINT, busy BOOLEAN, waiting BOOLEAN, lease BIGINT, slot BIGINT,
  kind TEXT, anchor TEXT, first TEXT, second TEXT, side TEXT, turn SMALLINT, attempt BIGINT
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  t BIGINT := op_time(now);
  his_state TEXT := op_lock(me);
  p person%ROWTYPE;
  his_plan BIGINT[];
  lasts BIGINT := lease_ms;
  there BIGINT;
  stuck BOOLEAN := false;
  waits BOOLEAN := false;
  o RECORD;
BEGIN
  SELECT * INTO p FROM person AS found WHERE found.id = me;
  his_plan := translate(p.plan, '[]', '{}');
  IF p.answered = 0 THEN
    lasts := first_ms;
    most := least(most, first_most);
  END IF;
  IF NOT again THEN
    PERFORM op_expire(me, t, lasts, his_state = 'working');
  END IF;
  IF his_state = 'working' THEN
    SELECT count(*) INTO there FROM lease AS l WHERE l.person = me AND l.state = 'open';
    IF p.answered = 0 AND there = 0 AND NOT op_free(me, his_plan, false) THEN
      waits := op_wait(me, his_plan);
    ELSIF there < most THEN
      stuck := op_fill(me, t, most - there, lasts, gap, give_backs, fixed, chances, sides, again);
      IF p.answered = 0 AND NOT stuck AND NOT op_free(me, his_plan, false)
        AND NOT EXISTS (SELECT 1 FROM lease AS l WHERE l.person = me AND l.state = 'open')
      THEN
        -- The last free places went while they were looked for.
        UPDATE person SET next = p.next, total = p.total WHERE id = me;
        waits := op_wait(me, his_plan);
      END IF;
    END IF;
    UPDATE person SET seen = t WHERE id = me;
  END IF;
  SELECT * INTO o FROM op_progress(me);
  RETURN QUERY
    SELECT o.state, o.answered, o.total, stuck, waits, l.id, l.slot, p.kind, q.anchor, q.first, q.second,
      l.side, l.turn, (SELECT count(*) FROM undone AS u WHERE u.lease = l.id)
    FROM (SELECT 1) AS one
      LEFT JOIN lease AS l ON l.person = me AND l.state = 'open' AND o.state = 'working'
      LEFT JOIN question AS q ON q.id = l.question LEFT JOIN pool AS p ON p.id = q.pool
    ORDER BY l.slot, l.id;
END $$;

-- Open leases of a person last a whole lease from now, none of them longer than `longest`.
CREATE FUNCTION op_prolong(me BIGINT, t BIGINT, lease_ms BIGINT, longest BIGINT) RETURNS VOID
LANGUAGE sql AS $$
  UPDATE lease SET expires = greatest(expires, least(t + lease_ms, issued + longest))
    WHERE person = me AND state = 'open';
$$;

DROP FUNCTION op_heartbeat(BIGINT, BIGINT, BIGINT);
CREATE FUNCTION op_heartbeat(me BIGINT, now BIGINT, lease_ms BIGINT, longest BIGINT, always BOOLEAN)
RETURNS TABLE (state TEXT, answered BIGINT, total BIGINT) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  t BIGINT := op_time(now);
BEGIN
  PERFORM op_lock(me);
  IF always OR EXISTS (SELECT 1 FROM person AS p WHERE p.id = me AND p.answered > 0) THEN
    PERFORM op_prolong(me, t, lease_ms, longest);
  END IF;
  UPDATE person SET seen = t WHERE id = me;
  RETURN QUERY SELECT * FROM op_progress(me);
END $$;

-- Answers.

DROP FUNCTION op_answer(BIGINT, BIGINT, TEXT, BIGINT, TEXT, BIGINT);
-- Store one answer; the person's row and, if there are several answers, leases and questions are locked.
CREATE FUNCTION op_answer(
  me BIGINT, t BIGINT, his_state TEXT, its_lease BIGINT, its_choice TEXT, its_ms BIGINT, its_attempt BIGINT,
  OUT fate TEXT, OUT choice TEXT, OUT counted BOOLEAN
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  l RECORD;
  attempts BIGINT;
  held BOOLEAN;
  given_back BOOLEAN;
  is_there BOOLEAN;
  counts BOOLEAN := his_state IN ('working', 'finished');
BEGIN
  fate := 'unknown';
  choice := '';
  counted := false;
  SELECT lease.question, turn, slot, side, state, kind, role INTO l FROM lease
      JOIN question ON question.id = lease.question JOIN pool ON pool.id = question.pool
    WHERE lease.id = its_lease AND person = me FOR NO KEY UPDATE OF lease;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  SELECT count(*) INTO attempts FROM undone WHERE undone.lease = its_lease;
  SELECT answer.choice, answer.counted = 1 AND counts INTO choice, counted FROM answer
    WHERE answer.lease = its_lease;
  is_there := FOUND;
  choice := coalesce(choice, '');
  counted := coalesce(counted, false);
  IF its_attempt > attempts OR its_choice <> ALL (
    CASE l.kind WHEN 'triplet' THEN ARRAY['first', 'second'] ELSE ARRAY['negative', 'neutral', 'positive'] END
  ) THEN
    fate := 'invalid';
  ELSIF its_attempt < attempts THEN
    fate := 'undone';
    counted := false;
    SELECT undone.choice INTO choice FROM undone WHERE undone.lease = its_lease AND attempt = its_attempt;
  ELSIF is_there THEN
    fate := CASE its_choice WHEN choice THEN 'duplicate' ELSE 'conflict' END;
  ELSIF his_state = 'withdrawn' THEN
    fate := 'withdrawn';
  ELSE
    given_back := l.state = 'released';
    fate := CASE WHEN given_back THEN 'given_back' ELSE 'stored' END;
    choice := its_choice;
    held := l.state = 'open';
    IF l.turn = 0 AND l.role = 'vote' AND NOT given_back THEN
      UPDATE question SET leased = leased - held::INTEGER, counted = question.counted + counts::INTEGER
        WHERE id = l.question AND (held OR counts AND question.counted + leased < wanted);
      counted := FOUND AND counts;
    END IF;
    INSERT INTO answer (lease, question, person, turn, choice, side, ms, late, counted, received)
      VALUES (its_lease, l.question, me, l.turn, its_choice, l.side, its_ms, (NOT held)::INTEGER,
        counted::INTEGER, t);
    -- One that was given back stays so: another question may have the slot by now.
    UPDATE lease SET state = 'answered' WHERE id = its_lease AND NOT given_back;
  END IF;
END $$;

DROP FUNCTION op_submit(BIGINT, BIGINT, BIGINT[], TEXT[], BIGINT[]);
CREATE FUNCTION op_submit(
  me BIGINT, now BIGINT, leases BIGINT[], choices TEXT[], times BIGINT[], attempts BIGINT[], lease_ms BIGINT,
  longest BIGINT
) RETURNS TABLE (fate TEXT, choice TEXT, counted BOOLEAN) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  t BIGINT := op_time(now);
  his_state TEXT;
  before BIGINT;
  stored BIGINT := 0;
  written BOOLEAN := false;
BEGIN
  SELECT state, answered INTO his_state, before FROM person WHERE id = me FOR NO KEY UPDATE;
  IF before = 0 THEN
    -- They are prolonged in the end; by then questions are locked.
    PERFORM id FROM lease WHERE person = me AND state = 'open' ORDER BY id FOR NO KEY UPDATE;
  END IF;
  IF cardinality(leases) > 1 THEN
    PERFORM id FROM lease WHERE id = ANY (leases) AND person = me ORDER BY id FOR NO KEY UPDATE;
    PERFORM id FROM question WHERE id IN (
        SELECT question FROM lease WHERE id = ANY (leases) AND person = me AND state <> 'answered')
      ORDER BY id FOR NO KEY UPDATE;
  END IF;
  FOR place IN 1 .. cardinality(leases) LOOP
    SELECT * INTO fate, choice, counted FROM
      op_answer(me, t, his_state, leases[place], choices[place], times[place], attempts[place]);
    stored := stored + (fate = 'stored')::INTEGER;
    written := written OR fate IN ('stored', 'given_back');
    RETURN NEXT;
  END LOOP;
  IF written THEN
    UPDATE person SET answered = answered + stored, seen = t WHERE id = me;
  END IF;
  IF stored > 0 AND before = 0 THEN
    -- From now on this is somebody who answers; the short first leases become whole ones.
    PERFORM op_prolong(me, t, lease_ms, longest);
  END IF;
END $$;

-- Take the last answer back: why not, or '' and its lease is open again.
CREATE FUNCTION op_take_back(
  me BIGINT, t BIGINT, his_state TEXT, its_lease BIGINT, its_attempt BIGINT, lease_ms BIGINT, most BIGINT
) RETURNS TEXT LANGUAGE plpgsql AS $$
DECLARE
  l RECORD;
  a answer%ROWTYPE;
  holds BOOLEAN;
BEGIN
  IF EXISTS (SELECT 1 FROM undone WHERE lease = its_lease AND attempt = its_attempt AND person = me) THEN
    RETURN '';
  END IF;
  SELECT lease.question, lease.turn, role INTO l FROM lease
      JOIN question ON question.id = lease.question JOIN pool ON pool.id = question.pool
    WHERE lease.id = its_lease AND person = me AND state = 'answered' FOR NO KEY UPDATE OF lease;
  IF NOT FOUND OR its_attempt <> (SELECT count(*) FROM undone WHERE lease = its_lease) THEN
    RETURN 'unknown';
  END IF;
  SELECT * INTO a FROM answer WHERE lease = its_lease;
  IF his_state <> 'working' THEN
    RETURN 'over';
  ELSIF (SELECT count(*) FROM undone WHERE person = me) >= most THEN
    RETURN 'limit';
  ELSIF EXISTS (SELECT 1 FROM answer WHERE person = me AND id > a.id) THEN
    RETURN 'not_last';
  ELSIF a.received + lease_ms <= t THEN
    RETURN 'too_late';
  ELSIF EXISTS (SELECT 1 FROM lease WHERE person = me AND question = l.question AND turn > l.turn) THEN
    RETURN 'repeated';
  END IF;
  IF l.turn = 0 AND l.role = 'vote' THEN
    UPDATE question SET counted = counted - a.counted, leased = leased + 1
      WHERE id = l.question AND (a.counted = 1 OR counted + leased < wanted);
    IF NOT FOUND THEN
      RETURN 'taken';
    END IF;
  END IF;
  INSERT INTO undone SELECT id, lease, its_attempt, question, person, turn, choice, side, ms, late, counted,
    received, t FROM answer WHERE id = a.id;
  DELETE FROM answer WHERE id = a.id;
  UPDATE lease SET state = 'open', expires = t + lease_ms WHERE id = its_lease;
  UPDATE person SET answered = answered - 1 WHERE id = me;
  RETURN '';
END $$;

-- The same with what comes of it; the lease's columns are null where it is not open.
CREATE FUNCTION op_undo(
  me BIGINT, now BIGINT, its_lease BIGINT, its_attempt BIGINT, lease_ms BIGINT, most BIGINT
) RETURNS TABLE (
  state TEXT, answered BIGINT, total BIGINT, refused TEXT, taken BIGINT, lease BIGINT, slot BIGINT, kind TEXT,
  anchor TEXT, first TEXT, second TEXT, side TEXT, turn SMALLINT, attempt BIGINT
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  t BIGINT := op_time(now);
  his_state TEXT := op_lock(me);
  why TEXT := op_take_back(me, t, his_state, its_lease, its_attempt, lease_ms, most);
  o RECORD;
BEGIN
  UPDATE person SET seen = t WHERE id = me;
  SELECT * INTO o FROM op_progress(me);
  RETURN QUERY
    SELECT o.state, o.answered, o.total, why, (SELECT count(*) FROM undone AS u WHERE u.person = me), l.id,
      l.slot, p.kind, q.anchor, q.first, q.second, l.side, l.turn,
      (SELECT count(*) FROM undone AS u WHERE u.lease = l.id)
    FROM (SELECT 1) AS one
      LEFT JOIN lease AS l ON l.id = its_lease AND l.person = me AND l.state = 'open' AND why = ''
      LEFT JOIN question AS q ON q.id = l.question LEFT JOIN pool AS p ON p.id = q.pool;
END $$;
